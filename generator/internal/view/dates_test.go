package view

import (
	"strconv"
	"testing"

	"explainer/generator/internal/edtf"
)

// TestDatesAreFew says more dates than are remembered, each twice, and always hears the same.
func TestDatesAreFew(t *testing.T) {
	var ds dates
	said := 0
	for round := range 2 {
		for n := range 3 * mostDates {
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
			if all := ds.said.Load(); all != nil && len(*all)+len(ds.later) > mostDates+mostDates/4+16 {
				t.Fatalf("%d dates are remembered, and %d", len(*all), len(ds.later))
			}
		}
	}
	if said <= 3*mostDates {
		t.Errorf("%d dates were said; nothing was forgotten", said)
	}
}
