package watch

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/zeebo/xxh3"
)

const (
	// hashLimit is the size of the largest file whose bytes are compared. A larger
	// one has changed when its size, its time or its inode has.
	hashLimit = 64 << 20
	// coarse is how long two writes may lie apart and leave a file with the same
	// time. FAT counts in steps of two seconds.
	coarse = 2500 * time.Millisecond
	// maxHops is how many symbolic links are followed one after the other.
	maxHops = 40
)

// kind is what stands at a path.
type kind uint8

const (
	absent kind = iota
	regular
	directory
	other // a FIFO, a link to nothing, a folder that cannot be read
)

// fileID names a file while it exists, whatever it is called. Zero is not known.
type fileID struct{ dev, ino uint64 }

// state is what is known of a path: enough to tell whether it has changed.
type state struct {
	kind    kind
	real    string // where a link leads; else the path of the system itself
	link    bool
	detail  string // of a link, its text; of other, what it is
	size    int64
	modTime int64 // nanoseconds since 1970
	changed int64 // the same, of the metadata
	id      fileID
	info    fs.FileInfo
	cost    int // of the entry, if it is behind a link

	hash   xxh3.Uint128
	hashed bool
	read   time.Time // when hash was taken
	news   time.Time // when it was last found to have changed
}

// sameStat reports whether the system says of both the same.
func (s *state) sameStat(t *state) bool {
	return s.sameFile(t) && s.changed == t.changed
}

// sameFile is sameStat without what changes with permissions and names.
func (s *state) sameFile(t *state) bool {
	return s.kind == t.kind && s.detail == t.detail && s.size == t.size && s.modTime == t.modTime && s.id == t.id
}

// racy reports whether the file may have been written after it was hashed and
// still have the time that it had.
func (s *state) racy() bool {
	return s.hashed && (s.read.Sub(time.Unix(0, s.modTime)).Abs() < coarse || s.read.Sub(s.news) < coarse)
}

// equal reports whether a reader would find the same in both. Either may be nil
// for nothing.
func (s *state) equal(t *state) bool {
	switch {
	case s == nil || t == nil:
		return s == t
	case s.kind != t.kind || s.detail != t.detail || s.size != t.size:
		return false
	case s.kind != regular:
		return true
	case s.hashed && t.hashed:
		return s.hash == t.hash
	}
	return s.size > hashLimit && s.sameFile(t)
}

// look finds out what stands at a path of the system, without opening it. The
// folder that it is in must be without links. top bounds where links may lead.
func (w *worker) look(full, top string) *state {
	info, err := os.Lstat(full)
	if err != nil {
		return troubled(full, err)
	}
	s := &state{real: full}
	if info.Mode()&fs.ModeSymlink != 0 {
		s.link = true
		s.detail, _ = os.Readlink(full)
		if s.real, err = w.resolve(full, top); err == nil {
			info, err = os.Lstat(s.real)
		}
		if err != nil {
			s.kind, s.detail = other, s.detail+"\x00"+cause(err)
			return s
		}
	}
	s.fill(info)
	return s
}

func (s *state) fill(info fs.FileInfo) {
	s.info = info
	s.id, s.changed = identity(info)
	switch mode := info.Mode(); {
	case mode.IsDir():
		s.kind = directory
	case mode.IsRegular():
		s.kind, s.size, s.modTime = regular, info.Size(), info.ModTime().UnixNano()
	default:
		s.kind, s.detail = other, s.detail+"\x00"+mode.Type().String()
	}
}

// troubled is the state of a path that the system says nothing good about.
func troubled(full string, err error) *state {
	if missing(err) {
		return &state{real: full}
	}
	return &state{kind: other, real: full, detail: cause(err)}
}

func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// cause returns an error without the path in it.
func cause(err error) string {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

var (
	errOutside = errors.New("the link leads outside")
	errHops    = errors.New("too many links")
)

// resolve follows a link to a path without links. The folders on the way are
// noted, since what a link leads to can change in any of them.
func (w *worker) resolve(link, top string) (string, error) {
	cur := link
	for range maxHops {
		dir, err := filepath.EvalSymlinks(filepath.Dir(cur))
		if err != nil {
			w.noteHop(nearest(filepath.Dir(cur)), top)
			return "", err
		}
		if !w.noteHop(dir, top) && cur != link {
			return "", errOutside
		}
		cur = filepath.Join(dir, filepath.Base(cur))
		info, err := os.Lstat(cur)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return cur, nil
		}
		text, err := os.Readlink(cur)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(text) {
			text = filepath.Join(dir, text)
		}
		cur = text
	}
	return "", errHops
}

// noteHop has a folder watched for the sake of the links that lead through it, if
// it is one that links may lead into, and reports whether it is.
func (w *worker) noteHop(dir, top string) bool {
	if top != anywhere && !within(dir, w.scope.root) && (top == "" || !within(dir, top)) {
		return false
	}
	w.hops[dir] = true
	return true
}

// nearest returns the folder next above a path, or the path itself, that exists.
func nearest(p string) string {
	for {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			if info, err := os.Stat(real); err == nil && info.IsDir() {
				return real
			}
		}
		up := filepath.Dir(p)
		if up == p {
			return p
		}
		p = up
	}
}

// digest reads a file whose state was just taken. It reports whether the state is
// that of the bytes read: false if the file was changed in between. A file that
// cannot be read becomes other.
func (s *state) digest() bool {
	if s.kind != regular || s.size > hashLimit {
		return true
	}
	s.read = time.Now()
	f, err := os.OpenFile(s.real, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if missing(err) {
			return false
		}
		s.kind, s.detail = other, s.detail+"\x00"+cause(err)
		return true
	}
	defer f.Close()
	if !s.still(f) {
		return false
	}
	h := xxh3.New()
	if _, err := io.Copy(h, io.LimitReader(f, s.size+1)); err != nil {
		s.kind, s.detail = other, s.detail+"\x00"+cause(err)
		return true
	}
	s.hash, s.hashed = h.Sum128(), true
	return s.still(f)
}

// still reports whether an open file is as its state says.
func (s *state) still(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	now := state{detail: s.detail}
	now.fill(info)
	return now.sameFile(s)
}

// list returns the names in a folder, in no order. The flag is for a FIFO that
// came in its place, which must not be waited for.
func list(dir string) ([]string, error) {
	f, err := os.OpenFile(dir, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}
