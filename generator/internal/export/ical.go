package export

import "unicode/utf8"

// ical is an iCalendar stream in the making (RFC 5545): properties, a line each, that
// end in CRLF and are cut where they are longer than 75 octets.
type ical struct {
	out  []byte
	line []byte
}

// value writes a property whose value stands as it is: a date, an address, a word of
// the standard. Its name has its parameters.
func (c *ical) value(name, value string) {
	c.line = append(append(append(c.line[:0], name...), ':'), value...)
	c.out = appendFolded(c.out, c.line)
}

// text writes a property whose value is TEXT, §3.3.11: lines of it are given apart.
func (c *ical) text(name string, lines ...string) {
	c.line = append(append(c.line[:0], name...), ':')
	for i, line := range lines {
		if i > 0 {
			c.line = append(c.line, `\n`...)
		}
		c.line = appendEscaped(c.line, line)
	}
	c.out = appendFolded(c.out, c.line)
}

func appendEscaped(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; c {
		case '\\', ';', ',':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		default:
			b = append(b, c)
		}
	}
	return b
}

// appendFolded appends a line, cut by §3.1: what goes on begins with a space, which
// does not belong to it.
func appendFolded(b, line []byte) []byte {
	const most = 75 // octets of a line
	for room := most; len(line) > room; room = most - 1 {
		n := cutAt(line, room)
		b = append(append(b, line[:n]...), "\r\n "...)
		line = line[n:]
	}
	return append(append(b, line...), "\r\n"...)
}

// cutAt returns where to cut a line that is longer than room: before the last space or
// tag, or behind the last one, for those who read the file as it is, and else between
// the last two characters that fit.
func cutAt(line []byte, room int) int {
	end := room
	for end > room-utf8.UTFMax && !utf8.RuneStart(line[end]) {
		end--
	}
	for i := end; i > 0; i-- {
		if line[i] == ' ' || line[i] == '<' || line[i-1] == '>' {
			return i
		}
	}
	return end
}
