package output

import (
	"io"
	"os"
	"syscall"
)

// Previous returns the paths of the files that the last build put into a folder, sorted,
// and nothing if that is not known.
func Previous(dir string) []string {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	m := readManifest(root)
	return m.paths()
}

// Head returns what a file of the output folder begins with, at most so many bytes, or
// nothing if it cannot be read.
func Head(dir, path string, most int64) []byte {
	if checkPath(path) != nil {
		return nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	f, err := root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return nil
	}
	return data
}
