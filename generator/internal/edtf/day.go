package edtf

import "math"

// Day is a civil day: days since 1970-01-01 in the proleptic Gregorian calendar.
// Days further away than an int32 reaches, near six million years, stop at
// MinDay and MaxDay.
type Day int32

// MinDay and MaxDay stand for no start and no end.
const (
	MinDay Day = math.MinInt32
	MaxDay Day = math.MaxInt32
)

const secondsPerDay = 24 * 60 * 60

// DayOfUnix returns the day, in UTC, of a time in seconds since 1970-01-01T00:00Z.
func DayOfUnix(sec int64) Day {
	day := sec / secondsPerDay
	if sec%secondsPerDay < 0 {
		day--
	}
	return saturate(day)
}

// FromDay returns the date that is exactly that day. Level 1 has no days in years
// of more than four digits: for those it is the year.
func FromDay(d Day) Date {
	year, month, day := d.civil()
	p := point{kind: dated, year: int32(year)}
	if year >= -9999 && year <= 9999 {
		p.month, p.day = uint8(month), uint8(day)
	}
	return Date{from: p}
}

// Civil returns the year, the month from 1 to 12, and the day of the month. Year 0 is
// 1 BC.
func (d Day) Civil() (year, month, day int) {
	y, month, day := d.civil()
	return int(y), month, day
}

// String returns the day in the form of ISO 8601-1:2019 §5.2.2, with a sign when
// the year has more than four digits.
func (d Day) String() string {
	year, month, day := d.civil()
	b := make([]byte, 0, 16)
	switch {
	case year < 0:
		b, year = append(b, '-'), -year
	case year > 9999:
		b = append(b, '+')
	}
	b = appendPadded(b, int(year), 4)
	b = appendPadded(append(b, '-'), month, 2)
	return string(appendPadded(append(b, '-'), day, 2))
}

// The calendar repeats every 400 years. Counting years from March puts the leap
// day last, so that the months before it have one fixed pattern of lengths.
const (
	daysPerCycle   = 400*365 + 97
	epochOffset    = 719468 // days from 0000-03-01 to 1970-01-01
	daysPerCentury = 100*365 + 24
	daysPerFour    = 4*365 + 1
)

// dayOf returns the day of a civil date. Day may be one less or more than the
// month has.
func dayOf(year int64, month, day int) Day {
	m := int64(month+9) % 12 // months since March
	if month < 3 {
		year--
	}
	cycle := floorDiv(year, 400)
	y := year - cycle*400
	inYear := (153*m + 2) / 5
	return saturate(cycle*daysPerCycle + y*365 + y/4 - y/100 + inYear + int64(day) - 1 - epochOffset)
}

// civil returns year, month and day of the month.
func (d Day) civil() (year int64, month, day int) {
	n := int64(d) + epochOffset
	cycle := floorDiv(n, daysPerCycle)
	n -= cycle * daysPerCycle
	// Leap days make the year number run ahead: take them out, then divide.
	y := (n - n/(daysPerFour-1) + n/daysPerCentury - n/(daysPerCycle-1)) / 365
	inYear := n - (365*y + y/4 - y/100)
	m := (5*inYear + 2) / 153
	day = int(inYear - (153*m+2)/5 + 1)
	month = int(m+2)%12 + 1
	year = cycle*400 + y
	if month < 3 {
		year++
	}
	return year, month, day
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func saturate(day int64) Day {
	return Day(max(int64(MinDay), min(day, int64(MaxDay))))
}

// daysIn returns the number of days of a month.
func daysIn(year int64, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// The numbers that stand for seasons in place of a month.
const (
	spring = 21
	winter = 24
)

// firstMonth returns the month in which a season starts: March, June, September
// or December.
func firstMonth(season uint8) int { return 3 * (int(season) - spring + 1) }

func (p point) earliest() Day {
	month, day := 1, 1
	switch {
	case p.isSeason():
		month = firstMonth(p.month)
	case p.month >= 1 && p.month <= 12:
		month = int(p.month)
		if p.day >= 1 && p.day != unspecified {
			day = int(p.day)
		}
	}
	return dayOf(int64(p.year), month, day)
}

func (p point) latest() Day {
	year := int64(p.year) + [...]int64{0, 9, 99}[p.unknownDigits()]
	month := 12
	switch {
	case p.month == winter:
		year, month = year+1, 2
	case p.isSeason():
		month = firstMonth(p.month) + 2
	case p.month >= 1 && p.month <= 12:
		month = int(p.month)
	}
	day := daysIn(year, month)
	if p.day >= 1 && p.day != unspecified {
		day = int(p.day)
	}
	return dayOf(year, month, day)
}
