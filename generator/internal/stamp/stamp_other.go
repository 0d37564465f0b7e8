//go:build !linux && !darwin

package stamp

import "io/fs"

// Changed returns 0: here only the modification time is compared.
func Changed(fs.FileInfo) int64 { return 0 }
