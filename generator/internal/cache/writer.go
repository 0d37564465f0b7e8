package cache

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/zeebo/xxh3"
)

// Writer makes a new file of values. Its methods may be called from any goroutine. What has been
// put can be got again, before and after the file is complete.
type Writer struct {
	path string

	mu     sync.RWMutex // guards the rest
	temp   *os.File
	at     int64
	values map[Key]entry
	err    error // the first
	done   bool  // it was committed or discarded
	reader reader
}

// Create begins a new file beside the one that is to be replaced, and makes its folder where
// there is none: nobody else may look into it. Close must follow.
func Create(path string) (*Writer, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".tmp-*")
	if err != nil {
		return nil, err
	}
	w := &Writer{path: path, temp: temp, values: map[Key]entry{}}
	w.write([]byte(magic))
	return w, nil
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.temp.Write(b)
		w.at += int64(len(b))
	}
}

// Put adds a value, and reports whether it can be got. One that is there already stays.
func (w *Writer) Put(k Key, value []byte) bool {
	in := w.reader.take()
	defer w.reader.rooms.Put(in)
	packed := s2.Encode(in.packed[:cap(in.packed)], value)
	in.packed = packed
	return w.add(k, packed, entry{packed: int64(len(packed)), size: int64(len(value)), sum: xxh3.Hash(packed)})
}

// Keep takes a value over from a Cache, and reports whether it was there, whole.
func (w *Writer) Keep(from *Cache, k Key) bool {
	if !from.Has(k) {
		return false
	}
	e := from.values[k]
	in := w.reader.take()
	defer w.reader.rooms.Put(in)
	packed, err := readEntry(from.file, e, &in.packed)
	if err != nil {
		return false
	}
	w.add(k, packed, e)
	return true
}

func (w *Writer) add(k Key, packed []byte, e entry) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, there := w.values[k]; there {
		return true
	}
	e.at = w.at
	if w.write(packed); w.err != nil {
		return false
	}
	w.values[k] = e
	return true
}

// Get returns a value that was put or kept, and whether it is there.
func (w *Writer) Get(k Key) (string, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	e, ok := w.values[k]
	if !ok {
		return "", false
	}
	return w.reader.value(w.temp, e)
}

// Has reports whether a value is there.
func (w *Writer) Has(k Key) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	_, ok := w.values[k]
	return ok
}

// Commit completes the file and puts it in the place of the old one. After an error that one
// stays. Nothing can be put any more.
func (w *Writer) Commit() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.at
	index := w.index()
	foot := binary.LittleEndian.AppendUint64(nil, uint64(at))
	foot = binary.LittleEndian.AppendUint64(foot, uint64(len(w.values)))
	foot = binary.LittleEndian.AppendUint64(foot, xxh3.Hash(index))
	w.write(append(index, foot...))
	if w.err == nil && len(index) > mostValue {
		w.err = errors.New("a cache cannot hold so many values")
	}
	if w.err != nil {
		return w.err
	}
	if w.err = w.rename(); w.err != nil {
		return w.err
	}
	w.err, w.done = os.ErrClosed, true // for who puts more
	return nil
}

// rename gives the file its name. It stays open, save where a file that is open cannot be renamed:
// there it is opened again.
func (w *Writer) rename() error {
	if runtime.GOOS != "windows" {
		return os.Rename(w.temp.Name(), w.path)
	}
	name := w.temp.Name()
	if err := w.temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(name, w.path); err != nil {
		return err
	}
	f, err := os.Open(w.path)
	if err == nil {
		w.temp = f
	}
	return err
}

// Discard leaves the old file as it is, for good. Values can still be got. After Commit it does
// nothing.
func (w *Writer) Discard() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.discard()
}

func (w *Writer) discard() {
	if w.done {
		return
	}
	w.done = true
	w.err = os.ErrClosed
	os.Remove(w.temp.Name())
}

// Close gives the file back: nothing can be got any more. Unless it was committed, the old file
// is as it was.
func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.temp.Close()
	w.discard()
	w.values = nil
}

// index returns the index, with the values in the order in which they stand.
func (w *Writer) index() []byte {
	keys := make([]Key, 0, len(w.values))
	for k := range w.values {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b Key) int {
		if w.values[a].at != w.values[b].at {
			return int(min(1, max(-1, w.values[a].at-w.values[b].at)))
		}
		return slices.Compare(a[:], b[:])
	})
	var b []byte
	for _, k := range keys {
		e := w.values[k]
		b = append(b, k[:]...)
		for _, n := range []int64{e.at, e.packed, e.size} {
			b = binary.AppendUvarint(b, uint64(n))
		}
		b = binary.LittleEndian.AppendUint64(b, e.sum)
	}
	return b
}

// Suffix ends the names of files of values.
const Suffix = ".cache"

// Trim removes the files of values from a folder that nobody has written for a time, as seen from
// now, and what killed Writers have left.
func Trim(dir string, unused time.Duration, now time.Time) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, d := range list {
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		age := now.Sub(info.ModTime())
		isTemp := strings.Contains(d.Name(), Suffix+".tmp-")
		if isTemp && age > time.Hour || filepath.Ext(d.Name()) == Suffix && age > unused {
			os.Remove(filepath.Join(dir, d.Name()))
		}
	}
}
