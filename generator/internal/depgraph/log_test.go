package depgraph

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
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
				reads := someKeys(rng, 8)
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
			changed := someKeys(rng, 8)
			if got, want := l.Stale(changed), g.Stale(changed); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, step %d: %v, want %v", seed, step, got, want)
			}
			if _, has := g.Reads(output); l.Has(output) != has {
				t.Fatal(output)
			}
		}
	}
}

// TestLogForgets holds that keys which no output has any more do not stay in what is written.
func TestLogForgets(t *testing.T) {
	code := func(l *Log) string {
		b, err := codec.Append(nil, nil, l.Code)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	set := func(l *Log, what string) {
		for i := range 100 {
			l.Set(fmt.Sprint("o", i), []Key{Key(fmt.Sprint(what, i)), Key(fmt.Sprint(what, i, ": name"))})
		}
	}
	var fresh, l Log
	set(&fresh, "actor new")
	set(&l, "actor old")
	if err := codec.Read(code(&l), nil, l.Code); err != nil {
		t.Fatal(err)
	}
	set(&l, "actor new")
	if strings.Contains(code(&l), "old") {
		t.Error("the old keys are there")
	}
	if got, want := len(code(&l)), len(code(&fresh)); got > want+want/10 {
		t.Errorf("%d bytes, and %d without a past", got, want)
	}
}

func FuzzLog(f *testing.F) {
	var l Log
	l.Set("a", []Key{"x", "y: name", "y: card"})
	b, err := codec.Append(nil, nil, l.Code)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(b))
	f.Fuzz(func(t *testing.T, data string) {
		var l Log
		if codec.Read(data, nil, l.Code) == nil {
			l.Stale([]Key{"x", "y: name"})
			l.Set("b", []Key{"x", "z"})
			if _, err := codec.Append(nil, nil, l.Code); err != nil {
				t.Fatal(err)
			}
		}
	})
}
