package depgraph

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"explainer/generator/internal/codec"
)

// TestLogLikeGraph makes the same random changes to a Log, which is written and read now and
// then, and to a Graph, and asks both the same.
func TestLogLikeGraph(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 2))
		var g Graph
		l := new(Log)
		for step := range 200 {
			output := fmt.Sprint("o", rng.IntN(20))
			if rng.IntN(4) == 0 {
				g.Remove(output)
				l.Retain(func(path string) bool { return path != output })
			} else {
				var reads []Key
				for range rng.IntN(8) {
					reads = append(reads, Key(fmt.Sprint("k", rng.IntN(300))))
				}
				g.Set(output, reads)
				l.Set(output, reads)
			}
			if rng.IntN(10) == 0 {
				b, err := codec.Append(nil, nil, l.Code)
				if err != nil {
					t.Fatal(err)
				}
				l = new(Log)
				if err := codec.Read(string(b), nil, l.Code); err != nil {
					t.Fatal(err)
				}
				if again, err := codec.Append(nil, nil, l.Code); err != nil || string(again) != string(b) {
					t.Fatalf("seed %d, step %d: other bytes, %v", seed, step, err)
				}
			}
			var changed []Key
			for range 20 {
				changed = append(changed, Key(fmt.Sprint("k", rng.IntN(300))))
			}
			if got, want := l.Stale(changed), g.Stale(changed); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, step %d: %v, want %v", seed, step, got, want)
			}
			if _, has := g.Reads(output); l.Has(output) != has {
				t.Fatal(output)
			}
		}
	}
}

func FuzzLog(f *testing.F) {
	var l Log
	l.Set("a", []Key{"x", "y"})
	b, err := codec.Append(nil, nil, l.Code)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(b))
	f.Fuzz(func(t *testing.T, data string) {
		var l Log
		if codec.Read(data, nil, l.Code) == nil {
			l.Stale([]Key{"x"})
			l.Set("b", []Key{"x", "z"})
			if _, err := codec.Append(nil, nil, l.Code); err != nil {
				t.Fatal(err)
			}
		}
	})
}
