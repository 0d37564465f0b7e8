package jsonld

import (
	"strings"

	"explainer/generator/internal/edtf"
)

// point returns a date in the form of ISO 8601-1:2019, as precise as it is known: a
// day, a month or a year, with its time if it has one. It is "" for an interval and
// for a date that ISO 8601-1 cannot say.
func point(d edtf.Date) string {
	if strings.ContainsAny(d.String(), "?~%X") {
		return ""
	}
	return d.Datetime()
}

// span returns the start and the end of what lasts. Of an interval each end is given
// that can be said; of anything else the start alone.
func span(d edtf.Date) (start, end string) {
	first, last, interval := strings.Cut(d.String(), "/")
	if !interval {
		return point(d), ""
	}
	return half(first), half(last)
}

// half returns one end of an interval, "" if it is open, unknown or in doubt.
func half(text string) string {
	d, err := edtf.Parse(text)
	if err != nil {
		return "" // ".." and nothing are no dates
	}
	return point(d)
}
