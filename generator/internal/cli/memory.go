package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How much the garbage collector may let grow (runtime/debug, SetGCPercent), in percent of what is alive. A
// build is over before much of the time that collecting takes is won back, so it collects
// late, but for large sites; a preview runs for hours beside other programs.
const (
	buildGC   = 400
	firstGC   = 100 // in the first build of a preview
	previewGC = 25
	// previewFree is how much a preview of a small site may let grow all the same, in bytes.
	previewFree = 64 << 20
)

// limits are how much memory the program may take before it collects more often: least, and where more than
// that is alive, that and a share of it, in percent.
type limits struct {
	least int64
	more  int64
}

// memory sets the collector. Nil sets nothing.
type memory struct{ limits atomic.Pointer[limits] }

// newMemory returns what sets the collector, or nil if the environment does (GOGC, GOMEMLIMIT).
func newMemory(getenv func(string) string) *memory {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return nil
	}
	m := &memory{}
	m.limits.Store(&limits{least: 1 << 30, more: 90})
	debug.SetGCPercent(buildGC)
	m.limit()
	return m
}

// preview sets it for the first build of a preview. What stays lies between what does not, and of
// memory that is full of gaps little can be given back later.
func (m *memory) preview() {
	if m == nil {
		return
	}
	m.limits.Store(&limits{least: 400 << 20, more: 40})
	debug.SetGCPercent(firstGC)
	debug.SetMemoryLimit(m.limits.Load().least)
}

// rest sets it for a preview in which nothing happens. What a save needs is less than
// is left free: the collector would take the processors from the save, so it runs when a
// moment has passed since.
func (m *memory) rest() {
	if m == nil {
		return
	}
	heap := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/goal:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	for _, h := range heap {
		if h.Value.Kind() != metrics.KindUint64 {
			return
		}
	}
	live, goal, now := heap[0].Value.Uint64(), heap[1].Value.Uint64(), heap[2].Value.Uint64()
	debug.SetGCPercent(int(max(previewGC, previewFree*100/max(live, 1<<20))))
	if now > goal || now-min(now, live) > (goal-min(goal, live))/2 {
		go runtime.GC()
	}
}

// limit keeps the limit above what is alive: a limit below would have the
// collector run all the time. It looks whenever the collector has run, which an
// object that nothing refers to finds out.
func (m *memory) limit() {
	alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(alive)
	if alive[0].Value.Kind() == metrics.KindUint64 {
		live, to := int64(alive[0].Value.Uint64()), m.limits.Load()
		debug.SetMemoryLimit(max(to.least, live+live*to.more/100))
	}
	sentinel := new([64]byte)
	runtime.AddCleanup(sentinel, func(m *memory) { m.limit() }, m)
}
