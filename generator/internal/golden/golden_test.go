package golden

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

func TestDifferences(t *testing.T) {
	want := "-- a --\none\n-- b --\ntwo\n"
	for got, n := range map[string]int{
		want:                             0,
		"-- a --\none\n-- b --\nthree\n": 1,
		"-- a --\none\n-- c --\ntwo\n":   1,
		"-- a --\none\n":                 1,
		"-- a --\n1\n":                   2,
		"-- a --\none\n-- b --\ntwo\n-- c --\nx\n": 1,
	} {
		if all := differences(txtar.Parse([]byte(want)), txtar.Parse([]byte(got))); len(all) != n {
			t.Errorf("%q: %d differences, want %d: %q", got, len(all), n, all)
		}
	}
}

func TestEach(t *testing.T) {
	t.Chdir(t.TempDir())
	const archive = "About it.\n-- in --\nx\n-- want --\nAbout it. 1: x\n"
	path := filepath.Join("testdata", "a.txtar")
	if err := os.Mkdir("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(archive), 0o644); err != nil {
		t.Fatal(err)
	}
	calls := 0
	Each(t, func(t *testing.T, a *txtar.Archive) string {
		calls++
		if len(a.Files) != 1 || a.Files[0].Name != "in" {
			t.Errorf("the inputs are %v", a.Files)
		}
		return "About it. 1: " + string(a.Files[0].Data)
	})
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != archive {
		t.Errorf("the file is %q now, %v", now, err)
	}
}
