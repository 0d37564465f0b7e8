// Package edtf holds dates with doubt: it parses, orders and words them.
//
// The notation is the Extended Date/Time Format, levels 0 and 1, as in the
// Library of Congress specification of 2019 and ISO 8601-2:2019:
//
//	2022-09-29  2022-09  2022        a day, a month, a year
//	2022-09-30T15:00:00+03:00        a time, with an offset, with Z or local
//	2022-09-23/2022-09-27            an interval
//	2014-03~  2014-03?  2014-03%     about, possibly, both; for the whole date
//	201X  20XX  2022-XX  2022-09-XX  digits that are not known
//	2022-XX-XX                       a day in a year
//	2022-21 to 2022-24               spring, summer, autumn, winter
//	2022-02-24/..  ../1991           open: it goes on, it has always been so
//	2022-02-24/    /1991             unknown: it ended, or began, nobody knows when
//	-0043  Y17000                    44 BC, and years of more than four digits
//
// Where the standard leaves a choice, this package takes the following.
//
//   - The calendar is the proleptic Gregorian one and there are no time zones: a
//     Date is what a calendar on the wall says. An offset is kept to be shown and
//     does not move the day.
//   - A time may leave its seconds out. There is no 24:00 and no second 60.
//   - X stands in years from 0000 on only, and not within intervals, where it is
//     level 2. Years lie between those of int32. A doubt mark may follow anything
//     but a time.
//   - Seasons are those of the weather service in the north, for want of a
//     hemisphere: spring starts in March, and the winter of 2022 in December 2022.
//   - An interval has at least one date. It is backwards, and an error, when its
//     end lies wholly before its start: "2022-02-24/2022" is sound.
package edtf

import (
	"cmp"
	"strconv"
)

// Date is one date or one interval with its doubts. It is a small comparable
// value: equal Dates have equal strings. The zero Date is no date.
type Date struct {
	from, to point // to is absent unless the Date is an interval
	clock    clock // only where from is a day and there is no interval
}

// point is one date, or the missing end of an interval.
type point struct {
	year       int32
	month, day uint8 // 0: not given; unspecified: XX; months 21 to 24 are seasons
	kind       kind
	marks      marks
}

type kind uint8

const (
	absent  kind = iota
	dated        // a date
	open         // ".."
	unknown      // nothing before or after the slash
)

// unspecified stands for XX in a month or day.
const unspecified = 0xff

type marks uint8

const (
	uncertain   marks = 1 << iota // "?"
	approximate                   // "~"; with uncertain "%"
	yearX                         // the last digit of the year is X
	yearXX                        // the last two are
	doubts      = uncertain | approximate
)

// clock is a time of day. The zero clock is none.
type clock struct {
	hour, minute, second uint8
	bits                 clockBits
	offset               int16 // minutes east of UTC, where the bits say that there is one
}

type clockBits uint8

const (
	hasTime clockBits = 1 << iota
	hasSecond
	hasOffset
)

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d.from.kind == absent }

// IsInterval reports whether d has a start and an end, open and unknown ones
// included.
func (d Date) IsInterval() bool { return d.to.kind != absent }

// Ends returns the start and the end of an interval, each zero if it is open or
// unknown. Any other date is its own start and has no end.
func (d Date) Ends() (from, to Date) {
	if !d.IsInterval() {
		return d, Date{}
	}
	if d.from.kind == dated {
		from.from = d.from
	}
	if d.to.kind == dated {
		to.from = d.to
	}
	return from, to
}

// IsCirca reports whether d has a mark of doubt, at either end.
func (d Date) IsCirca() bool { return (d.from.marks|d.to.marks)&doubts != 0 }

// IsVague reports whether d has a mark of doubt or a digit that is not known, at
// either end.
func (d Date) IsVague() bool { return d.from.isVague() || d.to.isVague() }

func (p point) isVague() bool { return p.marks != 0 || p.month == unspecified || p.day == unspecified }

// Earliest returns the first day that the date may mean: MinDay when it has no
// start, and for the zero Date.
func (d Date) Earliest() Day {
	if d.from.kind != dated {
		return MinDay
	}
	return d.from.earliest()
}

// Latest returns the last day that the date may mean, inclusive: MaxDay when it
// has no end. For the zero Date it is MinDay.
func (d Date) Latest() Day {
	last := d.from
	if d.IsInterval() {
		last = d.to
	}
	switch last.kind {
	case absent:
		return MinDay
	case dated:
		return last.latest()
	}
	return MaxDay
}

// Compare orders by the earliest day, then by the latest. It returns -1, 0 or
// +1; dates that mean the same days are equal in order, whatever their doubts.
func Compare(a, b Date) int {
	return cmp.Or(cmp.Compare(a.Earliest(), b.Earliest()), cmp.Compare(a.Latest(), b.Latest()))
}

// Year returns the year of the earliest day, and true. Where the start is open
// or unknown it returns the year of the end, and false. Year 0 is 1 BC.
func (d Date) Year() (int, bool) {
	if d.from.kind == dated {
		return int(d.from.year), true
	}
	return int(d.to.year), false
}

// Month returns the month, 1 to 12, of a date that is known to the month, or of
// an interval within one month; otherwise 0 and false.
func (d Date) Month() (int, bool) {
	m := d.from.month
	if m < 1 || m > 12 {
		return 0, false
	}
	if d.IsInterval() && (d.to.month != m || d.to.year != d.from.year || d.to.kind != dated) {
		return 0, false
	}
	return int(m), true
}

// String returns the canonical EDTF form: Parse gives the same Date for it. The
// zero Date is "".
func (d Date) String() string {
	b := d.from.append(make([]byte, 0, 32))
	if d.IsInterval() {
		b = d.to.append(append(b, '/'))
	}
	return string(d.clock.append(b))
}

// Datetime returns a valid value for the datetime attribute of HTML's time
// element (HTML Living Standard §4.5.14: a date, month, year, or local or global
// date and time). It is "" where HTML has none: intervals, seasons, unknown
// digits, years before 1. Doubt marks leave the digits alone and are left out.
func (d Date) Datetime() string {
	p := d.from
	season := p.month > 12 // or unspecified
	if p.kind != dated || d.IsInterval() || season || p.day == unspecified || p.marks&(yearX|yearXX) != 0 || p.year < 1 {
		return ""
	}
	b := appendPadded(make([]byte, 0, 32), int(p.year), 4)
	return string(d.clock.append(p.appendMonthDay(b)))
}

func (p point) append(b []byte) []byte {
	switch p.kind {
	case open:
		return append(b, ".."...)
	case absent, unknown:
		return b
	}
	b = p.appendYear(b)
	b = p.appendMonthDay(b)
	switch p.marks & doubts {
	case uncertain:
		b = append(b, '?')
	case approximate:
		b = append(b, '~')
	case doubts:
		b = append(b, '%')
	}
	return b
}

func (p point) appendYear(b []byte) []byte {
	year := int(p.year)
	if year < -9999 || year > 9999 {
		return strconv.AppendInt(append(b, 'Y'), int64(year), 10)
	}
	if year < 0 {
		b, year = append(b, '-'), -year
	}
	b = appendPadded(b, year, 4)
	for i := range p.unknownDigits() {
		b[len(b)-1-i] = 'X'
	}
	return b
}

func (p point) appendMonthDay(b []byte) []byte {
	for _, part := range [...]uint8{p.month, p.day} {
		switch part {
		case 0:
			return b
		case unspecified:
			b = append(b, "-XX"...)
		default:
			b = appendPadded(append(b, '-'), int(part), 2)
		}
	}
	return b
}

// unknownDigits returns how many digits at the end of the year are X.
func (p point) unknownDigits() int {
	switch {
	case p.marks&yearXX != 0:
		return 2
	case p.marks&yearX != 0:
		return 1
	}
	return 0
}

// isSeason reports whether the month stands for a season.
func (p point) isSeason() bool { return p.month >= spring && p.month <= winter }

func (c clock) append(b []byte) []byte {
	if c.bits&hasTime == 0 {
		return b
	}
	b = appendPadded(append(b, 'T'), int(c.hour), 2)
	b = appendPadded(append(b, ':'), int(c.minute), 2)
	if c.bits&hasSecond != 0 {
		b = appendPadded(append(b, ':'), int(c.second), 2)
	}
	if c.bits&hasOffset == 0 {
		return b
	}
	offset := int(c.offset)
	switch {
	case offset == 0:
		return append(b, 'Z')
	case offset < 0:
		b, offset = append(b, '-'), -offset
	default:
		b = append(b, '+')
	}
	b = appendPadded(b, offset/60, 2)
	return appendPadded(append(b, ':'), offset%60, 2)
}

// appendPadded appends n, which is not negative, in at least width digits.
func appendPadded(b []byte, n, width int) []byte {
	digits := strconv.Itoa(n)
	for range width - len(digits) {
		b = append(b, '0')
	}
	return append(b, digits...)
}
