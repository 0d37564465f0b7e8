package server

import (
	"bytes"
	"crypto/subtle"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

//go:embed live/*.js live/*.css
var live embed.FS

const (
	mostStreams  = 256              // open at a time; pages of one browser share one
	writeTimeout = 10 * time.Second // for one event; a page that is gone does not answer
	retryAfter   = 500              // milliseconds after which a browser connects again
)

// answerOwn answers the addresses of the preview itself.
func (s *Server) answerOwn(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "events", "changes", "diagnostics":
		if subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(s.token)) == 0 {
			plainText(w, r, http.StatusForbidden, "the token is not that of this preview")
			return
		}
		w.Header().Set("Cache-Control", "no-store")
	default:
		s.answerLive(w, r, name)
		return
	}
	page := r.URL.Query().Get("page")
	version, known := versionOf(r)
	switch name {
	case "events":
		s.stream(w, r, version, known, page)
	case "changes":
		n, _ := s.since(version, known, page)
		data, err := json.Marshal(n)
		if err != nil {
			plainText(w, r, http.StatusInternalServerError, err.Error())
			return
		}
		write(w, r, http.StatusOK, "application/json", data)
	case "diagnostics":
		s.mu.RLock()
		diags := s.diags
		s.mu.RUnlock()
		write(w, r, http.StatusOK, "text/html; charset=utf-8", []byte(diagnosticsHTML(diags)))
	}
}

// answerLive answers with one of the preview's own scripts and styles.
func (s *Server) answerLive(w http.ResponseWriter, r *http.Request, name string) {
	data, err := live.ReadFile("live/" + name)
	if err != nil {
		plainText(w, r, http.StatusNotFound, "the preview has no such address")
		return
	}
	serveFile(w, r, newOutput(name, File{Data: data}, s.run, 0))
}

// line returns JSON without line breaks and with HTML as it is.
func line(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// versionOf returns the version that a page has. A browser that connects again says
// in Last-Event-ID which it has got since it first asked.
func versionOf(r *http.Request) (version uint64, known bool) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("version")
	}
	version, err := strconv.ParseUint(text, 10, 64)
	return version, err == nil
}

// stream sends what is new, now and after every update, until the page or the server
// goes. A page that reads slowly gets several updates as one, so that nothing piles up.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, version uint64, known bool, page string) {
	if r.Method == http.MethodHead {
		write(w, r, http.StatusOK, "text/event-stream", nil)
		return
	}
	if s.streams.Add(1) > mostStreams {
		s.streams.Add(-1)
		w.Header().Set("Retry-After", "5")
		plainText(w, r, http.StatusServiceUnavailable, "too many pages are open")
		return
	}
	defer s.streams.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	send := func(format string, args ...any) bool {
		_ = out.SetWriteDeadline(time.Now().Add(writeTimeout)) // not every writer can
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	beat := time.NewTicker(s.heartbeat)
	defer beat.Stop()
	ok := send("retry: %d\n\n", retryAfter)
	for first := true; ok; first = false {
		n, more := s.since(version, known, page)
		if first || !known || n.Version != version {
			n.Pages = s.patches(n)
			data, err := line(n)
			ok = err == nil && send("id: %d\ndata: %s\n\n", n.Version, data)
			version, known = n.Version, true
		}
		select {
		case <-more:
		case <-beat.C:
			ok = ok && send(":\n\n")
		case <-r.Context().Done():
			return
		}
	}
}
