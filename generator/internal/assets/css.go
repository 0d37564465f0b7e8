package assets

import "strings"

// place is a reference within a style sheet: the bytes of the address.
type place struct{ start, end int }

// references finds the addresses of url(…) and of @import "…" (CSS Syntax Level 3,
// §4.3.6; CSS Cascading §2), leaving comments and other strings alone. Addresses
// with escapes are left out: no file of a site needs one.
func references(css string) []place {
	var found []place
	for i := 0; i < len(css); {
		rest := css[i:]
		switch {
		case strings.HasPrefix(rest, "/*"):
			i = after(css, i+2, "*/")
		case rest[0] == '"' || rest[0] == '\'':
			i = stringEnd(css, i)
		case hasPrefixFold(rest, "url("):
			var p place
			if p, i = urlAt(css, i+len("url(")); p.end > p.start {
				found = append(found, p)
			}
		case hasPrefixFold(rest, "@import"):
			i += len("@import")
			i += len(css[i:]) - len(strings.TrimLeft(css[i:], " \t\r\n\f"))
			if i < len(css) && (css[i] == '"' || css[i] == '\'') {
				end := stringEnd(css, i)
				found = append(found, place{i + 1, max(i+1, end-1)})
				i = end
			}
		default:
			i++
		}
	}
	return found
}

// urlAt reads what follows "url(" at i and returns the address and where to go on.
func urlAt(css string, i int) (place, int) {
	for i < len(css) && strings.IndexByte(" \t\r\n\f", css[i]) >= 0 {
		i++
	}
	if i < len(css) && (css[i] == '"' || css[i] == '\'') {
		end := stringEnd(css, i)
		return place{i + 1, max(i+1, end-1)}, end
	}
	end := i
	for end < len(css) && strings.IndexByte(") \t\r\n\f\"'(\\", css[end]) < 0 {
		end++
	}
	if end < len(css) && css[end] == '\\' {
		return place{}, end + 1
	}
	return place{i, end}, end
}

// stringEnd returns the offset after the string that opens at i.
func stringEnd(css string, i int) int {
	quote := css[i]
	for j := i + 1; j < len(css); j++ {
		switch css[j] {
		case '\\':
			j++
		case quote:
			return j + 1
		case '\n':
			return j // an unclosed string ends with its line (§4.3.5)
		}
	}
	return len(css)
}

func after(s string, from int, end string) int {
	if j := strings.Index(s[min(from, len(s)):], end); j >= 0 {
		return from + j + len(end)
	}
	return len(s)
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
