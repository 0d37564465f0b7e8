package build

import (
	"bytes"
	"context"
	"io/fs"
	"runtime"
	"slices"
	"sync"

	"github.com/zeebo/xxh3"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/render"
)

// lazy reports whether pages are made when they are asked for: in a preview that
// writes nothing.
func (b *Builder) lazy() bool { return b.opts.Live && b.opts.DryRun }

// atOnce is how many pages a build of a preview makes before it says what is new. It
// is few, so that an edit is on the screen at once, and enough to meet a mistake of
// a layout at once.
const atOnce = 64

// mostKept is how many bytes a page may have that a preview keeps.
const mostKept = 1 << 20

// asks is which pages are being looked at. Its lock is held too by whoever reads or
// changes the pages and the graph of the past while not holding Builder.mu alone.
type asks struct {
	mu     sync.Mutex
	recent []string        // addresses last asked for, the latest last
	broken map[string]bool // addresses of pages that could not be made
	idle   int             // jobs before this one need not be looked at by Idle
}

func (a *asks) reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.idle, a.broken = 0, nil
}

// now chooses which of the jobs are to be done in this build. In a preview these are
// pages that are being looked at, those that were broken, one of each layout, and then
// the first.
func (b *Builder) now(jobs []render.Job) []render.Job {
	if !b.lazy() {
		return jobs
	}
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	var first, then []render.Job
	layouts := map[string]bool{}
	for _, j := range jobs {
		switch {
		case !j.IsPage():
		case b.asks.broken[j.URL()], slices.Contains(b.asks.recent, j.URL()), !layouts[j.Layout()]:
			layouts[j.Layout()] = true
			first = append(first, j)
		case len(then) < atOnce:
			then = append(then, j)
		}
	}
	return append(first, then[:max(0, min(len(then), atOnce-len(first)))]...)
}

// PageError says why a page cannot be made.
type PageError struct{ Diags diag.List }

// Error returns the diagnostics as text.
func (e *PageError) Error() string {
	text := "the page cannot be made"
	for _, d := range e.Diags {
		text += "\n" + d.String()
	}
	return text
}

// Diagnostics returns them.
func (e *PageError) Diagnostics() diag.List { return e.Diags }

// Has reports whether the last good build has a page or file of data at a path, which Page
// makes. It may be called from any goroutine.
func (b *Builder) Has(path string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	_, ok := b.past.plan.Index(path)
	return ok
}

// Page makes an output of the last good build. It may be called from any goroutine.
// The error is a *PageError, or fs.ErrNotExist.
func (b *Builder) Page(path string) ([]byte, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	i, ok := b.past.plan.Index(path)
	if !ok {
		return nil, fs.ErrNotExist
	}
	j := b.past.plan.Jobs[i]
	if data := b.ask(j.URL()); data != nil {
		return data, nil
	}
	p := b.past.input.Page(j)
	b.took(p, true)
	if len(p.Diags) > 0 {
		return nil, &PageError{p.Diags}
	}
	return p.Data, nil
}

// ask notes that a page is looked at, and returns it if it is there.
func (b *Builder) ask(url string) []byte {
	const most = 32
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	a := &b.asks
	a.recent = append(slices.DeleteFunc(a.recent, func(u string) bool { return u == url }), url)
	for len(a.recent) > most {
		delete(b.past.seen, a.recent[0])
		a.recent = a.recent[1:]
	}
	return b.past.seen[url]
}

// took remembers what a page was made from, and whether its bytes stay or are another one's next. Builder.mu is held.
func (b *Builder) took(p render.Page, stay bool) {
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	if len(p.Diags) > 0 {
		if b.asks.broken == nil {
			b.asks.broken = map[string]bool{}
		}
		b.asks.broken[p.URL()] = true
		return
	}
	b.made(&b.past, p)
	if b.lazy() && len(p.Data) <= mostKept && slices.Contains(b.asks.recent, p.URL()) {
		if !stay {
			p.Data = bytes.Clone(p.Data)
		}
		b.past.seen[p.URL()] = p.Data // it is about to be asked for again
	}
}

// Idle makes some of the pages that a preview has put off, so that it is known what
// they are made from and whether they can be made. It returns how many it made, none when
// there is nothing left to do, and what was wrong with them.
func (b *Builder) Idle(ctx context.Context) (int, diag.List) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	jobs := b.putOff()
	var mu sync.Mutex
	var ds diag.List
	b.past.input.Each(ctx, jobs, func(_ int, p render.Page) {
		b.took(p, false)
		mu.Lock()
		defer mu.Unlock()
		ds.Add(p.Diags...)
	})
	return len(jobs), ds
}

// putOff returns some of the pages that are not made.
func (b *Builder) putOff() []render.Job {
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	if b.past.plan == nil || !b.lazy() {
		return nil
	}
	var jobs []render.Job
	all := b.past.plan.Jobs
	// Few, and then a look at whether something more urgent has come; and half of the
	// processors are left to whoever does that, such as a browser.
	most := max(1, runtime.GOMAXPROCS(0)/2)
	for ; b.asks.idle < len(all) && len(jobs) < most; b.asks.idle++ {
		j, made := all[b.asks.idle], b.past.pages[b.asks.idle] != xxh3.Uint128{}
		if !made && j.IsPage() && !b.asks.broken[j.URL()] {
			jobs = append(jobs, j)
		}
	}
	return jobs
}
