package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"explainer/generator/internal/build"
	"explainer/generator/internal/config"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/server"
	"explainer/generator/internal/watch"
)

type serveCmd struct {
	Port      int           `short:"p" placeholder:"N" help:"The port (default: 1414, or the next one that is free)."`
	Open      bool          `help:"Open the site in a browser."`
	Published bool          `help:"Leave out drafts and pages dated after today, as build does."`
	Write     bool          `help:"Write each good build into the output folder, too."`
	Output    string        `short:"o" type:"path" placeholder:"DIR" help:"The output folder for --write (default: public/ in the site's folder)."`
	Poll      time.Duration `placeholder:"500ms" help:"Look for changes at this interval instead of waiting for the system to tell of them."`
	Verbose   bool          `short:"v" help:"Say for every page that is made again which changed facts it shows."`
	Strict    bool          `help:"Treat warnings as errors."`
	cacheFlags
}

func (c *serveCmd) Help() string {
	return `Builds the site, serves it on this machine, and shows each edit in every open page.
Drafts and pages of the future are shown, and marked. A broken edit keeps the last
good site and says in the open page what is wrong. Ctrl-C ends it.

Nothing is written, unless --write is given.

Example:
  explainer serve --open
  explainer -C my-site serve --port 8080 --verbose`
}

// Run serves the site until it is interrupted.
func (c *serveCmd) Run(s *session) error {
	today, err := s.today()
	if err != nil {
		return err
	}
	s.memory.allow(previewing())
	p := &preview{session: s, cmd: c, gitLock: gitLock(s.dir)}
	p.builder = build.New(build.Options{
		Dir: s.dir, Out: c.Output, Drafts: !c.Published, Future: !c.Published, Strict: c.Strict,
		DryRun: !c.Write, Live: true, Today: today, Program: program(), Cache: s.cacheFile(c.cacheFlags),
		Busy: func() { fmt.Fprintln(s.Stderr, "waiting for another build that is writing there") },
	})
	// The watcher comes first: what changes while the first build runs is built again.
	w, err := watch.New(s.dir, []string{build.ContentDir, build.LayoutsDir}, []string{config.Name}, watch.Options{
		Poll: c.Poll, Notice: func(why string) { fmt.Fprintln(s.Stderr, "watching:", why) },
	})
	if err != nil {
		return fmt.Errorf("cannot watch %s: %w", s.dir, err)
	}
	defer w.Close()
	listener, err := server.Listen("127.0.0.1", c.port(), c.Port != 0)
	if err != nil {
		return err
	}
	p.start(s.ctx, listener)
	defer p.stop()
	p.build(watch.Change{Rescan: true})
	s.memory.allow(resting())
	s.memory.giveBack()
	address := "http://" + listener.Addr().String() + p.base
	fmt.Fprintf(s.Stderr, "Serving %s (Ctrl-C ends it)\n", address)
	if c.Open {
		openBrowser(s.ctx, address)
	}
	return p.follow(w)
}

// follow builds again and again, until the preview is ended. In between it makes the
// pages that a build has put off.
func (p *preview) follow(w *watch.Watcher) error {
	idle := make(chan struct{})
	close(idle)
	rest := time.NewTimer(restAfter)
	defer rest.Stop()
	for busy, rested := true, true; ; {
		next := idle
		if !busy || !rested {
			next = nil
		}
		select { // what is new comes before what was put off
		case change, open := <-w.Changes():
			if !open {
				return errors.New("watching has ended")
			}
			p.build(afterCheckout(p.ctx, p.gitLock, change, w.Changes()))
			busy, rested = true, false
			rest.Reset(restAfter)
			continue
		default:
		}
		select {
		case <-p.ctx.Done():
			return nil
		case err := <-p.failed:
			return err
		case change, open := <-w.Changes():
			if !open {
				return errors.New("watching has ended")
			}
			p.build(afterCheckout(p.ctx, p.gitLock, change, w.Changes()))
			busy, rested = true, false
			rest.Reset(restAfter)
		case <-next:
			busy = p.idle()
		case <-rest.C:
			rested = true
			p.memory.rest()
		}
	}
}

// idle makes pages that were put off, and reports whether there may be more.
func (p *preview) idle() bool {
	made, diags := p.builder.Idle(p.ctx)
	if len(diags) > 0 && p.ctx.Err() == nil {
		result := build.Result{Diags: diags.Sorted()}
		p.server.Apply(update(result))
		p.tell(result, 0)
	}
	p.made += made
	if made == 0 && p.made > manyPages {
		p.memory.giveBack() // what these needed, and an edit does not
		p.made = 0
	}
	return made > 0
}

// restAfter is how long after a build it is likely that nobody waits for what it brought, or
// for the next one.
const restAfter = 500 * time.Millisecond

// manyPages is how many pages leave so much behind that it is worth a collection.
const manyPages = 500

func (c *serveCmd) port() int {
	if c.Port != 0 {
		return c.Port
	}
	return server.DefaultPort
}

// preview is a running serve.
type preview struct {
	*session
	cmd     *serveCmd
	builder *build.Builder
	server  *server.Server
	base    string
	gitLock string
	served  bool // a good build has been put in place
	made    int  // pages that were made since memory was given back
	addr    net.Addr
	told    string // the diagnostics last shown on the terminal
	end     context.CancelFunc
	ended   chan struct{}
	failed  chan error
}

// start serves on a listener until stop.
func (p *preview) start(ctx context.Context, l net.Listener) {
	if p.base == "" {
		p.base = "/"
	}
	ctx, p.end = context.WithCancel(ctx)
	p.addr, p.ended, p.failed = l.Addr(), make(chan struct{}), make(chan error, 1)
	p.server = server.New(server.Options{Base: p.base, Pages: p.builder})
	go func(s *server.Server, ended chan struct{}, failed chan error) {
		defer close(ended)
		if err := s.Serve(ctx, l); err != nil {
			failed <- fmt.Errorf("cannot serve: %w", err)
		}
	}(p.server, p.ended, p.failed)
}

func (p *preview) stop() {
	p.end()
	<-p.ended
}

// build builds once and puts the result in place, then tells the terminal.
func (p *preview) build(change watch.Change) {
	start := p.Now()
	saved := change.At // when the first change came, for the time that is told
	if saved.IsZero() {
		saved = start
	}
	var result build.Result
	var err error
	if change.Rescan {
		result, err = p.builder.Build(p.ctx)
	} else {
		result, err = p.builder.Rebuild(p.ctx, change.Paths)
	}
	if p.ctx.Err() != nil {
		return
	}
	if err != nil {
		result = build.Result{Diags: diag.List{diag.FileErrorf("system", "", "%v", err)}}
	}
	if result.OK() && result.Base != p.base {
		if result = p.rebase(result); !result.OK() {
			return
		}
	}
	p.server.Apply(update(result))
	p.tell(result, p.Now().Sub(saved))
	p.served = p.served || result.OK()
}

// rebase moves the preview under another base path: a new server on the same port. It
// returns a result that has all files, which is that of a new build unless this was the
// first one.
func (p *preview) rebase(result build.Result) build.Result {
	p.stop()
	_, port, err := net.SplitHostPort(p.addr.String())
	if err != nil {
		return p.fail(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return p.fail(err)
	}
	l, err := server.Listen("127.0.0.1", number, true)
	if err != nil {
		return p.fail(err)
	}
	p.base = result.Base
	p.start(p.ctx, l)
	if !p.served {
		return result
	}
	p.builder.Forget()
	if result, err = p.builder.Build(p.ctx); err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.Stderr, "The site is now at http://%s%s\n", p.addr, p.base)
	return result
}

// fail ends the preview.
func (p *preview) fail(err error) build.Result {
	p.failed <- err
	return build.Result{Diags: diag.List{diag.FileErrorf("system", "", "%v", err)}}
}

// update is a build's difference in the words of the server.
func update(r build.Result) server.Update {
	u := server.Update{Diags: r.Diags, Failed: !r.OK(), Pages: r.Pages, Removed: r.Removed, Moved: r.Moved, Changed: map[string]server.File{}}
	for _, f := range r.Changed {
		file := server.File{Data: f.Data}
		if f.Copy != nil {
			file = server.File{Open: f.Copy.Open, Size: f.Copy.Size}
		}
		u.Changed[f.Path] = file
	}
	return u
}

// tell says on the terminal what a build did; diagnostics only when they are not
// those of the build before.
func (p *preview) tell(r build.Result, took time.Duration) {
	var text strings.Builder
	color := isTerminal(p.Stderr) && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"
	if err := diag.WriteText(&text, r.Diags, diag.TextOptions{Color: color}); err != nil {
		return
	}
	if text.String() != p.told {
		p.told = text.String()
		fmt.Fprint(p.Stderr, p.told)
	}
	took = took.Round(time.Millisecond)
	switch {
	case r.OK() && !p.served:
		fmt.Fprintf(p.Stderr, "%s (%s)\n", diag.Count(r.Counts.Files, "file"), took)
	case !r.OK():
		fmt.Fprintf(p.Stderr, "%s: the last good site stays (%s)\n", diag.Count(r.Diags.Errors(), "error"), took)
	default:
		fmt.Fprintf(p.Stderr, "%s out of date, %s changed, %d removed (%s)\n",
			diag.Count(len(r.Made), "page"), diag.Count(len(r.Changed)+len(r.Pages), "file"), len(r.Removed), took)
	}
	if p.cmd.Verbose && r.OK() {
		p.reasons(r.Made)
	}
}

// reasons says which changed facts reached which page.
func (p *preview) reasons(made []build.Made) {
	const most = 50 // a build of everything has no reasons worth reading
	for i, m := range made {
		if i == most {
			fmt.Fprintf(p.Stderr, "  and %d more\n", len(made)-most)
			return
		}
		why := "new, or everything is made again"
		if len(m.Why) > 0 {
			var names []string
			for _, k := range m.Why {
				names = append(names, string(k))
			}
			why = strings.Join(names, ", ")
		}
		fmt.Fprintf(p.Stderr, "  %s: %s\n", m.Path(), why)
	}
}

// openBrowser asks the system to show an address. That it cannot is no reason to
// stop: the address is on the terminal.
func openBrowser(ctx context.Context, address string) {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	cmd := exec.CommandContext(ctx, name, args...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}

type whyCmd struct {
	Address string `arg:"" help:"The address of a page, such as /actors/vladimir-putin/."`
	Drafts  bool   `help:"Include drafts."`
	Future  bool   `help:"Include pages dated after today."`
}

func (c *whyCmd) Help() string {
	return `Lists the facts that a page is made from: whatever changes one of them changes the
page. serve --verbose tells the same of each edit.

Example:
  explainer why /actors/vladimir-putin/`
}

// Run prints the facts of a page.
func (c *whyCmd) Run(s *session) error {
	today, err := s.today()
	if err != nil {
		return err
	}
	b := build.New(build.Options{Dir: s.dir, DryRun: true, Drafts: c.Drafts, Future: c.Future, Today: today})
	result, err := b.Build(s.ctx)
	if err != nil {
		return err
	}
	if !result.OK() {
		if err := diag.WriteText(s.Stderr, result.Diags, diag.TextOptions{}); err != nil {
			return err
		}
		return errContent
	}
	path := outputOf(c.Address, result.Base)
	keys, ok := b.Reads(path)
	if !ok {
		return fmt.Errorf("the site has no page %s", c.Address)
	}
	for _, k := range slices.Compact(keys) {
		fmt.Fprintln(s.Stdout, k)
	}
	return nil
}

// outputOf returns the output path of an address that a person typed, with or
// without the base path.
func outputOf(address, base string) string {
	if rest, ok := strings.CutPrefix(address, base); ok && base != "/" {
		address = "/" + rest
	}
	path := strings.TrimPrefix(address, "/")
	if filepath.Ext(path) == "" {
		path = strings.TrimSuffix(path, "/") + "/index.html"
	}
	return strings.TrimPrefix(path, "/")
}
