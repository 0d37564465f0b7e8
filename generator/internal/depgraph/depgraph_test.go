package depgraph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestStale(t *testing.T) {
	var g Graph
	g.Set("a.html", []Key{"x", "y", "x"})
	g.Set("b.html", []Key{"y"})
	g.Set("c.html", []Key{"z"})
	check := func(changed []Key, want string) {
		t.Helper()
		if got := fmt.Sprint(g.Stale(changed)); got != want {
			t.Errorf("Stale(%v) = %s, want %s", changed, got, want)
		}
	}
	check([]Key{"y", "x", "unknown"}, "[{a.html [x y]} {b.html [y]}]")
	check(nil, "[]")
	g.Set("a.html", []Key{"z"})
	check([]Key{"x", "y"}, "[{b.html [y]}]")
	check([]Key{"z"}, "[{a.html [z]} {c.html [z]}]")
	g.Remove("c.html")
	g.Remove("never.html")
	check([]Key{"z"}, "[{a.html [z]}]")
	g.Set("d.html", []Key{"z"}) // takes the place of c.html
	check([]Key{"z"}, "[{a.html [z]} {d.html [z]}]")
	if keys, ok := g.Reads("d.html"); !ok || !slices.Equal(keys, []Key{"z"}) {
		t.Errorf("Reads = %v, %t", keys, ok)
	}
	if _, ok := g.Reads("c.html"); ok || g.Len() != 3 {
		t.Errorf("a removed output is still there; %d outputs", g.Len())
	}
}

// TestAgainstOracle compares the graph with a plain map after random changes.
func TestAgainstOracle(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var g Graph
		oracle := map[string][]Key{}
		for step := range 300 {
			output := fmt.Sprint("o", rng.IntN(20))
			if rng.IntN(4) == 0 {
				g.Remove(output)
				delete(oracle, output)
			} else {
				var reads []Key
				for range rng.IntN(8) {
					reads = append(reads, Key(fmt.Sprint("k", rng.IntN(15))))
				}
				g.Set(output, reads)
				oracle[output] = reads
			}
			changed := []Key{Key(fmt.Sprint("k", rng.IntN(15))), Key(fmt.Sprint("k", rng.IntN(15)))}
			var want []string
			for o, reads := range oracle {
				if slices.Contains(reads, changed[0]) || slices.Contains(reads, changed[1]) {
					want = append(want, o)
				}
			}
			slices.Sort(want)
			var got []string
			for _, r := range g.Stale(changed) {
				got = append(got, r.Output)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: Stale(%v) = %v, want %v", seed, step, changed, got, want)
			}
		}
	}
}

func BenchmarkStale(b *testing.B) {
	var g Graph
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 15_000 {
		var reads []Key
		for range 60 {
			reads = append(reads, Key(fmt.Sprint("k", rng.IntN(20_000))))
		}
		g.Set(fmt.Sprint("o", i), reads)
	}
	b.ReportAllocs()
	for b.Loop() {
		g.Stale([]Key{"k1", "k2", "k3"})
	}
}

// TestKeysAreForgotten holds that a graph is as large as what its outputs read.
func TestKeysAreForgotten(t *testing.T) {
	var g Graph
	for i := range 1000 {
		g.Set("a.html", []Key{"x", Key(fmt.Sprint("k", i))})
		g.Set("b.html", []Key{Key(fmt.Sprint("k", i-1))})
	}
	g.Remove("b.html")
	if len(g.keys) != 2 || len(g.names) > 8 || len(g.readers) > 8 {
		t.Errorf("%d keys, %d names, %d lists of readers", len(g.keys), len(g.names), len(g.readers))
	}
}
