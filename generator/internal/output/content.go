package output

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/zeebo/xxh3"
)

// errChanged is what AddFile's promise broken comes to.
var errChanged = errors.New("the file changed while it was being copied; build again")

// buffers are a worker's own.
type buffers struct {
	slot int // number of the worker
	a, b []byte

	encoders encoders
}

// bufferSize is large enough for a page in one piece.
const bufferSize = 128 << 10

// fingerprint computes the hash of what a file shall hold. A nil content has
// none.
func (c *content) fingerprint(buf *buffers) error {
	switch {
	case c == nil || c.hashed:
		return nil
	case c.open == nil:
		c.hash, c.hashed = xxh3.Hash128(c.data), true
		return nil
	}
	hash, size, err := c.copyTo(io.Discard, buf)
	if err != nil {
		return err
	}
	if size != c.size {
		return errChanged
	}
	c.hash, c.hashed = hash, true
	return nil
}

// copyTo streams what open returns, and tells what came. It reads at most one
// byte more than promised.
func (c *content) copyTo(dst io.Writer, buf *buffers) (xxh3.Uint128, int64, error) {
	src, err := c.open()
	if err != nil {
		return xxh3.Uint128{}, 0, err
	}
	defer src.Close()
	h := xxh3.New128()
	// The wrapping hides WriterTo and ReaderFrom, which would not use the buffer.
	n, err := io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(h, dst)}, io.LimitReader(src, c.size+1), buf.a)
	return h.Sum128(), n, err
}

// writeTo writes what the file shall hold.
func (c *content) writeTo(dst io.Writer, buf *buffers) error {
	if c.open == nil {
		data, err := c.bytes(buf)
		if err == nil {
			_, err = dst.Write(data)
		}
		return err
	}
	hash, size, err := c.copyTo(dst, buf)
	if err == nil && (hash != c.hash || size != c.size) {
		err = errChanged
	}
	return err
}

// equals compares a file on disk, known to have the right size, byte for byte
// with what it shall hold; where that is known by its hash alone, by that. A file
// that cannot be read is not equal; the error is that of reading what it shall hold.
func (c *content) equals(in *os.Root, name string, buf *buffers) (bool, error) {
	disk, err := in.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false, nil
	}
	defer disk.Close()
	if c.kept || c.of != nil && c.data == nil && c.open == nil {
		h := xxh3.New128()
		n, err := io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{disk}, buf.b)
		return err == nil && n == c.size && h.Sum128() == c.hash, nil
	}
	if c.open == nil {
		return sameBytes(disk, bytes.NewReader(c.data), buf)
	}
	src, err := c.open()
	if err != nil {
		return false, err
	}
	defer src.Close()
	return sameBytes(disk, src, buf)
}

func sameBytes(disk, src io.Reader, buf *buffers) (bool, error) {
	for {
		n, err := io.ReadFull(src, buf.a)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return false, err
		}
		m, diskErr := io.ReadFull(disk, buf.b)
		if n != m || !bytes.Equal(buf.a[:n], buf.b[:m]) {
			return false, nil
		}
		if err != nil { // both have ended
			return diskErr == io.EOF || diskErr == io.ErrUnexpectedEOF, nil
		}
		if diskErr != nil {
			return false, nil
		}
	}
}

// hashOf returns the hash and size of a file on disk.
func hashOf(root *os.Root, path string, buf *buffers) (xxh3.Uint128, int64, error) {
	f, err := root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return xxh3.Uint128{}, 0, err
	}
	defer f.Close()
	h := xxh3.New128()
	n, err := io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{f}, buf.a)
	return h.Sum128(), n, err
}

// parallel calls do for each of n pieces of work, from a few workers, in order of
// their start. It stops at the first error, or when ctx ends, and returns that.
func parallel(ctx context.Context, n int, do func(i int, buf *buffers) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	for slot := range min(2*runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			buf := newBuffers(slot)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(i, buf); err != nil {
					cancel(err)
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func newBuffers(slot int) *buffers {
	return &buffers{slot: slot, a: make([]byte, bufferSize), b: make([]byte, bufferSize)}
}
