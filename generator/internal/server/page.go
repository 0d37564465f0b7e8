package server

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"strings"

	"explainer/generator/internal/diag"
)

// pageMark is what a served page is told about itself.
type pageMark struct {
	page  string // output path that stands for its address
	hash  string // of the output, without what is added
	state string // "page"; "missing": 404.html in its place; "waiting": no site yet

	// version is one at which the page was as it is served, and not a later one: what
	// came after it the page will be told.
	version uint64
}

// withScript returns a page with the element that keeps it up to date before its last
// </body>, or at the end. It adds nothing else.
func (s *Server) withScript(data []byte, m pageMark) []byte {
	element := fmt.Sprintf(`<script type="module" src="%slive.js" data-explainer-token="%s" data-run="%s" data-version="%d" data-base="%s" data-page="%s" data-hash="%s" data-state="%s"></script>`,
		own, s.token, s.run, m.version, html.EscapeString(s.base), html.EscapeString(m.page), m.hash, m.state)
	return insert(data, element)
}

// insert returns a page with an element in the place for the script.
func insert(data []byte, element string) []byte {
	at := bodyEnd(data)
	page := make([]byte, 0, len(data)+len(element))
	page = append(page, data[:at]...)
	page = append(page, element...)
	return append(page, data[at:]...)
}

// bodyEnd returns where the last </body> starts, in any case of letters, or the end.
func bodyEnd(data []byte) int {
	const tag = "</body"
	for end := len(data); ; {
		at := bytes.LastIndex(data[:end], []byte("</"))
		if at < 0 {
			return len(data)
		}
		if len(data)-at > len(tag) && bytes.EqualFold(data[at:at+len(tag)], []byte(tag)) {
			return at
		}
		end = at
	}
}

// serveWaiting answers for every page while there is no site to show: with what is
// wrong, as a page of its own, which gives way to the site once there is one.
func (s *Server) serveWaiting(w http.ResponseWriter, r *http.Request, name string, version uint64) {
	s.mu.RLock()
	failed, diags := s.failed, s.diags
	s.mu.RUnlock()
	title, body := "Building the site", "<p>The page appears by itself.</p>"
	if failed {
		title = "The site has " + diag.Count(diags.Errors(), "error")
		body = "<p>It appears here as soon as that is mended.</p>" + diagnosticsHTML(diags)
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'")
	page := s.withScript([]byte(plainPage(title, body)), pageMark{page: name, state: "waiting", version: version})
	write(w, r, http.StatusServiceUnavailable, "text/html; charset=utf-8", page)
}

// plainPage returns a page of the preview's own. The body is HTML, the title is not.
func plainPage(title, body string) string {
	title = html.EscapeString(title)
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>` + title + `</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="` + own + `diagnostics.css">
</head>
<body>
<main class="page">
<h1>` + title + `</h1>
` + body + `
</main>
</body>
</html>
`
}

// mostShown is how many diagnostics a page lists.
const mostShown = 200

// diagnosticsHTML returns the list as HTML, everything in it escaped. A very long one
// is cut, and says so.
func diagnosticsHTML(list diag.List) string {
	var b strings.Builder
	shown := list[:min(len(list), mostShown)]
	if err := diag.WriteHTML(&b, shown); err != nil {
		return "" // a Builder returns none
	}
	if more := len(list) - len(shown); more > 0 {
		fmt.Fprintf(&b, "<p>And %d more; the terminal has them all.</p>\n", more)
	}
	return b.String()
}
