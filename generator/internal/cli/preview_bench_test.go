package cli

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"explainer/generator/internal/browsertest"
	"explainer/generator/internal/corpus"
)

var (
	latencyOf    = flag.Int("latency.of", 1_000, "how many explainers the site has on which BenchmarkLatency measures")
	latencyAfter = flag.Duration("latency.after", 0, "how long BenchmarkLatency waits before it measures: a preview first makes all pages")
)

// latencyMarks notes in a page when something happens for the first time after
// latencyOf(i) was called, in milliseconds since 1970, and resolves its promise when the
// text of edit i is there. Nobody asks meanwhile, since asking takes time from the page.
const latencyMarks = `(() => {
	let marks = {}, text = null, done;
	const mark = (name) => { marks[name] ??= performance.timeOrigin + performance.now(); };
	window.latencyOf = (i) => new Promise((resolve) => { marks = {}; done = resolve; text = 'Edit ' + i + ' of many'; });
	window.EventSource = class extends EventSource {
		constructor(...args) { super(...args); this.addEventListener('message', () => mark('event')); }
	};
	addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
		const at = performance.timeOrigin + performance.now();
		if (!text || !document.body.textContent.includes(text)) return;
		text = null;
		marks.shown = at;
		requestAnimationFrame(() => setTimeout(() => { mark('painted'); done(marks); }));
	}).observe(document, { subtree: true, childList: true, characterData: true }));
})()`

// latencySteps are what happens between a file and a page, in order.
var latencySteps = []string{"settled", "built", "event", "shown", "painted"}

// latencyClock is a clock that knows when it was read.
type latencyClock struct {
	mu   sync.Mutex
	read []time.Time
}

func (c *latencyClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := time.Now()
	c.read = append(c.read, at)
	return at
}

// reset returns when it was read since the last call.
func (c *latencyClock) reset() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	read := c.read
	c.read = nil
	return read
}

// BenchmarkLatency measures from the moment before a file is written to the moment at
// which the new text is in an open page: the 50th and the 95th of a hundred. Of the time that
// each step on the way took it tells the 50th.
func BenchmarkLatency(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "site")
	if err := corpus.Write(dir, 1, *latencyOf); err != nil {
		b.Fatal(err)
	}
	var clock latencyClock
	s := serveBy(b, dir, freePort(b), clock.now, newMemory(os.Getenv))
	files, err := filepath.Glob(filepath.Join(dir, "content", "explainers", "*.md"))
	if err != nil || len(files) == 0 {
		b.Fatal(files, err)
	}
	file := files[len(files)/2]
	data, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	name := filepath.Base(file)
	browser := browsertest.Start(b, 1000, 600, 10*time.Minute)
	p := openTab(b, browser, s.address+"explainers/"+name[:len(name)-len(".md")]+"/", latencyMarks)
	time.Sleep(*latencyAfter)
	var all []float64
	steps := map[string][]float64{}
	for i := 0; b.Loop(); i++ {
		shown := make(chan map[string]float64, 1)
		go func() {
			at, err := chromedp.Run(p.ctx, chromedp.Evaluate[map[string]float64](fmt.Sprintf("latencyOf(%d)", i), chromedp.EvalAwaitPromise))
			if err != nil {
				b.Error(err)
			}
			shown <- at
		}()
		time.Sleep(50 * time.Millisecond) // as long as nobody saves again
		clock.reset()
		begin := time.Now()
		if err := os.WriteFile(file, fmt.Appendf(slices.Clone(data), "\nEdit %d of many.\n", i), 0o644); err != nil {
			b.Fatal(err)
		}
		at := <-shown
		read := clock.reset()
		if at == nil || len(read) < 2 {
			b.Fatal("the edit was not shown")
		}
		at["settled"], at["built"] = unixMilli(read[0]), unixMilli(read[1])
		all = append(all, at["shown"]-unixMilli(begin))
		before := unixMilli(begin)
		for _, step := range latencySteps {
			steps[step] = append(steps[step], at[step]-before)
			before = at[step]
		}
	}
	b.ReportMetric(percentile(all, 50), "p50-ms")
	b.ReportMetric(percentile(all, 95), "p95-ms")
	for step, times := range steps {
		b.ReportMetric(percentile(times, 50), step+"-ms")
	}
}

func unixMilli(t time.Time) float64 { return float64(t.UnixMicro()) / 1000 }

func percentile(of []float64, percent int) float64 {
	slices.Sort(of)
	return of[len(of)*percent/100]
}
