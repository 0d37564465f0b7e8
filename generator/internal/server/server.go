// Package server is the preview of a site: the last good build from memory, pages
// that keep up with every build while they are open, and diagnostics in the page.
//
// It knows nothing of building. Whoever builds tells it the difference (Update),
// and what it serves is the output and nothing else: no path reaches a disk.
//
//	/repo/actors/x/            actors/x/index.html, as a static host would serve it
//	/_explainer/live.js        and its modules: what keeps an open page up to date
//	/_explainer/events         server-sent events (HTML standard, §9.2): a build is in place
//	/_explainer/changes        the same once, for a page that has missed some
//	/_explainer/diagnostics    what the last build found, in HTML
//
// Addresses under /_explainer/ win over outputs of that name. Each served page of HTML
// has one script element more than the output, before its </body>: it loads live.js and
// carries the token without which the last three addresses answer nothing.
//
// The preview is for this machine alone. A request must name a host that is this
// machine (otherwise a foreign name that resolves here could read the site: DNS
// rebinding), must not come from another origin unless a person follows a link, and
// can only be GET or HEAD. No answer has a CORS header.
//
// Every update has a number, the version. A page knows the version that it was served
// at and asks for what came after it; the path sets of the last 1,000 versions are
// kept. A page from before them, or from a server that is gone, is told to look for
// itself.
//
// Of the pages that were served last the bytes are kept, and an event has with it by what
// they differ from those before, so that a page need not ask for what it has nearly all of.
package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"explainer/generator/internal/diag"
)

// File is the content of one output: Data; or, for a file that is copied as it is and
// not held in memory, what Open returns, Size bytes long. Neither Data nor the file may change
// later; a new content comes as a new File.
type File struct {
	Data []byte
	Open func() (io.ReadCloser, error)
	Size int64 // only with Open
}

// Pages are the outputs of the last good build that are made when somebody asks. They may be
// called from any goroutine, by output path. So the server need know nothing of a page that
// nobody looks at.
type Pages interface {
	Has(path string) bool
	Page(path string) ([]byte, error)
}

// Update is the difference that one build made.
type Update struct {
	Changed map[string]File   // by output path, such as "actors/x/index.html"
	Pages   []string          // output paths of Pages that may be others now
	Removed []string          // output paths
	Moved   map[string]string // addresses below the base path, decoded: "/actors/x/" that is gone to "/actors/y/"
	Diags   diag.List         // of this build
	Failed  bool              // the build had errors, so the files are those of the last good one
}

// Options say what is served. The zero Options serve a site at "/".
type Options struct {
	Base  string   // path of the home page, percent-encoded, "/repo/"; empty: "/"
	Pages Pages    // outputs beside those of updates; may be nil
	Hosts []string // names, besides those of this machine, that a request may give as its host
}

// Server serves the site. Its methods may be called from any goroutine.
type Server struct {
	base  string // decoded, with a slash at both ends
	pages Pages
	hosts []string
	token string // what only served pages know
	run   string // names this server: versions of another are not comparable
	addr  atomic.Pointer[netip.AddrPort]

	heartbeat time.Duration
	streams   atomic.Int64
	seen      seen

	mu      sync.RWMutex
	files   map[string]*output // of updates
	ready   bool               // there has been a good build
	failed  bool
	diags   diag.List
	version uint64
	history []change
	next    chan struct{} // closed by the next update
}

// New returns a Server that has no site yet: every page says so until the first Apply.
func New(opts Options) *Server {
	token := rand.Text()
	sum := sha256.Sum256([]byte(token))
	base, err := url.PathUnescape(opts.Base)
	if err != nil {
		base = opts.Base
	}
	if base = strings.Trim(base, "/"); base != "" {
		base += "/"
	}
	return &Server{
		base: "/" + base, pages: opts.Pages, hosts: opts.Hosts, token: token, run: hex.EncodeToString(sum[:6]),
		heartbeat: 15 * time.Second, files: map[string]*output{}, next: make(chan struct{}),
	}
}

// Apply puts a build in place and then announces it. With Failed set, Changed,
// Removed and Moved are not looked at.
func (s *Server) Apply(u Update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	s.failed, s.diags = u.Failed, u.Diags
	c := change{version: s.version}
	if !u.Failed {
		for p, f := range u.Changed {
			s.files[p] = newOutput(p, f, s.run, s.version)
		}
		for _, p := range slices.Concat(u.Removed, u.Pages) {
			delete(s.files, p)
		}
		c = newChange(s.version, u)
		s.ready = true
	}
	s.history = append(s.history, c)
	if extra := len(s.history) - mostVersions; extra > 0 {
		s.history = append([]change(nil), s.history[extra:]...)
	}
	close(s.next)
	s.next = make(chan struct{})
}

// output returns the output of a path, or nil if there is none.
func (s *Server) output(path string) *output {
	s.mu.RLock()
	o, ready := s.files[path], s.ready
	s.mu.RUnlock()
	if o == nil && ready && s.pages != nil && s.pages.Has(path) {
		o = newPage(path, s.pages)
	}
	return o
}

// Serve answers requests on the listener until ctx ends, and then ends at once, open
// event streams too. It returns nil when ctx was the reason, and closes the listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		at := tcp.AddrPort()
		s.addr.Store(&at)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	srv := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-ctx.Done()
		// Streams end with ctx; what is under way gets a moment, the rest is cut.
		brief, stop := context.WithTimeout(context.WithoutCancel(ctx), 300*time.Millisecond)
		defer stop()
		if srv.Shutdown(brief) != nil {
			_ = srv.Close()
		}
	}()
	err := srv.Serve(l)
	cancel()
	<-ended
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
