package output

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names of this package in the output folder.
const (
	reserved     = ".explainer-"
	manifestName = reserved + "manifest"
	lockName     = reserved + "lock"
	tempPrefix   = reserved + "tmp-"
	stagedName   = tempPrefix + "pages" // a folder
	tempManifest = tempPrefix + "manifest"
)

// checkPath returns why a path can be no file of the output, or nil. Callers
// build paths from names that are checked already; this is the second lock on
// the door.
func checkPath(path string) error {
	switch {
	case !fs.ValidPath(path) || path == "." || !filepath.IsLocal(filepath.FromSlash(path)):
		return fmt.Errorf("%q is not a path inside the output folder", path)
	case !utf8.ValidString(path):
		return fmt.Errorf("%q is not valid UTF-8", path)
	case strings.ContainsFunc(path, unicode.IsControl):
		return fmt.Errorf("%q has a control character", path)
	case strings.ContainsAny(path, `\:`):
		return fmt.Errorf(`%q has a "\" or ":", which separate paths on some systems`, path)
	}
	for name := range strings.SplitSeq(path, "/") {
		if len(name) > 255 {
			return fmt.Errorf("%q has a name of more than 255 bytes", path)
		}
		if len(name) >= len(reserved) && strings.EqualFold(name[:len(reserved)], reserved) {
			return fmt.Errorf("%q has a name that begins with %q, which the generator keeps for itself", path, reserved)
		}
	}
	return nil
}

// parent returns the folder of a path, "." at the top.
func parent(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i]
	}
	return "."
}

// base returns the last name of a path.
func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// isHTML reports whether a path is a page, which links to other files.
func isHTML(path string) bool {
	return strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".htm")
}
