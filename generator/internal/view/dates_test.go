package view

import (
	"strconv"
	"testing"

	"explainer/generator/internal/edtf"
)

// TestDatesAreFew says more dates than are remembered, each twice, and always hears the same.
func TestDatesAreFew(t *testing.T) {
	ds, said := newDates(), 0
	most := mostDates * len(ds.parts)
	for round := range 2 {
		for n := range 3 * most {
			want := strconv.Itoa(n)
			got := ds.of(dateIn{date: edtf.OfYear(n)}, func() Date {
				said++
				return Date{Words: want}
			})
			if got.Words != want {
				t.Fatalf("round %d: %q is said of %s", round, got.Words, want)
			}
			if again := ds.of(dateIn{date: edtf.OfYear(n)}, func() Date { return Date{} }); again.Words != want {
				t.Fatalf("a date that was said a moment ago is forgotten: %s", want)
			}
		}
		for i := range ds.parts {
			if n := len(ds.parts[i].said); n > mostDates {
				t.Fatalf("%d dates are remembered in one part", n)
			}
		}
	}
	if said <= 3*most {
		t.Errorf("%d dates were said; nothing was forgotten", said)
	}
}
