package output

import (
	"io/fs"
	"syscall"
)

// changeTime returns when the file's content or metadata last changed, in
// nanoseconds since 1970. Unlike the modification time it cannot be set back.
func changeTime(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctimespec.Nano()
	}
	return 0
}
