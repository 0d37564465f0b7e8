package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// retryLock is how long to wait between two tries to take the lock.
const retryLock = 25 * time.Millisecond

// lockTries is how often another build may remove the lock file under our hands.
const lockTries = 100

// lock takes the folder for this build and returns how to give it back. The file stays,
// but where a build is given up that made it: so whoever gets the lock looks whether it
// is that of the file which the next one will see. The system frees the lock of a
// program that was killed.
func lock(ctx context.Context, root *os.Root, dir string, busy func()) (func(), error) {
	name := filepath.Join(dir, lockName)
	info, err := root.Lstat(lockName)
	if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot lock the output folder: %q is not a regular file; remove it", name)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot lock the output folder %q: %w", dir, bare(err))
	}
	l := flock.New(name, flock.SetPermissions(0o644))
	for range lockTries {
		var ok bool
		if ok, err = l.TryLock(); err == nil && !ok {
			if busy != nil {
				busy()
				busy = nil
			}
			_, err = l.TryLockContext(ctx, retryLock)
		}
		if err != nil || stillThere(root, l) {
			break
		}
		_ = l.Unlock()
	}
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("stopped waiting for another build that writes to %q: %w", dir, err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot lock the output folder %q: %w", dir, bare(err))
	}
	return func() { _ = l.Unlock() }, nil
}

// stillThere reports whether the file that is locked has its name still.
func stillThere(root *os.Root, l *flock.Flock) bool {
	held, err1 := l.Stat()
	there, err2 := root.Lstat(lockName)
	return err1 != nil || err2 == nil && os.SameFile(held, there)
}
