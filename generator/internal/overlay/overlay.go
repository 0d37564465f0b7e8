// Package overlay lays a site's layouts over the built-in ones, file by file.
//
// There is one rule: a file of the site's folder replaces the built-in file of
// the same path. Nothing is merged, nothing is looked up by a second name, and a
// file that the site has broken is not mended by the built-in one.
package overlay

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"explainer/generator/internal/tree"
)

// FS is the two trees as one. The zero FS is empty.
type FS struct {
	disk    *tree.Tree
	builtin fs.FS
}

// File is one file of an FS.
type File struct {
	Path    string // relative to the layouts' folder, with slashes
	Builtin bool   // the site has no file of this path
	Data    []byte
}

// New returns the disk's files over the built-in ones. Both are rooted at the
// layouts' folder and either may be nil.
func New(disk *tree.Tree, builtin fs.FS) *FS {
	return &FS{disk: disk, builtin: builtin}
}

// Name returns what diagnostics call the file: "layouts/page.html" for a file of
// the site, "<built-in>/layouts/page.html" for a built-in one.
func (f File) Name() string {
	if f.Builtin {
		return "<built-in>/layouts/" + f.Path
	}
	return "layouts/" + f.Path
}

// Files reads both trees and returns every file that counts, sorted by path in
// byte order. What tree.Ignored passes over on a disk is passed over among the
// built-in files too, so that the same folder means the same in both places. A
// file of the site that cannot be read is a Problem and still hides the built-in
// one, since a page made with the wrong layout would be worse than none.
func (o *FS) Files() ([]File, []tree.Problem) {
	var files []File
	var problems []tree.Problem
	hidden := map[string]bool{}
	if o.disk != nil {
		var entries []tree.Entry
		entries, problems = o.disk.Scan(tree.Options{})
		for _, p := range problems {
			hidden[p.Path] = true
		}
		for _, e := range entries {
			hidden[e.Path] = true
			data, err := o.disk.Read(e.Path)
			if err != nil {
				problems = append(problems, problemOf(e.Path, err))
				continue
			}
			files = append(files, File{Path: e.Path, Data: data})
		}
	}
	builtin, more := o.readBuiltin(hidden)
	files, problems = append(files, builtin...), append(problems, more...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	slices.SortStableFunc(problems, func(a, b tree.Problem) int { return strings.Compare(a.Path, b.Path) })
	return files, problems
}

func (o *FS) readBuiltin(hidden map[string]bool) (files []File, problems []tree.Problem) {
	if o.builtin == nil {
		return nil, nil
	}
	err := fs.WalkDir(o.builtin, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			problems = append(problems, problemOf(path, err))
			return nil
		case path != "." && tree.Ignored(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || hidden[path]:
			return nil
		}
		data, err := fs.ReadFile(o.builtin, path)
		if err != nil {
			problems = append(problems, problemOf(path, err))
			return nil
		}
		files = append(files, File{Path: path, Builtin: true, Data: data})
		return nil
	})
	if err != nil {
		problems = append(problems, problemOf(".", err))
	}
	return files, problems
}

// problemOf returns the Problem that an error is or becomes.
func problemOf(path string, err error) tree.Problem {
	if p := (tree.Problem{}); errors.As(err, &p) {
		return p
	}
	return tree.Problem{Path: path, Kind: tree.Unreadable, Detail: "it cannot be read: " + err.Error(), Err: err}
}
