package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// growth is how much the program lets grow before it collects garbage.
type growth struct {
	percent int64 // of what is alive (runtime/debug, SetGCPercent)
	free    int64 // bytes, where that is more
	least   int64 // bytes that the whole program may take in any case; above them it collects more often,
	most    int64 // to take as many percent more than what is alive
}

// building is for a build, which is over before much of the time that collecting takes is won back: it
// collects late, but for large sites.
func building() *growth { return &growth{percent: 400, least: 1 << 30, most: 90} }

// previewing is for the first build of a preview, which runs for hours beside other programs. What stays lies
// between what does not, and of memory that is full of gaps little can be given back later.
func previewing() *growth {
	return &growth{percent: 100, free: 160 << 20, least: 400 << 20, most: 40}
}

// resting is for a preview that waits for edits. What a save needs is less than is left free: the collector
// would take the processors from the save, so it runs when a moment has passed since.
func resting() *growth {
	return &growth{percent: 25, free: 64 << 20, least: 400 << 20, most: 40}
}

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

// rest is allow for a preview in which nothing happens. It collects what half of the free memory is full of.
func (m *memory) rest() {
	if m == nil {
		return
	}
	m.allow(resting())
	live, goal, now := read("/gc/heap/live:bytes"), read("/gc/heap/goal:bytes"), read("/memory/classes/heap/objects:bytes")
	if now > goal || now-min(now, live) > (goal-min(goal, live))/2 {
		go runtime.GC()
	}
}

// set sets what follows from the bytes that are alive: a limit below these would have the collector run all the time.
func (m *memory) set() {
	g, live := m.growth.Load(), max(read("/gc/heap/live:bytes"), 1<<20)
	debug.SetMemoryLimit(max(g.least, live+live*g.most/100))
	if percent := max(g.percent, g.free*100/live); m.percent.Swap(percent) != percent {
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
