package output

import (
	"context"
	"os"
	"path/filepath"
	"slices"
)

// Mark is what a caller has noted in a folder: what the files follow from, and what
// it wants to remember of them. From has no white space, and Note no line break.
type Mark struct{ From, Note string }

// Standing returns the note of the last Write, and how many files there are, if that
// Write had a Mark of the same From and each of its files is still what was written.
// Then there is nothing to be done. The files are not read, but for those that were written
// so shortly before the manifest that their times alone prove nothing.
func Standing(ctx context.Context, dir, from string) (note string, files int, ok bool) {
	root, err := os.OpenRoot(dir)
	if err != nil || from == "" {
		return "", 0, false
	}
	defer root.Close()
	for _, name := range []string{stagedName, tempManifest} { // a build is at work, or was killed
		if _, err := root.Lstat(name); err == nil {
			return "", 0, false
		}
	}
	m := readManifest(root)
	if !m.complete || m.mark.From != from {
		return "", 0, false
	}
	chunks := slices.Collect(slices.Chunk(m.paths(), surveyChunk))
	err = parallel(ctx, len(chunks), func(i int, buf *buffers) error {
		for _, path := range chunks[i] {
			if ok, _ := m.stands(root, dir, path, buf); !ok {
				return errChanged
			}
		}
		return nil
	})
	return m.mark.Note, len(m.files), err == nil
}

// stands reports whether a file is what the manifest says, and whether its times alone prove it.
func (m *manifest) stands(root *os.Root, dir, path string, buf *buffers) (ok, proved bool) {
	past := m.at(path)
	if len(past) != 1 {
		return false, false
	}
	r := past[0].record
	info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(path))) // nothing is opened, so a root would only cost time
	if err != nil || !info.Mode().IsRegular() || r != recordOf(r.hash, info) {
		return false, false
	}
	if m.vouches(r, r.hash, info) {
		return true, true
	}
	hash, size, err := hashOf(root, path, buf)
	return err == nil && hash == r.hash && size == r.size, false
}
