package depgraph

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
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

// someKey returns one of a few keys: with parts and without, with more parts than a group
// has room for, and such as are what other keys are split into.
func someKey(rng *rand.Rand) Key {
	n := rng.IntN(8)
	switch rng.IntN(6) {
	case 0:
		return []Key{"", ":", ": ", "a", "a:", "a: b", "a: b: c", "list x: part 9: size"}[n]
	case 1:
		return Key(fmt.Sprint("thing ", n))
	case 2:
		return Key(fmt.Sprint("list x: part ", rng.IntN(20)))
	case 3:
		return Key(fmt.Sprint("list x: part ", rng.IntN(20), ": ", rng.IntN(9)))
	}
	return Key(fmt.Sprint("thing ", n, ": ", string(rune('a'+rng.IntN(6)))))
}

func someKeys(rng *rand.Rand, most int) []Key {
	var keys []Key
	for range rng.IntN(most) {
		keys = append(keys, someKey(rng))
	}
	return keys
}

// model is a graph as one would write it first.
type model map[string][]Key

func (m model) set(output string, reads []Key) {
	m[output] = slices.Compact(slices.Sorted(slices.Values(reads)))
}

func (m model) stale(changed []Key) []Reason {
	list := []Reason{}
	for _, output := range slices.Sorted(maps.Keys(m)) {
		var keys []Key
		for _, k := range m[output] {
			if slices.Contains(changed, k) {
				keys = append(keys, k)
			}
		}
		if len(keys) > 0 {
			list = append(list, Reason{output, keys})
		}
	}
	return list
}

// TestAgainstModel compares the graph with plain maps after random changes, and looks that
// what it holds is what it should hold. With many outputs, lists of readers grow and
// shrink by chunks.
func TestAgainstModel(t *testing.T) {
	for _, size := range []struct{ outputs, steps, seeds int }{{8, 400, 30}, {600, 4000, 2}} {
		for seed := range uint64(size.seeds) {
			rng := rand.New(rand.NewPCG(seed, 1))
			var g Graph
			m := model{}
			for step := range size.steps {
				output := fmt.Sprint("o", rng.IntN(size.outputs))
				removals := 1 // of 4
				if step*4/size.steps%2 == 1 {
					removals = 3
				}
				if rng.IntN(4) < removals {
					g.Remove(output)
					delete(m, output)
				} else {
					reads := someKeys(rng, 30)
					g.Set(output, reads)
					m.set(output, reads)
				}
				changed := someKeys(rng, 5)
				if got, want := g.Stale(changed), m.stale(changed); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, step %d: Stale(%q) = %v, want %v", seed, step, changed, got, want)
				}
				got, ok := g.Reads(output)
				if want, has := m[output]; ok != has || !slices.Equal(got, want) {
					t.Fatalf("seed %d, step %d: Reads(%s) = %q, want %q", seed, step, output, got, want)
				}
				if step%50 == 0 {
					checkInside(t, &g, m)
				}
			}
			for output := range m {
				g.Remove(output)
				delete(m, output)
			}
			checkInside(t, &g, m)
			if k := &g.log.keys; k.groups.size()+k.words.size()+len(g.readers.long) > 0 {
				t.Errorf("an empty graph has %d groups, %d words, %d long lists", k.groups.size(), k.words.size(), len(g.readers.long))
			}
		}
	}
}

// checkInside holds that readers are reads the other way round, in chunks as small as they
// should be, and that no group is there that nothing reads.
func checkInside(t *testing.T, g *Graph, m model) {
	t.Helper()
	if g.Len() != len(m) {
		t.Fatalf("%d outputs, want %d", g.Len(), len(m))
	}
	type read struct {
		group, output uint32
		parts         uint8
	}
	reads, groups := map[read]bool{}, map[uint32]bool{}
	for output, packed := range g.log.reads {
		for _, e := range unpack(nil, packed) {
			reads[read{e.id, uint32(output), e.parts}] = true
			groups[e.id] = true
		}
	}
	if n := g.log.keys.groups.size(); n != len(groups) {
		t.Fatalf("%d groups, of which %d are read", n, len(groups))
	}
	for group := range uint32(len(g.readers.short)) {
		chunks := g.readers.long[group]
		if len(chunks) == 0 {
			chunks = []string{g.readers.short[group]}
		} else if len(chunks) == 1 || g.readers.short[group] != "" {
			t.Fatalf("group %d has %d chunks and %q", group, len(chunks), g.readers.short[group])
		}
		last := -1
		for _, c := range chunks {
			if len(c) > most || c == "" && len(chunks) > 1 {
				t.Fatalf("a chunk of %d bytes", len(c))
			}
			for _, e := range unpack(nil, c) {
				if r := (read{group, e.id, e.parts}); !reads[r] || int(e.id) <= last {
					t.Fatalf("group %d is said to be read by %v, after %d", group, e, last)
				}
				delete(reads, read{group, e.id, e.parts})
				last = int(e.id)
			}
		}
	}
	if len(reads) > 0 {
		t.Fatalf("not among the readers: %v", reads)
	}
}

// TestManyParts has more texts of parts than are numbered.
func TestManyParts(t *testing.T) {
	var g Graph
	const parts = math.MaxUint16 + 100
	for i := range parts {
		g.Set(fmt.Sprint("o", i), []Key{Key(fmt.Sprintf("thing %d: part %d", i/2, i)), "all: name"})
	}
	for _, i := range []int{0, 1, parts - 1} {
		k := Key(fmt.Sprintf("thing %d: part %d", i/2, i))
		if got, want := fmt.Sprint(g.Stale([]Key{k})), fmt.Sprintf("[{o%d [%s]}]", i, k); got != want {
			t.Errorf("Stale = %s, want %s", got, want)
		}
	}
	if n := len(g.Stale([]Key{"all: name"})); n != parts {
		t.Errorf("%d outputs read what all read", n)
	}
	for i := range parts {
		g.Remove(fmt.Sprint("o", i))
	}
	checkInside(t, &g, nil)
}

// TestKeysAreForgotten holds that a graph is as large as what its outputs read.
func TestKeysAreForgotten(t *testing.T) {
	var g Graph
	for i := range 1000 {
		g.Set("a.html", []Key{"x", Key(fmt.Sprint("k", i))})
		g.Set("b.html", []Key{Key(fmt.Sprint("k", i-1)), Key(fmt.Sprint("x: ", i))})
	}
	g.Remove("b.html")
	if k := &g.log.keys; k.groups.size() != 2 || len(k.parts) > 8 || len(k.words.names) > 8 || len(g.readers.short) > 8 {
		t.Errorf("%d groups, room for %d, %d words, %d lists of readers", k.groups.size(), len(k.parts), len(k.words.names), len(g.readers.short))
	}
}
