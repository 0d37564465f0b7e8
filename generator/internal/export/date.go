package export

import "explainer/generator/internal/edtf"

// isDay reports whether a date is known to the day.
func isDay(d edtf.Date) bool { return d.Earliest() == d.Latest() && !d.IsVague() }

// dayText returns a day in the form of ISO 8601, "" for no start and no end.
func dayText(d edtf.Day) string {
	if d == edtf.MinDay || d == edtf.MaxDay {
		return ""
	}
	return d.String()
}

// civil is a year, and perhaps its month, and perhaps the day of that.
type civil struct{ Year, Month, Day int }

func civilOf(d edtf.Day) civil {
	year, month, day := d.Civil()
	return civil{year, month, day}
}

// between returns the days from first to last in the least numbers: a year, a month
// or a day alone, for which ok is false, or two of the same precision.
func between(first, last edtf.Day) (from, to civil, ok bool) {
	from, to = civilOf(first), civilOf(last)
	if from.Day == 1 && civilOf(last+1).Day == 1 {
		from.Day, to.Day = 0, 0
		if from.Month == 1 && to.Month == 12 {
			from.Month, to.Month = 0, 0
		}
	}
	return from, to, from != to
}

// farthest is the last year, before and after the first, that calendars of programs
// reach: the range of ECMAScript's dates, rounded.
const farthest = 270_000

// spread returns a date as a start and, if there is one, an end. Neither is there for
// a date that programs cannot reach.
func spread(d edtf.Date) (start, end *civil) {
	known := []edtf.Date{d}
	if d.IsInterval() {
		known = known[:0]
		from, to := d.Ends()
		for _, e := range []edtf.Date{from, to} {
			if !e.IsZero() {
				known = append(known, e)
			}
		}
	}
	for i, e := range known {
		if year, _ := e.Year(); year < -farthest || year > farthest {
			return nil, nil
		}
		from, to, two := between(e.Earliest(), e.Latest())
		if i == 0 {
			start = &from
		}
		if i > 0 || two {
			end = &to
		}
	}
	return start, end
}
