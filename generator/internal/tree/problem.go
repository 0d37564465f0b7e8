package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// ProblemKind is what is wrong with a path of a Tree.
type ProblemKind uint8

const (
	Unreadable ProblemKind = iota // the system refuses to read it
	Escapes                       // a symbolic link that leaves the folder
	Loop                          // a symbolic link back to a folder that it stands in, or to itself
	Dangling                      // a symbolic link to nothing
	NotRegular                    // a FIFO, a socket, a device, or a folder where a file was asked for
	TooLarge                      // more bytes than Options.MaxFile
	TooDeep                       // more folders than Options.MaxDepth
	TooMany                       // more entries behind links to folders than a scan follows
	BadName                       // a name that not every system and web server can bear
	BadPattern                    // an entry of Options.Ignore that is no pattern
	Vanished                      // there when scanned, gone when read
)

// String returns the kind as an identifier, such as "not-regular".
func (k ProblemKind) String() string {
	names := [...]string{
		Unreadable: "unreadable", Escapes: "escapes", Loop: "loop", Dangling: "dangling",
		NotRegular: "not-regular", TooLarge: "too-large", TooDeep: "too-deep", TooMany: "too-many",
		BadName: "bad-name", BadPattern: "bad-pattern", Vanished: "vanished",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Problem is a path that cannot be read as it stands. It is what Scan lists and
// the error that Read and OpenFile return.
type Problem struct {
	Path   string // relative to the folder, with slashes; a pattern for BadPattern
	Kind   ProblemKind
	Detail string // what is wrong, as a message that follows the path
	Help   string // what to do about it
	Err    error  // the cause, where there is one
}

// Error returns the path and the detail.
func (p Problem) Error() string { return p.Path + ": " + p.Detail }

// Unwrap returns the cause.
func (p Problem) Unwrap() error { return p.Err }

func tooLarge(path string, limit int64) Problem {
	return Problem{
		Path: path, Kind: TooLarge,
		Detail: fmt.Sprintf("the file is larger than the limit of %s", byteSize(limit)),
		Help:   "make it smaller, or keep it elsewhere and link to it",
	}
}

func notRegular(path string, mode fs.FileMode) Problem {
	kind := "it is not a regular file"
	switch {
	case mode.IsDir():
		kind = "it is a folder, not a file"
	case mode&fs.ModeNamedPipe != 0:
		kind = "it is a named pipe, not a file"
	case mode&fs.ModeSocket != 0:
		kind = "it is a socket, not a file"
	case mode&fs.ModeDevice != 0:
		kind = "it is a device, not a file"
	}
	return Problem{Path: path, Kind: NotRegular, Detail: kind, Help: "move it out of the folder"}
}

// problemOf turns an error of the system about a path that is no link into a
// Problem.
func problemOf(path string, err error) Problem {
	p := Problem{Path: path, Kind: Unreadable, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		p.Kind = Vanished
		p.Detail = "the file was removed while it was being read"
		p.Help = "build again"
	case errors.Is(err, fs.ErrPermission):
		p.Detail = "there is no permission to read it"
		p.Help = "change its permissions, or move it out of the folder"
	default:
		p.Detail = "it cannot be read: " + cause(err)
	}
	return p
}

// cause returns what the system says, without the operation and path that Go
// puts before it.
func cause(err error) string {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// byteSize returns a number of bytes for people, in binary units (IEC 80000-13).
func byteSize(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
