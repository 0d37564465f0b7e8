package edtf

import (
	"unicode"
	"unicode/utf8"
)

// OfYear returns the date that is a whole year, which may be negative.
func OfYear(year int) Date {
	return Date{from: point{kind: dated, year: int32(year)}}
}

// MonthName returns the full name of a month, 1 to 12, as it stands alone, as
// a heading; "" for any other number.
func (l *Language) MonthName(month int) string {
	if month < 1 || month > len(l.Full.Months) {
		return ""
	}
	name := l.Full.Months[month-1].in(Nominative)
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
