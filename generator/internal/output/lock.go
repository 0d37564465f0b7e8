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

// lock takes the folder for this build and returns how to give it back. The file
// is never removed: a build that waits for it would then hold a lock that the
// next one cannot see. The system frees the lock of a program that was killed.
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
	ok, err := l.TryLock()
	if err == nil && !ok {
		if busy != nil {
			busy()
		}
		_, err = l.TryLockContext(ctx, retryLock)
	}
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("stopped waiting for another build that writes to %q: %w", dir, err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot lock the output folder %q: %w", dir, bare(err))
	}
	return func() { _ = l.Unlock() }, nil
}
