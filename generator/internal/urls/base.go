package urls

import (
	"net/url"
	"strings"
)

// Base is where the site lies: a scheme and host, and the folder on it. The zero
// Base is the root of a host that is not known.
type Base struct {
	origin string // "https://example.org", or empty
	folder string // "/repo", encoded, or empty for the root
}

const baseHelp = `write the whole address, such as "https://example.org/repo/"`

// ParseBase reads the base_url of a config: an absolute http or https URL without
// query, fragment, user or dot segments. "" is the zero Base. A slash at the end
// makes no difference. Its error is a *NameError.
func ParseBase(raw string) (Base, error) {
	if raw == "" {
		return Base{}, nil
	}
	fail := func(format string, args ...any) (Base, error) {
		return Base{}, nameErrorf(raw, format, args...).help(baseHelp)
	}
	if len(raw) > maxPath {
		return fail("is an address of %d bytes", len(raw))
	}
	for _, r := range raw {
		if hostile(r) || r == ' ' || r == '\\' || r == '\uFFFD' {
			return fail("has %s, which no address has", describe(r))
		}
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return fail("is no valid URL")
	case u.Scheme != "http" && u.Scheme != "https":
		if _, err := ParseBase("https://" + raw); err == nil && !strings.Contains(raw, ":") && strings.Contains(raw, ".") {
			return Base{}, nameErrorf(raw, "is no http or https URL").help("write %s", quote("https://"+raw))
		}
		return fail("is no http or https URL")
	case u.Hostname() == "":
		return fail("has no host")
	case u.User != nil:
		return fail("has a user name, which every reader would see")
	case strings.ContainsAny(raw, "?#"):
		return fail("has a query or fragment")
	case !isASCII(u.Host) || strings.ContainsAny(u.Host, `"'<>%&;,!$()*+=`):
		return Base{}, nameErrorf(raw, "has a host with letters that addresses encode").help(`write the host in its "xn--" form`)
	}
	var folder strings.Builder
	for element := range strings.SplitSeq(strings.Trim(u.Path, "/"), "/") {
		if element == "" && strings.Trim(u.Path, "/") == "" {
			break
		}
		if err := validName(element); err != nil {
			err.Message += " (in the address " + quote(raw) + ")"
			return Base{}, err
		}
		folder.WriteString("/" + encode(element))
	}
	return Base{origin: u.Scheme + "://" + host(u), folder: folder.String()}, nil
}

// host returns the host in lower case, without the port that is the scheme's own.
func host(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Scheme == "http" {
		host = strings.TrimSuffix(host, ":80")
	} else {
		host = strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":")
}

// Path returns the link from any page of the site to an address: "/actors/x/" is
// "/repo/actors/x/", percent-encoded by RFC 3986 §3.3. It always starts with
// exactly one slash, so that it cannot name another host.
func (b Base) Path(address string) string {
	path := encode(address)
	if len(path) == 0 || path[0] != '/' || len(path) > 1 && path[1] == '/' {
		path = "/" + strings.TrimLeft(path, "/")
	}
	return b.folder + path
}

// Abs returns Path with scheme and host. Without a host it is the same as Path.
func (b Base) Abs(address string) string { return b.origin + b.Path(address) }

// Origin returns the scheme and host, "https://example.org", or "" without a host:
// what stands before Path in Abs.
func (b Base) Origin() string { return b.origin }

// Local returns the base without scheme and host: every address is one of the server
// that the page came from.
func (b Base) Local() Base {
	b.origin = ""
	return b
}

// String returns the address of the home page.
func (b Base) String() string { return b.Abs("/") }

// Fragment percent-encodes what stands behind the "#" of an address: everything but
// the characters that RFC 3986 §3.5 allows there, "?" aside.
func Fragment(id string) string { return encode(id) }

// encode percent-encodes what a path cannot hold, slashes left alone: everything
// but the pchar of RFC 3986 §3.3, byte by byte in upper-case hexadecimal (§2.1).
func encode(path string) string {
	const hex = "0123456789ABCDEF"
	n := 0
	for i := range len(path) {
		if !isPathByte(path[i]) {
			n++
		}
	}
	if n == 0 {
		return path
	}
	b := make([]byte, 0, len(path)+2*n)
	for i := range len(path) {
		if c := path[i]; isPathByte(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// isPathByte reports whether c is a slash or a pchar (RFC 3986 §3.3) that stands for itself.
func isPathByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!$&'()*+,-./:;=@_~", c) >= 0
}
