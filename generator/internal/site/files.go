package site

import (
	"slices"
	"strings"
)

// file describes a file to copy.
func (l *linker) file(path string) Static {
	s := Static{Path: path}
	if l.opts.Size != nil {
		s.Width, s.Height = l.opts.Size(path)
	}
	return s
}

// File returns what is known of a file to copy, or the zero Static.
func (s *Site) File(path string) Static {
	i, ok := slices.BinarySearchFunc(s.Static, path, func(f Static, path string) int { return strings.Compare(f.Path, path) })
	if !ok {
		return Static{}
	}
	return s.Static[i]
}

// files compares the sizes of pictures.
func (d *differ) files() {
	for _, n := range d.new.Static {
		if o := d.old.File(n.Path); o != n {
			d.changed(FileSize(n.Path))
		}
	}
}
