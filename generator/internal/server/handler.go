package server

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"explainer/generator/internal/diag"
)

// own is where the addresses of the preview itself are.
const own = "/_explainer/"

// Handler returns what answers the requests. Without Serve it accepts any port in the
// name of the host.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.answer) }

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	if r.ContentLength != 0 {
		// Nobody reads a body here; who sends one slowly does not hold a connection.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Second))
	}
	if status, reason := s.refusal(r); status != 0 {
		h.Set("Allow", "GET, HEAD")
		plainText(w, r, status, reason)
		return
	}
	switch name, ours := strings.CutPrefix(r.URL.Path, own); {
	case ours:
		s.answerOwn(w, r, name)
	case strings.HasPrefix(r.URL.Path, s.base):
		s.answerSite(w, r, strings.TrimPrefix(r.URL.Path, s.base))
	case r.URL.Path == "/":
		http.Redirect(w, r, escaped(s.base), http.StatusFound)
	case r.URL.Path+"/" == s.base:
		s.addSlash(w, r)
	default:
		s.missing(w, r, "", 0)
	}
}

// answerSite answers with the output that an address below the base path stands for.
func (s *Server) answerSite(w http.ResponseWriter, r *http.Request, name string) {
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	s.mu.RLock()
	ready, version := s.ready, s.version
	s.mu.RUnlock()
	switch o := s.output(name); {
	case o != nil && o.isHTML() && o.file.Size <= mostHTML:
		s.servePage(w, r, o, version)
	case o != nil:
		serveFile(w, r, o)
	case s.output(name+"/index.html") != nil:
		s.addSlash(w, r)
	case !ready && isPage(name):
		s.serveWaiting(w, r, name, version)
	default:
		s.missing(w, r, name, version)
	}
}

// isPage reports whether somebody who asks for an output expects a page to read.
func isPage(name string) bool {
	ext := path.Ext(name)
	return ext == ".html" || ext == ""
}

// addSlash redirects to the address of the folder, as static hosts do. It is not
// remembered: the next site on this port may have a file there.
func (s *Server) addSlash(w http.ResponseWriter, r *http.Request) {
	to := url.URL{Path: r.URL.Path + "/", RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, to.String(), http.StatusMovedPermanently)
}

func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }

func (s *Server) servePage(w http.ResponseWriter, r *http.Request, o *output, version uint64) {
	data, hash, err := o.content()
	if err != nil {
		s.unreadable(w, r, o, version, err)
		return
	}
	w.Header().Set("Content-Type", o.kind)
	// Weak: the script element that is added can differ where the page does not.
	w.Header().Set("ETag", `W/"`+hash+"-"+s.run+`"`)
	body := s.withScript(data, pageMark{page: o.path, hash: hash, state: "page", version: version})
	if o.file.Open == nil && r.Method == http.MethodGet {
		s.seen.look(o.path, hash, data, version)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// unreadable answers in place of a page that cannot be made: with the reason, and it
// gives way to the page once that is mended.
func (s *Server) unreadable(w http.ResponseWriter, r *http.Request, o *output, version uint64, err error) {
	var said interface{ Diagnostics() diag.List }
	if !errors.As(err, &said) {
		plainText(w, r, http.StatusInternalServerError, "the file of this address cannot be read")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	page := plainPage("This page cannot be made", "<p>It appears here as soon as that is mended.</p>"+diagnosticsHTML(said.Diagnostics()))
	body := s.withScript([]byte(page), pageMark{page: o.path, hash: "none", state: "page", version: version})
	write(w, r, http.StatusInternalServerError, "text/html; charset=utf-8", body)
}

func serveFile(w http.ResponseWriter, r *http.Request, o *output) {
	w.Header().Set("Content-Type", o.kind)
	if o.file.Open == nil {
		data, hash, err := o.content()
		if err != nil {
			plainText(w, r, http.StatusInternalServerError, "the file of this address cannot be made")
			return
		}
		w.Header().Set("ETag", `"`+hash+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
		return
	}
	w.Header().Set("ETag", `"`+o.name+`"`)
	content := &reader{open: o.file.Open, size: o.file.Size}
	defer content.Close()
	if r.Method == http.MethodGet && o.file.Size > 0 {
		if err := content.reopen(); err != nil {
			w.Header().Del("ETag")
			plainText(w, r, http.StatusInternalServerError, "the file of this address cannot be read")
			return
		}
	}
	http.ServeContent(w, r, "", time.Time{}, content)
}

// missing answers with the site's 404.html, which keeps an eye on the address: when
// a build puts a page there, it shows it.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, name string, version uint64) {
	o := s.output("404.html")
	if o == nil && !isPage(name) {
		plainText(w, r, http.StatusNotFound, "the site has no file of this address")
		return
	}
	data, hash := []byte(plainPage("Not found", "<p>The site has no page of this address, and no 404.html.</p>")), "none"
	if o != nil {
		if page, named, err := o.content(); err == nil {
			data, hash = page, named
		}
	}
	if name != "" && path.Ext(name) == "" {
		name += "/index.html"
	}
	body := s.withScript(data, pageMark{page: name, hash: hash, state: "missing", version: version})
	write(w, r, http.StatusNotFound, "text/html; charset=utf-8", body)
}

func plainText(w http.ResponseWriter, r *http.Request, status int, text string) {
	write(w, r, status, "text/plain; charset=utf-8", []byte(text+"\n"))
}

func write(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, bytes.NewReader(body)) // an error is that nobody listens
	}
}
