package tree

import (
	"fmt"
	"path"
	"strings"
)

// Ignored reports whether a file or folder of this name is never input: what
// editors write beside a file while it is open or being saved, what systems
// strew, and hidden files. The folder .well-known (RFC 8615) is input.
func Ignored(name string) bool {
	switch name {
	case ".well-known":
		return false
	case "4913", "Thumbs.db", "desktop.ini": // 4913 is how Vim tries whether it may write
		return true
	}
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") {
		return true
	}
	if len(name) > 1 && strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") {
		return true // Emacs, of a buffer not saved
	}
	for _, suffix := range [...]string{".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// patterns is a list that path.Match has accepted.
type patterns []string

// newPatterns returns the patterns that can be matched, and a Problem for each
// of the others.
func newPatterns(list []string) (patterns, []Problem) {
	var good patterns
	var bad []Problem
	for _, p := range list {
		if _, err := path.Match(p, ""); err != nil || p == "" {
			bad = append(bad, Problem{
				Path: p, Kind: BadPattern, Err: err,
				Detail: fmt.Sprintf("%q is not a pattern of file names", p),
				Help:   `a pattern is a name in which * and ? stand for any letters and [a-z] for one of a range, such as "*.psd"`,
			})
			continue
		}
		good = append(good, p)
	}
	return good, bad
}

// match reports whether a pattern holds for the path, or, if the pattern has no
// slash, for its last name.
func (ps patterns) match(full, name string) bool {
	for _, p := range ps {
		subject := name
		if strings.Contains(p, "/") {
			subject = full
		}
		if ok, _ := path.Match(p, subject); ok {
			return true
		}
	}
	return false
}
