package edtf

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Words returns the date in words for a sentence, with its doubts said: "about
// March 2014". The zero Date is "".
func (d Date) Words(l *Language) string { return d.WordsIn(l, Nominative) }

// WordsIn returns the date in words in the case that the words before it ask for:
// "on 29 September 2022" has another one than "since 29 September 2022" in many
// languages.
func (d Date) WordsIn(l *Language, c Case) string {
	return speaker{l, &l.Full}.date(d, c)
}

// Short returns the date for a narrow place: "29 Sept 2022". The zero Date is "".
func (d Date) Short(l *Language) string { return d.ShortIn(l, Nominative) }

// ShortIn is Short in a case.
func (d Date) ShortIn(l *Language, c Case) string {
	return speaker{l, &l.Brief}.date(d, c)
}

type speaker struct {
	l *Language
	w *Wording
}

func (s speaker) date(d Date, in Case) string {
	switch {
	case d.IsZero():
		return ""
	case d.IsInterval():
		return s.interval(d.from, d.to, in)
	case d.clock.bits != 0:
		return expand(s.w.Time, in, func(name string, c Case) string {
			if name == "time" {
				return s.clock(d.clock)
			}
			return s.plain(d.from, c)
		})
	}
	pattern := "{date}"
	switch d.from.marks & doubts {
	case uncertain:
		pattern = s.w.Uncertain
	case approximate:
		pattern = s.w.About
	case doubts:
		pattern = s.w.Both
	}
	return expand(pattern, in, func(_ string, c Case) string { return s.plain(d.from, c) })
}

// interval words an interval. One of two ends has its own prepositions, so only one
// that is a single date stands in the case asked for.
func (s speaker) interval(from, to point, in Case) string {
	half := func(pattern string, p point) string {
		return expand(pattern, Nominative, func(_ string, c Case) string { return s.end(p, c) })
	}
	switch {
	case from.kind == open:
		return half(s.w.Until, to)
	case from.kind == unknown:
		return half(s.w.StartUnknown, to)
	case to.kind == open:
		return half(s.w.Since, from)
	case to.kind == unknown:
		return half(s.w.EndUnknown, from)
	case from == to:
		return s.date(Date{from: from}, in)
	case from.year == to.year && from.isMonthOrDay() && to.isMonthOrDay() && (from.day == 0) == (to.day == 0):
		return s.withinYear(from, to)
	}
	return expand(s.w.Range, Nominative, func(name string, c Case) string {
		if name == "from" {
			return s.end(from, c)
		}
		return s.end(to, c)
	})
}

// isMonthOrDay reports whether p is one month or day without a doubt, so that
// what it shares with the other end of an interval can be said once.
func (p point) isMonthOrDay() bool {
	return p.month >= 1 && p.month <= 12 && p.marks == 0
}

// withinYear words an interval of two days or two months of one year.
func (s speaker) withinYear(from, to point) string {
	pattern := s.w.DaysOfYear
	switch {
	case from.day == 0:
		pattern = s.w.MonthsOfYear
	case from.month == to.month:
		pattern = s.w.DaysOfMonth
	case pattern == "":
		pattern = s.w.Range
	}
	return expand(pattern, Nominative, func(name string, c Case) string {
		switch name {
		case "from":
			return s.parts(s.w.DayOfYear.in(c), from, c)
		case "to":
			return s.plain(to, c)
		case "first", "last":
			p := from
			if name == "last" {
				p = to
			}
			if p.day == 0 {
				return s.w.Months[p.month-1].in(c)
			}
			return s.day(p.day)
		}
		return s.part(name, to, c)
	})
}

// end words one end of an interval. Here a doubt is said before the date alone,
// since a comma would cut the interval in two.
func (s speaker) end(p point, c Case) string {
	text := s.plain(p, c)
	if p.marks&approximate != 0 {
		text = expand(s.w.About, c, func(_ string, c Case) string { return s.plain(p, c) })
	}
	if p.marks&uncertain != 0 {
		text = expand(s.w.Uncertain, c, func(string, Case) string { return text })
	}
	return text
}

// plain words a date without its doubt marks.
func (s speaker) plain(p point, c Case) string {
	within := func(pattern Forms, p point) string {
		return expand(pattern.in(c), c, func(_ string, c Case) string { return s.plain(p, c) })
	}
	pattern := s.w.Year
	switch {
	case p.unknownDigits() > 0 && p.year < 100:
		return s.years(p)
	case p.unknownDigits() == 1:
		pattern = s.w.Decade
	case p.unknownDigits() == 2:
		pattern = s.w.Century
	case p.day == unspecified:
		p.day = 0
		if p.month == unspecified {
			p.month = 0
		}
		return within(s.w.AnyDay, p)
	case p.month == unspecified:
		p.month = 0
		return within(s.w.AnyMonth, p)
	case p.isSeason():
		pattern = s.w.Season
	case p.day != 0:
		pattern = s.w.Day
	case p.month != 0:
		pattern = s.w.Month
	}
	return s.parts(pattern.in(c), p, c)
}

// years words the decades and centuries that have no name, those near the year
// 0, by their first and last year.
func (s speaker) years(p point) string {
	first := point{kind: dated, year: p.year}
	last := point{kind: dated, year: p.year + [...]int32{0, 9, 99}[p.unknownDigits()]}
	return s.interval(first, last, Nominative)
}

func (s speaker) parts(pattern string, p point, c Case) string {
	return expand(pattern, c, func(name string, c Case) string { return s.part(name, p, c) })
}

// part words one part of a date.
func (s speaker) part(name string, p point, c Case) string {
	switch name {
	case "day":
		return s.day(p.day)
	case "month":
		return s.w.Months[p.month-1].in(c)
	case "season":
		return s.w.Seasons[p.month-spring].in(c)
	case "year":
		return s.year(int64(p.year))
	case "decade":
		return s.number(int64(p.year))
	case "century":
		return s.number(int64(p.year)/100 + 1)
	case "ordinal":
		return s.ordinal(int64(p.year)/100 + 1)
	case "roman":
		return roman(int(p.year)/100 + 1)
	}
	return ""
}

func (s speaker) day(day uint8) string {
	if day == 1 && s.w.FirstDay != "" {
		return s.w.FirstDay
	}
	return s.number(int64(day))
}

// year words a year in its era: the year 0 is 1 BC, since there was none between.
func (s speaker) year(year int64) string {
	pattern := "{year}"
	switch {
	case year < 1:
		pattern, year = s.w.BeforeYear, 1-year
	case year < 100:
		pattern = s.w.EarlyYear
	}
	return expand(pattern, Nominative, func(string, Case) string { return s.number(year) })
}

func (s speaker) ordinal(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for _, e := range s.l.OrdinalEnding {
		if strings.HasSuffix(digits, e.Digits) {
			return s.number(n) + e.Text
		}
	}
	return s.number(n)
}

func (s speaker) number(n int64) string { return s.digits(strconv.FormatInt(n, 10)) }

// digits puts the language's digits for those of ASCII.
func (s speaker) digits(text string) string {
	if utf8.RuneCountInString(s.l.Digits) != 10 {
		return text
	}
	own := []rune(s.l.Digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return own[r-'0']
		}
		return r
	}, text)
}

// clock words a time of day; whole minutes go without seconds.
func (s speaker) clock(c clock) string {
	local := c
	local.bits = hasTime
	if c.second != 0 {
		local.bits |= hasSecond
	}
	pattern := "{time}"
	if c.bits&hasOffset != 0 {
		pattern = s.w.UTC
		if c.offset != 0 {
			pattern = s.w.Offset
		}
	}
	return expand(pattern, Nominative, func(name string, _ Case) string {
		if name == "offset" {
			return s.digits(offset(int(c.offset)))
		}
		return s.digits(string(local.append(nil)[len("T"):]))
	})
}

// offset returns "+3" or "−4:30", with a real minus sign.
func offset(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "\u2212", -minutes
	}
	text := sign + strconv.Itoa(minutes/60)
	if rest := minutes % 60; rest != 0 {
		text += string(appendPadded([]byte{':'}, rest, 2))
	}
	return text
}

// roman returns a Roman numeral, for 1 to 100.
func roman(n int) string {
	tens := [...]string{"", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C"}
	ones := [...]string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	return tens[n/10] + ones[n%10]
}

// expand fills the braces of a pattern. A name with no case of its own stands in
// the given one.
func expand(pattern string, c Case, fill func(name string, c Case) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		name, wanted, _ := strings.Cut(name, ":")
		in := c
		switch wanted {
		case "nominative":
			in = Nominative
		case "genitive":
			in = Genitive
		case "locative":
			in = Locative
		case "dative":
			in = Dative
		}
		b.WriteString(fill(name, in))
		pattern = after
	}
}
