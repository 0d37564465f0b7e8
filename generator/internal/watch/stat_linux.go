package watch

import (
	"io/fs"
	"syscall"
)

// identity returns the device and the inode of a file and when its content or its
// metadata last changed, in nanoseconds since 1970.
func identity(info fs.FileInfo) (id fileID, changed int64) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return fileID{uint64(st.Dev), st.Ino}, st.Ctim.Nano()
	}
	return fileID{}, 0
}
