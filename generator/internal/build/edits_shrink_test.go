package build_test

import (
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/build"
)

// shrink returns a shortest sequence of edits after whose last one something is wrong: no
// single edit, and no op of an edit, can be left out.
func shrink(tb testing.TB, p plot, edits []edit) []edit {
	tb.Helper()
	fails := func(edits []edit) bool { return len(edits) > 0 && p.replay(tb, edits) != "" }
	if !fails(edits) {
		return edits // it does not happen again
	}
	edits = minimal(edits, fails)
	for i := range edits {
		edits[i].Ops = minimal(edits[i].Ops, func(ops []op) bool {
			shorter := slices.Clone(edits)
			shorter[i].Ops = ops
			return fails(shorter)
		})
	}
	return edits
}

// minimal leaves out parts of a list, large ones first, for as long as what is left still
// fails (delta debugging without its complements).
func minimal[T any](list []T, fails func([]T) bool) []T {
	list = slices.Clone(list)
	for size := max(len(list)/2, 1); size > 0 && len(list) > 0; {
		shorter := false
		for start := len(list) - size; start >= 0; start -= size {
			if rest := slices.Delete(slices.Clone(list), start, start+size); fails(rest) {
				list, shorter = rest, true
			}
			start = min(start, len(list))
		}
		if size > 1 || !shorter {
			size /= 2
		}
	}
	return list
}

// TestShrink has a Builder that forgets to tell of changes, on purpose: those of claims after
// a title has changed.
func TestShrink(t *testing.T) {
	t.Parallel()
	p := plotOf(t, 2)
	p.edits = 1000
	p.subject = func(opts build.Options) func(edit, []string) (result, error) {
		next, armed := oneProcess(opts), false
		return func(e edit, changed []string) (result, error) {
			r, err := next(e, changed)
			if armed && strings.HasPrefix(e.Kind, "claims: ") {
				r.Changed, r.Pages = nil, nil
			}
			armed = armed || e.Kind == "title"
			return r, err
		}
	}
	edits, wrong := p.run(t, &tally{})
	if wrong == "" {
		t.Fatalf("%d edits, and nothing is wrong", len(edits))
	}
	short := shrink(t, p, edits)
	t.Logf("%d edits, shrunk to\n%s%s", len(edits), script(short), wrong)
	if len(short) != 2 || short[0].Kind != "title" || len(short[0].Ops) != 0 || !strings.HasPrefix(short[1].Kind, "claims: ") || len(short[1].Ops) != 1 {
		t.Errorf("that is not the shortest sequence")
	}
	if wrong := p.replay(t, short); !strings.Contains(wrong, ", line ") || !strings.Contains(wrong, "\na clean build: ") {
		t.Errorf("what is wrong does not name a line: %s", wrong)
	}
}

// TestMinimal leaves out everything that has no part in a failure.
func TestMinimal(t *testing.T) {
	var list []int
	for i := range 100 {
		list = append(list, i)
	}
	for _, need := range [][]int{{}, {0}, {99}, {3, 4, 50, 97}} {
		got := minimal(list, func(l []int) bool {
			return !slices.ContainsFunc(need, func(n int) bool { return !slices.Contains(l, n) })
		})
		if !slices.Equal(got, need) {
			t.Errorf("needs %v, left %v", need, got)
		}
	}
}
