package edtf

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// SyntaxError says why a text is no date. Offset and End are the bytes of the
// text that are at fault. Help says what to write; it may be empty.
type SyntaxError struct {
	Offset, End int
	Message     string
	Help        string
}

// Error returns the message without the help.
func (e *SyntaxError) Error() string { return e.Message }

// maxLength is more than the longest text that level 1 can give.
const maxLength = 64

// Parse reads a date of EDTF level 0 or 1. Its error is a *SyntaxError.
func Parse(s string) (Date, error) {
	d, err := parse(s)
	if err == nil {
		return d, nil
	}
	if err.Help == "" {
		err.Help = help(s)
	}
	return Date{}, err
}

func parse(s string) (Date, *SyntaxError) {
	switch {
	case s == "":
		return Date{}, &SyntaxError{Message: "a date is empty", Help: formsHelp}
	case len(s) > maxLength:
		return Date{}, refuse(s, 0, "")
	}
	start, end, interval := strings.Cut(s, "/")
	if !interval {
		p := reader{text: s, rest: s}
		from, err := p.point()
		return Date{from: from, clock: p.clock}, err
	}
	if strings.Contains(end, "/") {
		return Date{}, refuse(s, 0, "")
	}
	from, err := parseEnd(start, 0)
	if err != nil {
		return Date{}, err
	}
	to, err := parseEnd(end, len(start)+1)
	if err != nil {
		return Date{}, err
	}
	return joined(s, from, to)
}

// joined puts an interval together from its two ends.
func joined(s string, from, to point) (Date, *SyntaxError) {
	if from.kind != dated && to.kind != dated {
		return Date{}, refuse(s, 0, "an interval needs a date at one of its ends")
	}
	if from.kind == dated && to.kind == dated && to.latest() < from.earliest() {
		err := refuse(s, 0, "interval ends before it starts")
		err.Help = "write " + Date{from: to, to: from}.String()
		return Date{}, err
	}
	return Date{from: from, to: to}, nil
}

// parseEnd reads one end of an interval, which stands at the offset.
func parseEnd(text string, offset int) (point, *SyntaxError) {
	switch text {
	case "":
		return point{kind: unknown}, nil
	case "..":
		return point{kind: open}, nil
	}
	r := reader{text: text, offset: offset, rest: text}
	p, err := r.point()
	switch {
	case err != nil:
		return point{}, err
	case r.clock.bits != 0:
		err = refuse(text, offset, "an interval has days, not times")
		err.Help = "write " + Date{from: p}.String()
		return point{}, err
	case p.unknownDigits() > 0 || p.month == unspecified || p.day == unspecified:
		err = refuse(text, offset, "X within an interval is EDTF level 2")
		if known := p.known(); known != text && p.unknownDigits() == 0 {
			err.Help = levelHelp + "; write " + known
		} else {
			err.Help = levelHelp
		}
		return point{}, err
	}
	return p, nil
}

// known returns the date without its XX parts.
func (p point) known() string {
	if p.month == unspecified {
		p.month = 0
	}
	if p.month == 0 || p.day == unspecified {
		p.day = 0
	}
	return string(p.append(nil))
}

// refuse returns the error that a text, which stands at the offset, is no date.
func refuse(text string, offset int, reason string) *SyntaxError {
	message := quote(text) + " is no date"
	if reason != "" {
		message += ": " + reason
	}
	return &SyntaxError{Offset: offset, End: offset + len(text), Message: message}
}

// quote returns the text in double quotes, as it is, cut when it is long.
func quote(text string) string {
	if len(text) > maxLength {
		cut := maxLength
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return `"` + text + `"`
}

// reader reads one date from left to right.
type reader struct {
	text   string // the whole
	offset int    // of text in what was given to Parse
	rest   string // what is still to be read
	clock  clock
}

func (r *reader) fail(format string, args ...any) *SyntaxError {
	return refuse(r.text, r.offset, fmt.Sprintf(format, args...))
}

// none is the error for a text that does not even look like a date.
func (r *reader) none() *SyntaxError {
	if what := level2(r.text); what != "" {
		err := refuse(r.text, r.offset, what+" is EDTF level 2")
		err.Help = levelHelp
		return err
	}
	return refuse(r.text, r.offset, "")
}

func (r *reader) point() (p point, err *SyntaxError) {
	p.kind = dated
	if n := len(r.rest); n > 0 {
		switch r.rest[n-1] {
		case '?':
			p.marks = uncertain
		case '~':
			p.marks = approximate
		case '%':
			p.marks = doubts
		}
		if p.marks != 0 {
			r.rest = r.rest[:n-1]
		}
	}
	if strings.HasPrefix(r.rest, "Y") {
		err = r.longYear(&p)
		return p, err
	}
	for _, part := range [...]func(*point) *SyntaxError{r.year, r.month, r.day, r.time} {
		if err = part(&p); err != nil {
			return point{}, err
		}
	}
	if r.rest != "" {
		return point{}, r.none()
	}
	return p, nil
}

// longYear reads Y and a year of more than four digits.
func (r *reader) longYear(p *point) *SyntaxError {
	digits := r.rest[1:]
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if !allDigits(digits) {
		return r.none()
	}
	short := strings.TrimLeft(digits, "0")
	if len(short) <= 4 {
		err := r.fail("Y is for years of more than four digits")
		if year, _ := strconv.Atoi(short); year != 0 || sign == "" {
			err.Help = "write " + sign + string(appendPadded(nil, year, 4))
		}
		return err
	}
	year, err := strconv.ParseInt(sign+short, 10, 32)
	if err != nil {
		return r.fail("years go from Y%d to Y%d", math.MinInt32, math.MaxInt32)
	}
	p.year = int32(year)
	return nil
}

// year reads four digits, of which the last one or two may be X, after a sign.
func (r *reader) year(p *point) *SyntaxError {
	negative := strings.HasPrefix(r.rest, "-")
	digits := strings.TrimPrefix(r.rest, "-")
	if len(digits) < 4 {
		return r.none()
	}
	r.rest, digits = digits[4:], digits[:4]
	known := strings.TrimRight(digits, "X")
	if len(known) < 2 || !allDigits(known) {
		return r.none()
	}
	year, _ := strconv.Atoi(known + "00"[:4-len(known)])
	switch len(known) {
	case 3:
		p.marks |= yearX
	case 2:
		p.marks |= yearXX
	}
	if negative && year == 0 && len(known) == 4 {
		err := r.fail("year 0 has no sign")
		err.Help = "write " + r.text[1:]
		return err
	}
	if negative {
		if len(known) < 4 {
			return r.fail("X stands in years from 0000 on only")
		}
		year = -year
	}
	if len(known) < 4 && r.rest != "" {
		return r.none()
	}
	p.year = int32(year)
	return nil
}

// pair takes "-" and two characters, digits or XX; ok is false when they are not
// there.
func (r *reader) pair() (value uint8, digits string, ok bool) {
	if len(r.rest) < 3 || r.rest[0] != '-' {
		return 0, "", false
	}
	digits = r.rest[1:3]
	switch {
	case digits == "XX":
		value = unspecified
	case allDigits(digits):
		value = (digits[0]-'0')*10 + digits[1] - '0'
	default:
		return 0, "", false
	}
	r.rest = r.rest[3:]
	return value, digits, true
}

func (r *reader) month(p *point) *SyntaxError {
	month, digits, ok := r.pair()
	if !ok {
		return nil
	}
	p.month = month
	switch {
	case month >= 1 && month <= 12, month == unspecified:
		return nil
	case r.rest != "" && r.rest[0] >= '0' && r.rest[0] <= '9': // 2014-2016
		return r.none()
	case p.isSeason():
		if r.rest != "" {
			return r.fail("a season has no days")
		}
		return nil
	case month > winter && month <= 41 && r.rest == "":
		err := r.fail("%s, a part of a year other than spring to winter, is EDTF level 2", digits)
		err.Help = levelHelp
		return err
	}
	return r.fail("there is no month %s", digits)
}

func (r *reader) day(p *point) *SyntaxError {
	if p.month == 0 {
		return nil
	}
	day, digits, ok := r.pair()
	if !ok {
		return nil
	}
	p.day = day
	if day == unspecified {
		return nil
	}
	if p.month == unspecified {
		return r.none()
	}
	if length := daysIn(int64(p.year), int(p.month)); int(day) > length {
		return r.fail("%s %s has %d days", English().Full.Months[p.month-1][Nominative], p.appendYear(nil), length)
	}
	if day == 0 {
		return r.fail("there is no day %s", digits)
	}
	return nil
}

// time reads T, hours, minutes and seconds, and an offset.
func (r *reader) time(p *point) *SyntaxError {
	if !strings.HasPrefix(r.rest, "T") {
		return nil
	}
	if p.day == 0 || p.day == unspecified {
		return r.fail("a time needs a day")
	}
	if p.marks != 0 {
		err := r.fail("a doubt mark cannot follow a time")
		err.Help = "write " + string(p.append(nil))
		return err
	}
	r.rest = r.rest[1:]
	hour, ok1 := r.two("")
	minute, ok2 := r.two(":")
	if !ok1 || !ok2 {
		return r.none()
	}
	second, hasSeconds := r.two(":")
	if hour > 23 || minute > 59 || second > 59 {
		return r.fail("there is no such time; the last of a day is 23:59:59")
	}
	r.clock = clock{hour: uint8(hour), minute: uint8(minute), second: uint8(second), bits: hasTime}
	if hasSeconds {
		r.clock.bits |= hasSecond
	}
	return r.zone()
}

func (r *reader) zone() *SyntaxError {
	if r.rest == "" {
		return nil
	}
	sign := r.rest[0]
	r.rest = r.rest[1:]
	r.clock.bits |= hasOffset
	if sign == 'Z' {
		return nil
	}
	hours, ok := r.two("")
	if !ok || sign != '+' && sign != '-' {
		return r.none()
	}
	minutes, _ := r.two(":")
	if hours > 23 || minutes > 59 {
		return r.fail("there is no such offset from UTC")
	}
	r.clock.offset = int16(hours*60 + minutes)
	if sign == '-' {
		r.clock.offset = -r.clock.offset
	}
	return nil
}

// two takes the prefix and two digits, if they are there.
func (r *reader) two(prefix string) (int, bool) {
	n := len(prefix)
	if len(r.rest) < n+2 || r.rest[:n] != prefix || !allDigits(r.rest[n:n+2]) {
		return 0, false
	}
	value := int(r.rest[n]-'0')*10 + int(r.rest[n+1]-'0')
	r.rest = r.rest[n+2:]
	return value, true
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
