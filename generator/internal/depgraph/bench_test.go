package depgraph

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
)

// shape is a site as graphs see it: each page reads what all pages read, what is said of
// itself, and names and cards of things near it and of a few that are known everywhere.
type shape struct {
	rng  *rand.Rand
	zipf *rand.Zipf
}

func newShape() *shape {
	rng := rand.New(rand.NewPCG(1, 1))
	return &shape{rng, rand.NewZipf(rng, 1.2, 8, 400)}
}

func thing(i int) string { return "explainer what-happened-in-place-" + strconv.Itoa(i) }

func (s *shape) path(i int) string {
	return "explainers/what-happened-in-place-" + strconv.Itoa(i) + "/index.html"
}

// reads returns about 60 keys that share no memory with any other.
func (s *shape) reads(i int) []Key {
	keys := []Key{"home : name", Key("section " + strconv.Itoa(i%4) + ": name")}
	add := func(thing string, aspects ...string) {
		for _, a := range aspects {
			keys = append(keys, Key(thing+": "+a))
		}
	}
	add(thing(i), "page", "name", "card", "count", "front")
	add("list explainers", "size", "part "+strconv.Itoa(i/20))
	for range 6 {
		add(fmt.Sprint("actor somebody-known-", s.zipf.Uint64()), "name", "roles", "front")
	}
	for range s.rng.IntN(24) {
		add(thing(max(0, i-s.rng.IntN(40))), "name", "front", "card")
	}
	return keys
}

const shaped = 10_000

func (s *shape) graph() *Graph {
	g := new(Graph)
	for i := range shaped {
		g.Set(s.path(i), s.reads(i))
	}
	return g
}

func alive() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkAlive reports the bytes that an output costs for as long as the graph lives.
func BenchmarkAlive(b *testing.B) {
	for b.Loop() {
		before := alive()
		g := newShape().graph()
		b.ReportMetric(float64(alive()-before)/shaped, "B/output")
		runtime.KeepAlive(g)
	}
}

func BenchmarkLogAlive(b *testing.B) {
	for b.Loop() {
		before := alive()
		var l Log
		s := newShape()
		for i := range shaped {
			l.Set(s.path(i), s.reads(i))
		}
		b.ReportMetric(float64(alive()-before)/shaped, "B/output")
		runtime.KeepAlive(&l)
	}
}

// BenchmarkSet measures what the first and what a later making of a page costs.
func BenchmarkSet(b *testing.B) {
	s := newShape()
	paths, reads := make([]string, shaped), make([][]Key, shaped)
	for i := range shaped {
		paths[i], reads[i] = s.path(i), s.reads(i)
	}
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		var g Graph
		for i := 0; b.Loop(); i++ {
			if i%shaped == 0 {
				g = Graph{}
			}
			g.Set(paths[i%shaped], reads[i%shaped])
		}
	})
	g := s.graph()
	b.Run("other", func(b *testing.B) { // it reads what another page has read
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			to := reads[(i*7919+i/shaped)%shaped]
			g.Set(paths[i*7919%shaped], to)
		}
	})
	b.Run("again", func(b *testing.B) { // as an edit does it
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			at := i * 7919 % shaped
			g.Remove(paths[at])
			g.Set(paths[at], reads[at])
		}
	})
}

func BenchmarkStale(b *testing.B) {
	g := newShape().graph()
	for _, of := range []struct {
		name    string
		changed []Key
	}{
		{"few", []Key{Key(thing(5000) + ": name"), Key(thing(5000) + ": page"), Key(thing(7000) + ": card")}},
		{"many", []Key{"actor somebody-known-0: roles"}},
		{"all", []Key{"home : name"}},
	} {
		b.Run(of.name, func(b *testing.B) {
			b.ReportAllocs()
			reached := 0
			for b.Loop() {
				reached = len(g.Stale(of.changed))
			}
			b.ReportMetric(float64(reached), "outputs")
		})
	}
}

func BenchmarkReads(b *testing.B) {
	s := newShape()
	g := s.graph()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.Reads(s.path(i * 7919 % shaped))
	}
}

func BenchmarkLogStale(b *testing.B) {
	var l Log
	s := newShape()
	for i := range shaped {
		l.Set(s.path(i), s.reads(i))
	}
	changed := []Key{Key(thing(5000) + ": name"), Key(thing(5000) + ": page"), Key(thing(7000) + ": card")}
	for b.Loop() {
		l.Stale(changed)
	}
}
