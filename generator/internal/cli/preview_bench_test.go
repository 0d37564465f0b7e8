package cli

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"explainer/generator/internal/browsertest"
	"explainer/generator/internal/corpus"
)

var latencyOf = flag.Int("latency.of", 1_000, "how many explainers the site has on which BenchmarkLatency measures")

// BenchmarkLatency measures from the moment before a file is written to the moment at
// which the new text is in an open page: the 50th and the 95th of a hundred.
func BenchmarkLatency(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "site")
	if err := corpus.Write(dir, 1, *latencyOf); err != nil {
		b.Fatal(err)
	}
	s := serveSite(b, dir, freePort(b))
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
	p := openTab(b, browsertest.Start(b, 1000, 600, 10*time.Minute), s.address+"explainers/"+name[:len(name)-len(".md")]+"/")
	p.do(`window.seen = {}; new MutationObserver(() => {
		const at = performance.timeOrigin + performance.now()
		const found = document.body.textContent.match(/Edit (\d+) of many/)
		if (found) window.seen[found[1]] ??= at
	}).observe(document.documentElement, {subtree: true, childList: true, characterData: true})`)
	var all []time.Duration
	for i := 0; b.Loop(); i++ {
		time.Sleep(50 * time.Millisecond) // as long as nobody saves again
		begin := time.Now()
		if err := os.WriteFile(file, fmt.Appendf(slices.Clone(data), "\nEdit %d of many.\n", i), 0o644); err != nil {
			b.Fatal(err)
		}
		p.wait("the edit", fmt.Sprintf("window.seen[%d]", i))
		at, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64](fmt.Sprintf("window.seen[%d]", i)))
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, time.UnixMicro(int64(at*1000)).Sub(begin))
	}
	slices.Sort(all)
	of := func(percent int) float64 { return float64(all[len(all)*percent/100].Microseconds()) / 1000 }
	b.ReportMetric(of(50), "p50-ms")
	b.ReportMetric(of(95), "p95-ms")
}
