//go:build !linux

package watch

import "io/fs"

// identity returns zeros: here files are compared by size, time and bytes alone.
func identity(fs.FileInfo) (id fileID, changed int64) { return fileID{}, 0 }
