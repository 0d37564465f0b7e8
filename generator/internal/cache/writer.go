package cache

import (
	"bufio"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/zeebo/xxh3"
)

// Writer makes a new file of values. Its methods may be called from any goroutine.
type Writer struct {
	path string

	mu     sync.Mutex // guards the rest
	temp   *os.File
	out    *bufio.Writer
	at     int64
	values map[Key]entry
	err    error // the first
}

// Create begins a new file beside the one that is to be replaced, and makes its folder where
// there is none: nobody else may look into it. Either Commit or Abort must follow.
func Create(path string) (*Writer, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".tmp-*")
	if err != nil {
		return nil, err
	}
	w := &Writer{path: path, temp: temp, out: bufio.NewWriterSize(temp, 1<<18), values: map[Key]entry{}}
	w.write([]byte(magic))
	return w, nil
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.out.Write(b)
		w.at += int64(len(b))
	}
}

// Put adds a value. One that is there already stays.
func (w *Writer) Put(k Key, value []byte) {
	packed := s2.Encode(nil, value)
	w.add(k, packed, entry{packed: int64(len(packed)), size: int64(len(value)), sum: xxh3.Hash(packed)})
}

// Keep takes a value over from a Cache, and reports whether it was there, whole.
func (w *Writer) Keep(from *Cache, k Key) bool {
	if !from.Has(k) {
		return false
	}
	e := from.values[k]
	packed, err := from.read(e, new([]byte))
	if err != nil {
		return false
	}
	w.add(k, packed, e)
	return true
}

func (w *Writer) add(k Key, packed []byte, e entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, there := w.values[k]; there {
		return
	}
	e.at = w.at
	w.values[k] = e
	w.write(packed)
}

// Commit puts the file in the place of the old one. After an error that one stays.
func (w *Writer) Commit() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.at
	index := w.index()
	w.write(index)
	foot := binary.LittleEndian.AppendUint64(nil, uint64(at))
	foot = binary.LittleEndian.AppendUint64(foot, uint64(len(w.values)))
	w.write(binary.LittleEndian.AppendUint64(foot, xxh3.Hash(index)))
	if w.err == nil {
		w.err = w.out.Flush()
	}
	if w.err == nil && len(index) > mostValue {
		w.err = errors.New("a cache cannot hold so many values")
	}
	if err := w.temp.Close(); w.err == nil {
		w.err = err
	}
	if w.err == nil {
		w.err = os.Rename(w.temp.Name(), w.path)
	}
	if w.err != nil {
		os.Remove(w.temp.Name())
	}
	return w.err
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

// Abort leaves the old file as it is.
func (w *Writer) Abort() {
	w.temp.Close()
	os.Remove(w.temp.Name())
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
