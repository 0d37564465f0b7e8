package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// smart returns what the punctuation at the start of b is shown as, and how many
// bytes of b that replaces; 0 if it is shown as it is. The decision on a quote
// depends on the character before it in the block, whatever elements lie between,
// and on the one after it.
func (c *compiler) smart(b []byte) (show string, size int) {
	switch b[0] {
	case '.':
		if strings.HasPrefix(string(b[:min(4, len(b))]), "...") && (len(b) == 3 || b[3] != '.') && c.prev != '.' {
			return "…", 3
		}
	case '-':
		n := 1
		for n < len(b) && n < 4 && b[n] == '-' {
			n++
		}
		switch {
		case c.prev == '-' || n == 4:
		case n == 3:
			return "—", 3
		case n == 2:
			return "–", 2
		}
	case '"':
		if c.opens() {
			return c.opts.Quotes.OpenDouble, 1
		}
		return c.opts.Quotes.CloseDouble, 1
	case '\'':
		if c.opens() && !elided(b[1:]) {
			return c.opts.Quotes.OpenSingle, 1
		}
		if unicode.IsLetter(c.prev) && len(b) > 1 && letterAt(b[1:]) {
			return "’", 1
		}
		if c.opens() {
			return "’", 1
		}
		return c.opts.Quotes.CloseSingle, 1
	}
	return "", 0
}

// opens reports whether a quote here opens: at the start, after a space, an
// opening bracket, a dash or another opening quote.
func (c *compiler) opens() bool {
	switch c.prev {
	case 0, '—', '–', '-', '/', '"', '\'':
		return true
	}
	q := c.opts.Quotes
	first := func(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
	return unicode.IsSpace(c.prev) || unicode.Is(unicode.Ps, c.prev) ||
		c.prev == first(q.OpenDouble) || c.prev == first(q.OpenSingle)
}

// elided reports whether an apostrophe before the text stands for letters or
// digits left out, as in ’90s and ’tis.
func elided(after []byte) bool {
	if len(after) > 0 && after[0] >= '0' && after[0] <= '9' {
		return true
	}
	n := 0
	for n < len(after) && n < 6 && (after[n]|0x20 >= 'a' && after[n]|0x20 <= 'z') {
		n++
	}
	switch strings.ToLower(string(after[:n])) {
	case "tis", "twas", "em", "til", "cause", "n":
		return true
	}
	return false
}

func letterAt(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return unicode.IsLetter(r)
}
