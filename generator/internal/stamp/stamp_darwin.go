package stamp

import (
	"io/fs"
	"syscall"
)

// Changed returns when the file's content or metadata last changed, in
// nanoseconds since 1970. Unlike the modification time it cannot be set back.
func Changed(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctimespec.Nano()
	}
	return 0
}
