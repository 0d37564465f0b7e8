package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/diag"
)

// repository is the folder of the site that comes with the generator, seen from this
// package.
const repository = "../../.."

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// put writes a file of a site, with the folders above it.
func put(tb testing.TB, dir, path, text string) {
	tb.Helper()
	name := filepath.Join(dir, filepath.FromSlash(path))
	must(tb, os.MkdirAll(filepath.Dir(name), 0o755))
	must(tb, os.WriteFile(name, []byte(text), 0o644))
}

// get reads a file of a site.
func get(tb testing.TB, dir, path string) string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	must(tb, err)
	return string(data)
}

// files is the files of a folder by path, as sums of their bytes.
type files map[string]string

// isOurs reports names that package output keeps for itself; the times in the
// manifest differ between equal builds.
func isOurs(name string) bool { return strings.HasPrefix(name, ".explainer-") }

// snapshot reads a folder; a folder that is not there has no files.
func snapshot(tb testing.TB, dir string) files {
	tb.Helper()
	seen := files{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == dir {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() || isOurs(d.Name()) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		seen[filepath.ToSlash(rel)] = hex.EncodeToString(sum[:])
		return nil
	})
	must(tb, err)
	return seen
}

// differences lists where two folders differ, "" if nowhere.
func differences(got, want files) string {
	var list []string
	for _, path := range slices.Sorted(maps.Keys(want)) {
		switch sum, ok := got[path]; {
		case !ok:
			list = append(list, path+" is missing")
		case sum != want[path]:
			list = append(list, path+" has other bytes")
		}
	}
	for _, path := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[path]; !ok {
			list = append(list, path+" is left over")
		}
	}
	if n := len(list); n > 10 {
		list = append(list[:10], fmt.Sprintf("and %d more", n-10))
	}
	return strings.Join(list, "\n")
}

// diagnostics returns diagnostics as JSON lines, which hold all that is told.
func diagnostics(tb testing.TB, list diag.List) string {
	tb.Helper()
	var buf bytes.Buffer
	must(tb, diag.WriteJSON(&buf, list))
	return buf.String()
}

// build builds without a test, for child processes too.
func build(b *Builder) (Result, error) { return b.Build(context.Background()) }

// cleanBuild builds a site into a new folder and returns what is there.
func cleanBuild(tb testing.TB, opts Options) (files, Result) {
	tb.Helper()
	opts.Out = filepath.Join(tb.TempDir(), "out")
	r, err := build(New(opts))
	must(tb, err)
	return snapshot(tb, opts.Out), r
}
