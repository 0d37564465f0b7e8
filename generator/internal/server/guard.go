package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostPath is how many bytes the path of a request has at most.
const mostPath = 4096

// refusal returns the status and the words with which a request is turned away, or 0.
func (s *Server) refusal(r *http.Request) (status int, reason string) {
	switch {
	case !s.knows(r.Host):
		return http.StatusMisdirectedRequest, "this preview answers to localhost only; the request was for another host"
	case foreign(r):
		return http.StatusForbidden, "this preview answers its own pages only; the request came from another site"
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return http.StatusMethodNotAllowed, "this preview answers GET and HEAD only"
	case len(r.URL.EscapedPath()) > mostPath:
		return http.StatusRequestURITooLong, "the address is too long"
	case !plain(r.URL.Path) || hidesSlash(r.URL.EscapedPath()):
		return http.StatusBadRequest, "no file of a site has this address"
	}
	return 0, ""
}

// knows reports whether the host of a request, with its port, is this server. A host
// name that an attacker owns can be made to resolve to this machine; the names here
// cannot, and neither can an IP address.
func (s *Server) knows(hostport string) bool {
	host, port := hostport, "80"
	if h, p, err := net.SplitHostPort(hostport); err == nil {
		host, port = h, p
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if slices.Contains(s.hosts, hostport) {
		return true
	}
	at := s.addr.Load()
	if at != nil && port != strconv.Itoa(int(at.Port())) {
		return false
	}
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || slices.Contains(s.hosts, host) {
		return true // RFC 6761 §6.3
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if ip == netip.AddrFrom4([4]byte{127, 0, 0, 1}) || ip == netip.IPv6Loopback() {
		return true
	}
	return at != nil && (at.Addr().IsUnspecified() || ip == at.Addr().Unmap())
}

// foreign reports whether a request comes from a page of another origin. A person who
// follows a link to the preview is welcome: that is a navigation of a whole window.
func foreign(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && !strings.EqualFold(origin, "http://"+r.Host) {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Site") { // W3C Fetch Metadata
	case "", "none", "same-origin":
		return false
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

// plain reports whether a decoded path is one that an output can have: elements that
// are names, with single slashes between.
func plain(path string) bool {
	if !strings.HasPrefix(path, "/") || !utf8.ValidString(path) {
		return false
	}
	if strings.Contains(path, `\`) || strings.Contains(path, "//") || strings.ContainsFunc(path, unicode.IsControl) {
		return false
	}
	for element := range strings.SplitSeq(path, "/") {
		if element == "." || element == ".." {
			return false
		}
	}
	return true
}

// hidesSlash reports whether an encoded path has a separator that is encoded.
func hidesSlash(escaped string) bool {
	lower := strings.ToLower(escaped)
	return strings.Contains(lower, "%2f") || strings.Contains(lower, "%5c")
}
