package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// growth is to how many bytes the heap may grow before its garbage is collected.
//
// It is not said by a limit of memory (runtime/debug, SetMemoryLimit), which counts what the heap has given up
// and not yet given back, too: near the limit there would be little left to grow into, and the collector would
// run all the time.
type growth struct {
	percent int64 // more than what is alive
	free    int64 // bytes more than what is alive, where that is more
	least   int64 // bytes; beyond them it grows by
	most    int64 // percent of what is alive, and no more
}

// goal returns how large the heap may become while so many bytes of it are alive.
func (g *growth) goal(live int64) int64 {
	return min(live+max(live*g.percent/100, g.free), max(g.least, live+live*g.most/100))
}

// building is for a build, which is over before much of the time that collecting takes is won back: it
// collects late, but for large sites.
func building() *growth { return &growth{percent: 400, free: 64 << 20, least: 760 << 20, most: 60} }

// previewing is for the first build of a preview, which runs for hours beside other programs. What stays lies
// between what does not, and of memory that is full of gaps little can be given back later.
func previewing() *growth {
	return &growth{percent: 100, free: 100 << 20, least: 380 << 20, most: 15}
}

// resting is for a preview that waits for edits. What a save needs is less than is left free: the collector
// would take the processors from the save, so it runs when a moment has passed since.
func resting() *growth { return &growth{percent: 15, free: 64 << 20, least: 400 << 20, most: 15} }

// memory sets the collector. Nil sets nothing.
type memory struct {
	growth  atomic.Pointer[growth]
	percent atomic.Int64 // that was set last
}

// newMemory returns what sets the collector, for a build at first, or nil if the environment does (GOGC, GOMEMLIMIT).
func newMemory(getenv func(string) string) *memory {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return nil
	}
	m := &memory{}
	m.allow(building())
	m.follow()
	return m
}

// allow sets the collector.
func (m *memory) allow(g *growth) {
	if m != nil {
		m.growth.Store(g)
		m.set()
	}
}

// rest collects, in the background, what half of the free memory is full of.
func (m *memory) rest() {
	if m == nil {
		return
	}
	live, goal, now := read("/gc/heap/live:bytes"), read("/gc/heap/goal:bytes"), read("/memory/classes/heap/objects:bytes")
	if now > goal || now-min(now, live) > (goal-min(goal, live))/2 {
		go runtime.GC()
	}
}

// giveBack gives the system, in the background, the memory that was needed and is not now.
func (m *memory) giveBack() {
	if m != nil {
		go debug.FreeOSMemory()
	}
}

// set sets what follows from the bytes that are alive.
func (m *memory) set() {
	const smallest = 4 << 20 // what the collector takes for alive before it has run (GC guide, GOGC)
	live := max(read("/gc/heap/live:bytes"), smallest)
	percent := (m.growth.Load().goal(live) - live) * 100 / live
	if m.percent.Swap(percent) != percent {
		debug.SetGCPercent(int(percent))
	}
}

// follow sets it again whenever the collector has run, which an object that nothing refers to finds out.
func (m *memory) follow() {
	sentinel := new([64]byte)
	runtime.AddCleanup(sentinel, func(m *memory) { m.set(); m.follow() }, m)
}

// read returns a number that the runtime counts, or 0 if it does not.
func read(name string) int64 {
	sample := []metrics.Sample{{Name: name}}
	if metrics.Read(sample); sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}
