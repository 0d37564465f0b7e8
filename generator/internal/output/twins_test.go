package output

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func writeTwins(t testing.TB, dir string, f files) Report {
	t.Helper()
	r, err := Write(context.Background(), dir, f.set(t), Options{Compress: true})
	must(t, err)
	return r
}

// plain returns what a twin on disk says.
func plain(t *testing.T, dir, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, path))
	must(t, err)
	var r io.Reader = brotli.NewReader(bytes.NewReader(data))
	if strings.HasSuffix(path, ".gz") {
		r, err = gzip.NewReader(bytes.NewReader(data))
		must(t, err)
	}
	out, err := io.ReadAll(r)
	must(t, err)
	return string(out)
}

func TestTwins(t *testing.T) {
	dir := t.TempDir()
	page := strings.Repeat("<p>A page.</p>\n", 200)
	f := files{
		"index.html": page, "a/b.css": page + "b", "picture.png": page, "short.html": "x",
		"own.html": page, "own.html.gz": "the author's", "noise.txt": noise(4000),
	}
	r := writeTwins(t, dir, f)
	if r.Written != len(f)+5 {
		t.Errorf("%+v", r)
	}
	for path, want := range map[string]string{
		"index.html.gz": page, "index.html.br": page, "a/b.css.gz": page + "b", "a/b.css.br": page + "b", "own.html.br": page,
	} {
		if got := plain(t, dir, path); got != want {
			t.Errorf("%s says %q", path, got)
		}
		twin, err := os.Stat(filepath.Join(dir, path))
		must(t, err)
		of, err := os.Stat(filepath.Join(dir, path[:len(path)-3]))
		must(t, err)
		if !twin.ModTime().Equal(of.ModTime()) {
			t.Errorf("%s is of %s, its file of %s", path, twin.ModTime(), of.ModTime())
		}
	}
	before := onDisk(t, dir)
	if len(before) != len(f)+5 || before["own.html.gz"] != "the author's" {
		t.Errorf("%d files", len(before))
	}
	if r := writeTwins(t, dir, f); r.Written+r.Removed != 0 {
		t.Errorf("again: %+v", r)
	}
	f["index.html"] = page + "new"
	delete(f, "a/b.css")
	if r := writeTwins(t, dir, f); r.Written != 3 || r.Removed != 3 {
		t.Errorf("after a change: %+v", r)
	}
	if got := plain(t, dir, "index.html.br"); got != page+"new" {
		t.Errorf("%q", got)
	}
	if r := write(t, dir, f); r.Written != 0 || r.Removed != 3 {
		t.Errorf("without twins: %+v", r)
	}
	expect(t, dir, f)
}

// TestEncodersForget holds that what an encoder compressed before leaves no trace.
func TestEncodersForget(t *testing.T) {
	used := newBuffers(0)
	for i := range 300 {
		text := &content{data: []byte(strings.Repeat(noise(i%90)+"words ", 1+i*7%1500) + noise(i*37%3000))}
		for _, k := range codings() {
			a, err := (&content{of: text, coding: k}).bytes(used)
			must(t, err)
			b, err := (&content{of: text, coding: k}).bytes(newBuffers(0))
			must(t, err)
			if !bytes.Equal(a, b) {
				t.Fatalf("%s of text %d depends on what came before", k.suffix, i)
			}
		}
	}
}

// TestNothing writes a file without bytes, whose slice may be nil.
func TestNothing(t *testing.T) {
	dir := t.TempDir()
	s := new(Set)
	must(t, s.Add("empty.html", nil))
	for range 2 {
		_, err := Write(context.Background(), dir, s, Options{Compress: true})
		must(t, err)
		expect(t, dir, files{"empty.html": ""})
	}
}

// noise returns letters that cannot be compressed by a tenth.
func noise(n int) string {
	b := make([]byte, n)
	x := uint64(1)
	for i := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[i] = byte(x)
	}
	return string(b)
}

// TestTwinsAreRemembered holds that what the manifest vouches for is not compressed again,
// and that a twin somebody has damaged, or that another library made, is.
func TestTwinsAreRemembered(t *testing.T) {
	dir := t.TempDir()
	f := files{"index.html": strings.Repeat("word ", 1000)}
	writeTwins(t, dir, f)
	compressed := func() int {
		w, release, err := open(context.Background(), dir, Options{})
		must(t, err)
		defer release()
		must(t, w.compress(context.Background(), f.set(t)))
		n := 0
		for _, c := range w.twins {
			if c.data != nil {
				n++
			}
		}
		return n
	}
	if n := compressed(); n != 0 {
		t.Errorf("%d twins were compressed again", n)
	}
	good := onDisk(t, dir)
	put(t, dir, "index.html.gz", "damaged")
	must(t, os.Remove(filepath.Join(dir, "index.html.br")))
	writeTwins(t, dir, f)
	expect(t, dir, good)
	manifest, err := os.ReadFile(filepath.Join(dir, manifestName))
	must(t, err)
	body := bytes.ReplaceAll(manifest[:bytes.LastIndex(manifest, []byte("sum "))], []byte("brotli-"), []byte("brotli-0"))
	put(t, dir, manifestName, string(body)+sumLine(string(body)))
	if n := compressed(); n != 1 {
		t.Errorf("%d twins were compressed, and one was made by something else", n)
	}
}

// TestCodings holds the names of what makes twins against the libraries that do.
func TestCodings(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	must(t, err)
	for i, library := range []string{"github.com/andybalholm/brotli v", "github.com/klauspost/compress v"} {
		_, rest, ok := strings.Cut(string(mod), library)
		version, _, _ := strings.Cut(rest, "\n")
		if made := codings()[i].made; !ok || !strings.HasSuffix(made, fmt.Sprintf("-%s-%d", version, compressionLevel)) {
			t.Errorf("go.mod has %s%s, and twins are said to be made by %s", library, version, made)
		}
	}
}

// TestOrder: files that pages load, pages, what leads to them.
func TestLast(t *testing.T) {
	f := files{"b.css": "1", "index.html": "1", "x/index.html": "1", "x/y/index.html": "1", "feed.atom": "1", "x/page/2/index.html": "1",
		"a.html": strings.Repeat("x", 2000)}
	s := f.set(t)
	for _, path := range []string{"index.html", "feed.atom", "x/index.html", "x/page/2/index.html", "nowhere.html"} {
		s.Last(path)
	}
	w, release, err := open(context.Background(), t.TempDir(), Options{})
	must(t, err)
	defer release()
	must(t, w.compress(context.Background(), s))
	w.plant(s)
	must(t, w.survey(context.Background()))
	var got []string
	for _, batch := range w.batches() {
		var paths []string
		for _, j := range batch {
			for _, it := range j.items {
				paths = append(paths, it.path)
			}
		}
		got = append(got, strings.Join(paths, " "))
	}
	want := "b.css | x/y/index.html | a.html a.html.br a.html.gz | x/page/2/index.html | x/index.html | feed.atom index.html"
	if strings.Join(got, " | ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " | "), want)
	}
}

func BenchmarkTwins(b *testing.B) {
	page := []byte(strings.Repeat("<p>A <a href=\"/actors/x/\">page</a> of words and more of them.</p>\n", 250))
	for i := range page {
		if page[i] == 'o' {
			page[i] = 'a' + byte(i*i%23)
		}
	}
	for _, k := range codings() {
		b.Run(k.suffix[1:], func(b *testing.B) {
			buf := newBuffers(0)
			for b.Loop() {
				if _, err := (&content{of: &content{data: page}, coding: k}).bytes(buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
