package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How much memory the garbage collector may let grow (runtime/debug, SetGCPercent). A
// build is over before much of the time that collecting takes is won back, so it collects
// late, but for large sites; a preview runs for hours beside other programs.
const (
	buildGC   = 400 // percent of what is alive
	previewGC = 25
	// fewBytes is what a build may take before it collects more often, and aliveMore how
	// much above what is alive, in percent, it may take where that is more.
	fewBytes  = 1 << 30
	aliveMore = 90
)

// tuneMemory sets the collector for a build, unless the environment does (GOGC,
// GOMEMLIMIT).
func tuneMemory(getenv func(string) string) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(buildGC)
	debug.SetMemoryLimit(fewBytes)
	limitFollows()
}

// tunePreview sets it for a preview whose first build is over.
func tunePreview(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(previewGC)
	}
}

// limitFollows keeps the limit above what is alive: a limit below would have the
// collector run all the time. It looks whenever the collector has run, which an
// object that nothing refers to finds out.
func limitFollows() {
	sentinel := new([64]byte)
	runtime.AddCleanup(sentinel, func(struct{}) {
		alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(alive)
		if alive[0].Value.Kind() == metrics.KindUint64 {
			live := int64(alive[0].Value.Uint64())
			debug.SetMemoryLimit(max(fewBytes, live+live*aliveMore/100))
		}
		limitFollows()
	}, struct{}{})
}
