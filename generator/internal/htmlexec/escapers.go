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
		if c > '>' || c == ' ' {
			continue
		}
		var ref string
		switch c {
		case '"':
			ref = "&#34;"
		case '\'':
			ref = "&#39;"
		case '&':
			if keepAmp {
				continue
			}
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		case '+':
			ref = "&#43;"
		case 0:
			ref = "\uFFFD"
		default:
			continue
		}
		dst = append(dst, s[last:i]...)
		dst = append(dst, ref...)
		last = i + 1
	}
	return append(dst, s[last:]...)
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

// urlClass says what becomes of a byte of an address.
type urlClass uint8

const (
	urlEncode  urlClass = iota // %xx
	urlKeep                    // unreserved: as it is
	urlDelim                   // reserved: as it is in an address, %xx in a part of one
	urlPercent                 // %: as it is in an address before two hexadecimal digits
)

func classOf(c byte) urlClass {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return urlKeep
	}
	switch c {
	case '-', '.', '_', '~':
		return urlKeep
	case '!', '#', '$', '&', '*', '+', ',', '/', ':', ';', '=', '?', '@', '[', ']':
		return urlDelim
	case '%':
		return urlPercent
	}
	return urlEncode
}

// appendURL appends an address (whole) or a part of its query, for an attribute with
// quotes or without: html/template's urlNormalizer or urlEscaper, and then its
// attrEscaper or htmlNospaceEscaper.
func appendURL(dst []byte, s string, whole, quoted bool) []byte {
	if s == "" && !quoted {
		return append(dst, failsafe...)
	}
	last := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		class := classOf(c)
		if class == urlKeep {
			continue
		}
		ref := ""
		switch {
		case class == urlPercent && whole && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			continue
		case class == urlDelim && whole:
			switch {
			case c == '&':
				ref = "&amp;"
			case c == '+':
				ref = "&#43;"
			case c == '=' && !quoted:
				ref = "&#61;"
			default:
				continue
			}
		}
		dst = append(dst, s[last:i]...)
		if ref != "" {
			dst = append(dst, ref...)
		} else {
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
		last = i + 1
	}
	return append(dst, s[last:]...)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
