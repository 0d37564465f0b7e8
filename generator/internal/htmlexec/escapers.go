package htmlexec

import (
	"strings"
	"unicode/utf8"
)

// failsafe is what html/template writes in place of a value that is not safe.
const failsafe = "ZgotmplZ"

// appendHTML appends text for HTML, for a quoted attribute, a title or a text area
// (html/template's htmlReplacementTable). Bytes that are no UTF-8 stay as they are.
func appendHTML(dst []byte, s string) []byte { return appendEscaped(dst, s, false) }

// appendMarkup appends finished markup to a title or a text area: character references
// in it stay (htmlNormReplacementTable).
func appendMarkup(dst []byte, s string) []byte { return appendEscaped(dst, s, true) }

func appendEscaped(dst []byte, s string, keepAmp bool) []byte {
	last := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 64 || htmlSpecial>>c&1 == 0 || c == '&' && keepAmp {
			continue
		}
		dst = append(dst, s[last:i]...)
		dst = append(dst, reference(c)...)
		last = i + 1
	}
	return append(dst, s[last:]...)
}

// htmlSpecial is the set of the characters that reference is for, all below 64.
const htmlSpecial uint64 = 1<<0 | 1<<'"' | 1<<'&' | 1<<'\'' | 1<<'+' | 1<<'<' | 1<<'>'

// reference returns what stands for a special character in HTML.
func reference(c byte) string {
	switch c {
	case '"':
		return "&#34;"
	case '&':
		return "&amp;"
	case '\'':
		return "&#39;"
	case '+':
		return "&#43;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	}
	return "\uFFFD" // for NUL
}

// appendUnquoted appends the value of an attribute without quotes
// (htmlNospaceReplacementTable, which takes care of some code points too).
func appendUnquoted(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, failsafe...)
	}
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		switch r {
		case 0:
			dst = append(dst, "&#xfffd;"...)
		case '\t', '\n', '\v', '\f', '\r', ' ', '"', '\'', '+', '=', '`':
			dst = appendReference(dst, r)
		case '&':
			dst = append(dst, "&amp;"...)
		case '<':
			dst = append(dst, "&lt;"...)
		case '>':
			dst = append(dst, "&gt;"...)
		default:
			if 0xfdd0 <= r && r <= 0xfdef || 0xfff0 <= r && r <= 0xffff {
				dst = append(dst, "&#x"...)
				for shift := 12; shift >= 0; shift -= 4 {
					dst = append(dst, hexDigits[r>>shift&15])
				}
				dst = append(dst, ';')
			} else {
				dst = append(dst, s[i:i+w]...)
			}
		}
		i += w
	}
	return dst
}

const hexDigits = "0123456789abcdef"

// appendReference appends a decimal character reference of an ASCII character.
func appendReference(dst []byte, r rune) []byte {
	dst = append(dst, "&#"...)
	if r >= 10 {
		dst = append(dst, byte('0'+r/10))
	}
	return append(dst, byte('0'+r%10), ';')
}

// safeURL returns an address, or what stands for one whose scheme is not http, https
// or mailto.
func safeURL(s string) string {
	if s == "" || s[0] == '/' {
		return s
	}
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || strings.Contains(scheme, "/") {
		return s
	}
	for _, safe := range [...]string{"http", "https", "mailto"} {
		if strings.EqualFold(scheme, safe) {
			return s
		}
	}
	return "#" + failsafe
}

// The sets of bytes that an address may hold as they are, RFC 3986, sections 2.2 and
// 2.3, but for the apostrophe and parentheses, which html/template encodes: in each
// the first number is for the bytes below 64, the second for the letters above.
const (
	urlKeep   uint64 = 0x3ff<<'0' | 1<<'-' | 1<<'.'
	urlLetter uint64 = 0x3ffffff<<('A'-64) | 0x3ffffff<<('a'-64) | 1<<('_'-64) | 1<<('~'-64)
	urlDelim  uint64 = 1<<'!' | 1<<'#' | 1<<'$' | 1<<'&' | 1<<'*' | 1<<'+' | 1<<',' | 1<<'/' | 1<<':' | 1<<';' | 1<<'=' | 1<<'?'
	urlMore   uint64 = 1<<('@'-64) | 1<<('['-64) | 1<<(']'-64)
)

// in reports whether a byte is in a set of two numbers.
func in(c byte, low, high uint64) bool {
	return c < 64 && low>>c&1 != 0 || c-64 < 64 && high>>(c-64)&1 != 0
}

// appendURL appends an address (whole) or a part of its query, for an attribute with
// quotes or without: html/template's urlNormalizer or urlEscaper, and then its
// attrEscaper or htmlNospaceEscaper.
func appendURL(dst []byte, s string, whole, quoted bool) []byte {
	if s == "" && !quoted {
		return append(dst, failsafe...)
	}
	low, high := urlKeep, urlLetter // what stays as it is
	if whole {
		low, high = low|urlDelim&^(1<<'&'|1<<'+'), high|urlMore
		if !quoted {
			low &^= 1 << '='
		}
	}
	last := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if in(c, low, high) || c == '%' && whole && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			continue
		}
		dst = append(dst, s[last:i]...)
		switch {
		case whole && c == '=':
			dst = append(dst, "&#61;"...)
		case whole && (c == '&' || c == '+'):
			dst = append(dst, reference(c)...)
		default:
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
		last = i + 1
	}
	return append(dst, s[last:]...)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
