package jsonld

import "explainer/generator/internal/edtf"

// point returns a date in the form of ISO 8601-1:2019, as precise as it is known: a
// day, a month or a year, with its time if it has one. It is "" for an interval and
// for a date that ISO 8601-1 cannot say.
func point(d edtf.Date) string {
	if d.IsVague() {
		return ""
	}
	return d.Datetime()
}

// span returns the start and the end of what lasts. Of an interval each end is given
// that can be said; of anything else the start alone.
func span(d edtf.Date) (start, end string) {
	from, to := d.Ends()
	return point(from), point(to)
}
