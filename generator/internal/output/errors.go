package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Conflict is something foreign at a path that the site needs.
type Conflict struct {
	Path   string // relative to the output folder, with slashes
	Detail string // what it is and why it cannot stay, as a message that follows the path
}

// ConflictError says that nothing was written because of what stands in the way.
type ConflictError struct {
	Dir       string     // the output folder as it was given to Write
	Conflicts []Conflict // by path; never empty
}

// maxTold is how many conflicts an error spells out.
const maxTold = 10

// Error returns a line for each of the first ten conflicts, and what to do.
func (e *ConflictError) Error() string {
	var b strings.Builder
	for i, c := range e.Conflicts {
		if i == maxTold {
			fmt.Fprintf(&b, "and %d more\n", len(e.Conflicts)-maxTold)
			break
		}
		fmt.Fprintf(&b, "%s: %s\n", filepath.Join(e.Dir, filepath.FromSlash(c.Path)), c.Detail)
	}
	b.WriteString("nothing was written; move what is in the way out of the output folder, or delete it, and build again")
	return b.String()
}

// failed says what was being done to a path of the output.
func (w *writer) failed(doing, path string, err error) error {
	return fmt.Errorf("cannot %s %q: %w", doing, filepath.Join(w.dir, filepath.FromSlash(path)), bare(err))
}

// bare takes off what the standard library puts around the system's error: the
// operation and the path, which our own words say better.
func bare(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	if e := (*os.LinkError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}
