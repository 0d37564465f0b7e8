package edtf

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

const (
	formsHelp = "write a date such as 2022-09-29, 2022-09, 2022, 2014-03~ (about) or 2022-09-23/2022-09-27"
	levelHelp = "EDTF levels 0 and 1 are supported"
)

// level2 names the construct of EDTF level 2 that a text holds, or is "".
func level2(text string) string {
	switch {
	case strings.ContainsAny(text, "{}[]"):
		return "a set of dates"
	case strings.Trim(text, "0123456789-XYES?~%") != "" || strings.Trim(text, "XYES-?~%") == "":
		return ""
	case strings.ContainsAny(text, "?~%"):
		body := strings.TrimRight(text, "?~%")
		if strings.ContainsAny(body, "?~%") && strings.ContainsAny(body, "0123456789") {
			return "a doubt mark on a part of a date"
		}
		return ""
	case strings.Contains(text, "S"):
		return "a number of significant digits"
	case strings.Contains(text, "E"):
		return "a year with an exponent"
	case strings.Contains(text, "X"):
		return "X in this place"
	}
	return ""
}

// help returns what the author may have meant by a text that is no date, or the
// forms that there are.
func help(s string) string {
	if len(s) > maxLength {
		return formsHelp
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' }), " ")
	s = strings.Map(plainDash, s)
	if a, b, ok := ambiguous(s); ok {
		return fmt.Sprintf("write the year first: %s or %s", a, b)
	}
	if guess := guess(s, 0); guess != "" {
		return "write " + guess
	}
	// A misspelt end of an interval.
	if start, end, ok := strings.Cut(s, "/"); ok {
		if from, to := guess(start, 0), guess(end, 0); from != "" && to != "" && valid(from+"/"+to) {
			return "write " + from + "/" + to
		}
	}
	return formsHelp
}

// plainDash turns the dashes and minus signs that word processors put for a
// hyphen into one.
func plainDash(r rune) rune {
	if r >= '\u2010' && r <= '\u2015' || r == '\u2212' {
		return '-'
	}
	return r
}

func valid(s string) bool {
	_, err := parse(s)
	return err == nil
}

// guess returns the EDTF of a date written in another way, or "". Whatever it
// returns is valid.
func guess(s string, depth int) string {
	if valid(s) {
		return s
	}
	if depth > 2 {
		return "" // the ends of a range may have doubts, and that is all
	}
	for _, try := range [...]func(string, int) string{guessTime, guessDoubt, guessUnknownDigits, guessRange, guessParts} {
		if g := try(s, depth); g != "" && valid(g) {
			return g
		}
	}
	return ""
}

// guessTime mends times: a space for T, lower case, fractions of a second.
func guessTime(s string, _ int) string {
	if len(s) < len("2022-09-30 15:00") || !valid(s[:10]) || !strings.ContainsAny(s[10:11], "Tt ") {
		return ""
	}
	time := strings.ToUpper(strings.TrimSpace(s[11:]))
	if whole, fraction, ok := strings.Cut(time, "."); ok {
		time = whole + strings.TrimLeft(fraction, "0123456789")
	}
	return s[:10] + "T" + strings.ReplaceAll(time, " ", "")
}

// guessDoubt understands "circa 2014", "maybe 2014".
func guessDoubt(s string, depth int) string {
	word, rest, ok := strings.Cut(s, " ")
	if !ok && len(s) > 1 && (s[0] == 'c' || s[0] == '~' || s[0] == '?') {
		word, rest = s[:1], s[1:]
	}
	mark := ""
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "c", "ca", "circa", "about", "around", "approximately", "approx", "~":
		mark = "~"
	case "maybe", "perhaps", "possibly", "probably", "?":
		mark = "?"
	default:
		return ""
	}
	if g := guess(strings.TrimPrefix(rest, "."), depth+1); g != "" {
		return g + mark
	}
	return ""
}

// guessUnknownDigits understands "201x", "198u" of older drafts, "1990s".
func guessUnknownDigits(s string, _ int) string {
	if decade := strings.TrimSuffix(s, "s"); decade != s {
		decade = strings.TrimSuffix(decade, "'")
		if len(decade) == 4 && allDigits(decade) && decade[3] == '0' && decade[2] != '0' {
			return decade[:3] + "X"
		}
	}
	return strings.Map(func(r rune) rune {
		if r == 'x' || r == 'u' || r == 'U' {
			return 'X'
		}
		return r
	}, s)
}

// guessRange understands "2014 to 2016", "2014 - 2016", "2014-2016",
// "2022-02-24/present".
func guessRange(s string, depth int) string {
	if depth > 0 {
		return ""
	}
	for _, between := range [...]string{"/", " to ", " until ", " - ", "-"} {
		from, to, ok := strings.Cut(s, between)
		if !ok || between == "-" && (len(from) != 4 || len(to) != 4) {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(to)) {
		case "present", "now", "today", "open", "ongoing":
			to = ".."
		default:
			to = guess(to, depth+1)
		}
		if from = guess(from, depth+1); from != "" && to != "" {
			return from + "/" + to
		}
	}
	return ""
}

// ambiguous returns both readings of dates such as 03/04/2022.
func ambiguous(s string) (dayFirst, monthFirst string, ok bool) {
	w := splitWritten(s)
	if len(w.numbers) != 3 || w.name || len(w.numbers[2]) != 4 || strings.Contains(s, ".") {
		return "", "", false
	}
	a, b, year := w.numbers[0], w.numbers[1], w.numbers[2]
	dayFirst, monthFirst = ymd(year, b, a), ymd(year, a, b)
	return dayFirst, monthFirst, dayFirst != monthFirst && valid(dayFirst) && valid(monthFirst)
}

// guessParts understands dates whose parts stand in another order, with other
// separators, without leading zeros or with names: "24 Feb 2022", "2022/09/23",
// "24.02.2022", "2022-2-4", "20220224", "spring 2022", "44 BC".
func guessParts(s string, _ int) string {
	w := splitWritten(s)
	n := w.numbers
	switch {
	case w.foreign:
		return ""
	case w.beforeChrist && len(n) == 1 && w.month == "":
		if year, err := strconv.Atoi(n[0]); err == nil && year > 1 && year <= 10000 {
			return fmt.Sprintf("-%04d", year-1)
		}
	case w.beforeChrist:
	case w.month != "" && len(n) == 1:
		return ymd(n[0], w.month, "")
	case w.month != "" && len(n) == 2 && len(n[0]) == 4:
		return ymd(n[0], w.month, n[1])
	case w.month != "" && len(n) == 2:
		return ymd(n[1], w.month, n[0])
	case w.month != "":
	case len(n) == 1 && len(n[0]) == 8:
		return ymd(n[0][:4], n[0][4:6], n[0][6:])
	case len(n) == 2 && len(n[0]) == 4:
		return ymd(n[0], n[1], "")
	case len(n) == 2:
		return ymd(n[1], n[0], "")
	case len(n) == 3 && len(n[0]) == 4:
		return ymd(n[0], n[1], n[2])
	case len(n) == 3:
		if g := ymd(n[2], n[1], n[0]); valid(g) {
			return g
		}
		return ymd(n[2], n[0], n[1])
	}
	return ""
}

// ymd puts a date together; it is "" when the lengths cannot be right.
func ymd(year, month, day string) string {
	if len(year) != 4 || len(month) > 2 || len(day) > 2 {
		return ""
	}
	date := year + "-" + ("0" + month)[len(month)-1:]
	if day != "" {
		date += "-" + ("0" + day)[len(day)-1:]
	}
	return date
}

// written is what a date in words or foreign order is made of.
type written struct {
	numbers      []string
	month        string // two digits, also of a season
	name         bool   // there is a month's or season's name
	beforeChrist bool
	foreign      bool // something in it is unknown
}

func splitWritten(s string) (w written) {
	s = strings.ToLower(s)
	for s != "" {
		n := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if n > 0 {
			w.numbers = append(w.numbers, s[:n])
			s = s[n:]
			continue
		}
		n = strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
		if n < 0 {
			n = len(s)
		}
		if n == 0 {
			w.foreign = w.foreign || !strings.Contains(" -/.,", s[:1])
			s = s[1:]
			continue
		}
		w.word(s[:n])
		s = s[n:]
	}
	return w
}

func (w *written) word(word string) {
	switch word {
	case "of", "the", "in", "on", "st", "nd", "rd", "th", "ad", "ce":
		return
	case "bc", "bce":
		w.beforeChrist = true
		return
	case "fall":
		word = "autumn"
	}
	number := 0
	for i, name := range [...]string{"january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december"} {
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			number = i + 1
		}
	}
	for i, season := range [...]string{"spring", "summer", "autumn", "winter"} {
		if word == season {
			number = spring + i
		}
	}
	if number == 0 || w.name {
		w.foreign = true
		return
	}
	w.month, w.name = fmt.Sprintf("%02d", number), true
}
