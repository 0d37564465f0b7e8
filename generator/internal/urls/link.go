package urls

import (
	"html"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"
)

// Allowed reports whether a link that an author wrote may stand on a page: a
// relative reference, a fragment, or an http, https, mailto or tel URL. It
// refuses every other scheme, references to another host without a scheme
// ("//host", `\\host`), http URLs that browsers read in a way of their own (no
// "//", no host, a user name, backslashes), control characters, and relative
// references that would turn into any of these when decoded once more.
func Allowed(href string) bool {
	return allowed(href, "http", "https", "mailto", "tel")
}

// AllowedImage reports whether the address of an image may stand on a page: a
// relative reference to a file, or an http or https URL, by the rules of Allowed.
func AllowedImage(src string) bool {
	file, _, _ := Split(strings.Trim(src, " "))
	return file != "" && allowed(src, "http", "https")
}

func allowed(href string, schemes ...string) bool {
	if !utf8.ValidString(href) || strings.ContainsFunc(href, hostile) {
		return false
	}
	if !allowedAsIs(href, schemes) {
		return false
	}
	// Should some later step take "&" or "%" at its word, it must find nothing new.
	if plain := html.UnescapeString(href); plain != href && !allowedAsIs(plain, schemes) {
		return false
	}
	return true
}

func allowedAsIs(href string, schemes []string) bool {
	href = strings.Trim(href, " ") // browsers do; controls are gone already
	if strings.ContainsFunc(href, hostile) {
		return false
	}
	before := href // query and fragment
	if i := strings.IndexAny(href, "?#"); i >= 0 {
		before = href[:i]
	}
	if strings.Contains(before, `\`) {
		return false // browsers take it for a slash
	}
	first, _, _ := strings.Cut(before, "/")
	scheme, _, hasColon := strings.Cut(first, ":")
	if !hasColon {
		return allowedRelative(before, first)
	}
	for _, s := range schemes {
		if strings.EqualFold(scheme, s) && isASCII(scheme) {
			return !strings.HasPrefix(s, "http") || hasHost(before[len(scheme)+1:])
		}
	}
	return false
}

// allowedRelative looks at a reference without a colon in its first element.
func allowedRelative(before, first string) bool {
	if strings.HasPrefix(before, "//") {
		return false
	}
	// The decoded first element may not become a scheme or a host.
	for range 2 {
		plain, err := url.PathUnescape(first)
		if err != nil || plain == first {
			break
		}
		if strings.ContainsAny(plain, `:\`) || strings.HasPrefix(plain, "/") || strings.ContainsFunc(plain, hostile) {
			return false
		}
		first = plain
	}
	return true
}

// hasHost reports whether the rest of an http URL, after the colon, is "//" and a
// host that all browsers read alike.
func hasHost(rest string) bool {
	authority, ok := strings.CutPrefix(rest, "//")
	if !ok {
		return false
	}
	authority, _, _ = strings.Cut(authority, "/")
	return authority != "" && authority[0] != ':' && !strings.ContainsAny(authority, " @%<>\"`{}|^'")
}

// Split cuts a relative reference into path, query and fragment (RFC 3986 §3),
// without the "?" and "#" between them. Nothing is decoded.
func Split(href string) (path, query, fragment string) {
	path, fragment, _ = strings.Cut(href, "#")
	path, query, _ = strings.Cut(path, "?")
	return path, query, fragment
}

// ResolveFile returns the file that a relative reference in a content file means.
// Both are slash-separated paths from the root of the content tree; so is a
// reference that starts with a slash. It is percent-decoded and cleaned; query and
// fragment are left out, and a reference of those alone means the file itself. ok
// is false when the reference leaves the tree, goes to another host or has a
// scheme, or does not decode to a path.
func ResolveFile(fromFile, href string) (file string, ok bool) {
	if !Allowed(href) {
		return "", false
	}
	ref, _, _ := Split(strings.Trim(href, " "))
	first, _, _ := strings.Cut(ref, "/")
	if strings.Contains(first, ":") || strings.Contains(strings.ToLower(ref), "%2f") {
		return "", false
	}
	ref, err := url.PathUnescape(ref)
	if err != nil || !utf8.ValidString(ref) || strings.ContainsFunc(ref, hostile) || strings.Contains(ref, `\`) {
		return "", false
	}
	switch {
	case ref == "":
		file = fromFile
	case ref[0] == '/':
		file = cleanRooted(ref)
	default:
		file = path.Join(path.Dir(fromFile), ref)
	}
	return file, fs.ValidPath(file)
}

// cleanRooted returns the path below the root. One that climbs above it keeps its
// "..", unlike with path.Clean, so that it is seen.
func cleanRooted(ref string) string {
	return path.Clean(strings.TrimLeft(ref, "/"))
}

// Web reports whether an address is a full http or https URL, by the rules of Allowed.
func Web(href string) bool {
	lower := strings.ToLower(href[:min(len(href), len("https://"))])
	return (strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")) && Allowed(href)
}
