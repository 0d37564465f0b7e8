// Package golden holds what tests get to files of testdata, archives (txtar) that people can read. With
//
//	go test ./generator/internal/PACKAGE -update
//
// the files are written anew, and git shows what has changed. Programs do not use it.
package golden

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what the files of testdata should say")

// want is the file of an archive that says what must come of the others.
const want = "want"

// Each runs a subtest for every testdata/*.txtar: what got returns for the other files must be what
// the file "want" has.
func Each(t *testing.T, got func(t *testing.T, a *txtar.Archive) string) {
	t.Helper()
	Rewrite(t, func(t *testing.T, a *txtar.Archive) {
		inputs := slices.DeleteFunc(slices.Clone(a.Files), func(f txtar.File) bool { return f.Name == want })
		is := got(t, &txtar.Archive{Comment: a.Comment, Files: inputs})
		a.Files = append(inputs, txtar.File{Name: want, Data: []byte(is)})
	})
}

// Rewrite runs a subtest for every testdata/*.txtar, which makes the archive what it should be: it must be
// that already. Of a subtest that fails nothing is written.
func Rewrite(t *testing.T, make func(t *testing.T, a *txtar.Archive)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives in testdata:", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a := Read(t, path)
			make(t, a)
			if !t.Failed() {
				Same(t, path, a)
			}
		})
	}
}

// Read returns the archive at a path.
func Read(tb testing.TB, path string) *txtar.Archive {
	tb.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// Same holds an archive to the one at a path, file by file.
func Same(t *testing.T, path string, got *txtar.Archive) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, diff := range differences(Read(t, path), got) {
		t.Error(diff)
	}
}

// differences says what an archive has otherwise than another should.
func differences(want, got *txtar.Archive) []string {
	var all []string
	if len(got.Files) != len(want.Files) {
		all = append(all, fmt.Sprintf("%d files, want %d", len(got.Files), len(want.Files)))
	}
	for i := range min(len(got.Files), len(want.Files)) {
		g, w := got.Files[i], want.Files[i]
		if diff := cmp.Diff(lines(w), lines(g)); diff != "" {
			all = append(all, fmt.Sprintf("%s (-want +got):\n%s", g.Name, diff))
		}
	}
	return all
}

func lines(f txtar.File) []string {
	return append([]string{f.Name}, strings.Split(string(f.Data), "\n")...)
}
