package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// terminal is what a command has written so far.
type terminal struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to it.
func (w *terminal) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

// String returns all of it.
func (w *terminal) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// builds returns how many builds it tells of.
func (w *terminal) builds() int { return len(buildLine.FindAllString(w.String(), -1)) }

var buildLine = regexp.MustCompile(`(?m)^\d+ (files? \(|pages? out of date, |errors?: )`)

// serving is a serve command that runs.
type serving struct {
	testing.TB
	dir, address string
	stderr       *terminal
	stop         func()
}

// freePort returns a port that nobody listens on.
func freePort(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// serveSite runs the serve command on a folder until the test ends, or stop.
func serveSite(tb testing.TB, dir string, port int) *serving {
	tb.Helper()
	return serveBy(tb, dir, port, time.Now, nil)
}

// serveBy is serveSite with a clock, which is read before and after each build, and with the collector
// set as the program sets it, or left alone.
func serveBy(tb testing.TB, dir string, port int, now func() time.Time, m *memory) *serving {
	tb.Helper()
	s := &serving{TB: tb, dir: dir, stderr: &terminal{}}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, []string{"-C", dir, "serve", "--port", fmt.Sprint(port)}, Env{
			Stdout: s.stderr, Stderr: s.stderr, Getenv: func(string) string { return "" }, Now: now, memory: m,
		})
	}()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if code := <-ended; code != exitOK {
			tb.Errorf("serve: exit code %d\n%s", code, s.stderr)
		}
	})
	tb.Cleanup(s.stop)
	address := regexp.MustCompile(`(?m)^Serving (\S+) `)
	for range 3000 {
		if m := address.FindStringSubmatch(s.stderr.String()); m != nil {
			s.address = m[1]
			return s
		}
		time.Sleep(20 * time.Millisecond)
	}
	tb.Fatalf("it does not serve:\n%s", s.stderr)
	return nil
}

// put writes a file of the site.
func (s *serving) put(path, text string) {
	s.Helper()
	name := filepath.Join(s.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		s.Fatal(err)
	}
}

// tab is an open page.
type tab struct {
	testing.TB
	ctx context.Context
}

// openTab opens an address and waits until the page follows the preview. The scripts run
// before those of the page.
func openTab(tb testing.TB, browser context.Context, address string, scripts ...string) *tab {
	tb.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	tb.Cleanup(cancel)
	p := &tab{tb, ctx}
	var steps []chromedp.Action[chromedp.Void]
	for _, script := range scripts {
		steps = append(steps, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
			return err
		}))
	}
	if err := chromedp.Do(ctx, append(steps, chromedp.Navigate(address))...); err != nil {
		tb.Fatal(err)
	}
	p.do("window.sameDocument = true") // until the page is loaded again
	p.wait("the preview's script", `performance.getEntriesByType('resource').some((e) => e.name.includes('/_explainer/changes'))`)
	return p
}

// do runs a script in the page.
func (p *tab) do(script string) {
	p.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[any]("{"+script+"} null")); err != nil {
		p.Fatalf("%s: %v", script, err)
	}
}

// is reports whether an expression is true in the page.
func (p *tab) is(expression string) bool {
	is, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
	return err == nil && is // it fails between two documents
}

// wait waits until an expression is true in the page.
func (p *tab) wait(what, expression string) {
	p.Helper()
	for range 500 {
		if p.is(expression) {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText.slice(0, 2000) + (document.querySelector('explainer-preview')?.shadowRoot.textContent ?? '')"))
	p.Fatalf("%s: never was %s\npage: %s", what, expression, text)
}

// holds fails the test if an expression is not true in the page.
func (p *tab) holds(what, expression string) {
	p.Helper()
	if !p.is(expression) {
		p.Errorf("%s: not %s", what, expression)
	}
}
