package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// values are some, of all sizes.
func values() map[Key]string {
	m := map[Key]string{KeyOf("empty"): ""}
	for i := range 40 {
		text := fmt.Sprint("value ", i, strings.Repeat(fmt.Sprint(" word ", i*i), i*i))
		m[KeyOf(text)] = text
	}
	return m
}

func fileOf(t testing.TB, m map[Key]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "new", "cache")
	w, err := Create(path)
	must(t, err)
	for k, v := range m {
		w.Put(k, []byte(v))
	}
	defer w.Close()
	must(t, w.Commit())
	return path
}

func TestValues(t *testing.T) {
	want := values()
	path := fileOf(t, want)
	c := Open(path)
	defer c.Close()
	for k, v := range want {
		if got, ok := c.Get(k); !ok || got != v || !c.Has(k) {
			t.Fatalf("%.20q: %.20q, %v", v, got, ok)
		}
	}
	if v, ok := c.Get(KeyOf("other")); ok {
		t.Error(v)
	}
	for _, p := range []string{path, filepath.Dir(path)} {
		info, err := os.Stat(p)
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is for others: %s", p, info.Mode())
		}
	}
}

func TestNoCache(t *testing.T) {
	var none *Cache
	for _, c := range []*Cache{none, {}, Open(filepath.Join(t.TempDir(), "missing")), Open(t.TempDir())} {
		if _, ok := c.Get(KeyOf()); ok || c.Has(KeyOf()) {
			t.Error("there is a value")
		}
		must(t, c.Close())
	}
}

func TestKeys(t *testing.T) {
	seen := map[Key]int{}
	for i, parts := range [][]string{nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}, {"ab", ""}} {
		k := KeyOf(parts...)
		if other, had := seen[k]; had {
			t.Errorf("%d and %d have one key", i, other)
		}
		seen[k] = i
	}
}

// TestKeep takes values over, and reads the old file after it was replaced.
func TestKeep(t *testing.T) {
	want := values()
	path := fileOf(t, want)
	old := Open(path)
	defer old.Close()
	w, err := Create(path)
	must(t, err)
	kept := map[Key]string{}
	for k, v := range want {
		if len(v)%2 == 0 {
			kept[k] = v
			if !w.Keep(old, k) {
				t.Error("not kept")
			}
		}
	}
	if w.Keep(old, KeyOf("other")) {
		t.Error("a value that is not there was kept")
	}
	w.Put(KeyOf("other"), []byte("new"))
	must(t, w.Commit())
	c := Open(path)
	defer c.Close()
	for k, v := range want {
		if got, ok := old.Get(k); !ok || got != v {
			t.Error("the file that is open lost a value")
		}
		if got, ok := c.Get(k); got != kept[k] || ok != (len(v)%2 == 0) {
			t.Errorf("%.20q: %v, want %.20q", got, ok, kept[k])
		}
	}
	if v, _ := c.Get(KeyOf("other")); v != "new" {
		t.Error(v)
	}
}

func TestAbort(t *testing.T) {
	path := fileOf(t, map[Key]string{KeyOf("a"): "1"})
	w, err := Create(path)
	must(t, err)
	w.Put(KeyOf("b"), []byte("2"))
	w.Close()
	c := Open(path)
	defer c.Close()
	if v, ok := c.Get(KeyOf("a")); v != "1" || !ok || c.Has(KeyOf("b")) {
		t.Error(v, ok)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	if len(left) != 1 {
		t.Error(left)
	}
}

// TestGetBack gets values while a file is written, once it is complete, and after another one
// has taken its place.
func TestGetBack(t *testing.T) {
	want := values()
	path := filepath.Join(t.TempDir(), "cache")
	w, err := Create(path)
	must(t, err)
	defer w.Close()
	for k, v := range want {
		if w.Has(k) || !w.Put(k, []byte(v)) || !w.Has(k) || !w.Put(k, []byte("another")) {
			t.Fatal("not put")
		}
		if got, ok := w.Get(k); !ok || got != v {
			t.Fatalf("%.20q: %.20q, %v", v, got, ok)
		}
	}
	check := func() {
		t.Helper()
		for k, v := range want {
			if got, ok := w.Get(k); !ok || got != v {
				t.Fatalf("%.20q: %.20q, %v", v, got, ok)
			}
		}
		if v, ok := w.Get(KeyOf("other")); ok || w.Has(KeyOf("other")) {
			t.Error(v)
		}
	}
	must(t, w.Commit())
	check()
	if w.Put(KeyOf("other"), nil) || w.Commit() == nil {
		t.Error("a file that is complete is written on")
	}
	check()
	other, err := Create(path)
	must(t, err)
	must(t, other.Commit())
	other.Close()
	check()
	w.Close()
	if _, ok := w.Get(KeyOf("empty")); ok {
		t.Error("a value of a file that was given back")
	}
}

func TestPack(t *testing.T) {
	for _, v := range values() {
		if got, err := Pack([]byte(v)).Value(); err != nil || got != v {
			t.Errorf("%.20q, %v, want %.20q", got, err, v)
		}
	}
}

// TestDamage cuts a file off at every byte, and flips a bit of every byte. What is still
// found is right.
func TestDamage(t *testing.T) {
	want := map[Key]string{}
	for i := range 6 {
		text := strings.Repeat(fmt.Sprint("value ", i, " "), 1+i*i)
		want[KeyOf(text)] = text
	}
	whole, err := os.ReadFile(fileOf(t, want))
	must(t, err)
	path := filepath.Join(t.TempDir(), "cache")
	check := func(what string, at int, data []byte) (found int) {
		t.Helper()
		must(t, os.WriteFile(path, data, 0o600))
		c := Open(path)
		defer c.Close()
		w, err := Create(path + "2")
		must(t, err)
		defer w.Close()
		for k, v := range want {
			if got, ok := c.Get(k); ok && got != v {
				t.Fatalf("%s at %d: %q, want %q", what, at, got, v)
			} else if ok {
				found++
			} else if w.Keep(c, k) {
				t.Fatalf("%s at %d: a damaged value was kept", what, at)
			}
		}
		return found
	}
	for at := range whole {
		if n := check("cut", at, whole[:at]); n > 0 {
			t.Fatalf("cut at %d: %d values", at, n)
		}
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		if n := check("flipped", at, flipped); n == len(want) {
			t.Fatalf("flipped at %d: nothing was noticed", at)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 20 {
				c := Open(path)
				w, err := Create(path)
				if err != nil {
					t.Error(err)
					return
				}
				for k := range 10 {
					key := KeyOf(fmt.Sprint(k))
					if v, ok := c.Get(key); ok && v != fmt.Sprint("value ", k) {
						t.Error(v)
					}
					if !w.Keep(c, key) {
						w.Put(key, fmt.Append(nil, "value ", k))
					}
				}
				defer w.Close()
				if err := w.Commit(); err != nil {
					t.Error(i, j, err)
				}
				c.Close()
			}
		})
	}
	wg.Wait()
}

func FuzzOpen(f *testing.F) {
	whole, err := os.ReadFile(fileOf(f, map[Key]string{KeyOf("a"): "some value", KeyOf("b"): ""}))
	must(f, err)
	f.Add(whole)
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "cache")
		must(t, os.WriteFile(path, data, 0o600))
		c := Open(path)
		defer c.Close()
		for k := range c.values {
			c.Get(k)
		}
	})
}

func TestTrim(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Duration{
		"new.cache": time.Minute, "old.cache": 99 * time.Hour, "old.txt": 99 * time.Hour,
		"x.cache.tmp-1": 2 * time.Hour, "x.cache.tmp-2": time.Minute,
	} {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
		must(t, os.Chtimes(filepath.Join(dir, name), now, now.Add(-age)))
	}
	must(t, os.Mkdir(filepath.Join(dir, "folder.cache"), 0o700))
	must(t, os.Chtimes(filepath.Join(dir, "folder.cache"), now, now.Add(-99*time.Hour)))
	Trim(dir, 24*time.Hour, now)
	Trim(filepath.Join(dir, "missing"), 0, now)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if got, want := fmt.Sprint(left), "[folder.cache new.cache old.txt x.cache.tmp-2]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
