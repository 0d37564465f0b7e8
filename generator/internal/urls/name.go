package urls

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	maxName = 255 // bytes of a name: ext4, APFS, NTFS at its narrowest
	maxID   = 240 // bytes of an id: room for an extension
)

// ValidName reports, as a *NameError, why a name cannot be one element of a path
// on every system and of an address: it is empty, "." or "..", longer than 255
// bytes or not UTF-8; it has a control or bidirectional control character, one of
// <>:"/\|?* (Windows), or # or % (addresses break); it starts with a space, ends
// with a space or a dot, or is the name of a Windows device, with or without an
// extension. "&" passes.
func ValidName(name string) error {
	if err := validName(name); err != nil {
		return err
	}
	return nil
}

func validName(name string) *NameError {
	switch {
	case name == "":
		return &NameError{Message: "a name is empty"}
	case name == "." || name == "..":
		return nameErrorf(name, "is no name but a way through folders")
	case len(name) > maxName:
		return nameErrorf(name, "has %d bytes", len(name)).help("use at most %d", maxName)
	case !utf8.ValidString(name):
		return nameErrorf(name, "is not valid UTF-8")
	}
	for _, r := range name {
		if hostile(r) || strings.ContainsRune(`<>:"/\|?*#%`, r) {
			return nameErrorf(name, "has %s, which not every system and address can bear", describe(r))
		}
	}
	switch last := name[len(name)-1]; {
	case name[0] == ' ':
		return nameErrorf(name, "starts with a space")
	case last == ' ' || last == '.':
		return nameErrorf(name, "ends with %s, which Windows drops", describe(rune(last)))
	}
	if device := deviceName(name); device != "" {
		return nameErrorf(name, "is the device %s on Windows", device).help("use another name")
	}
	return nil
}

// hostile reports characters that a terminal or an editor would obey, not show.
func hostile(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == '\x7f'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// deviceName returns the Windows device that a name stands for, in capitals, or
// "". An extension and the spaces before it do not help against one.
func deviceName(name string) string {
	base, _, _ := strings.Cut(name, ".")
	base = strings.TrimRight(base, " ")
	if len(base) < 3 || len(base) > 7 {
		return ""
	}
	base = strings.ToUpper(base)
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return base
	}
	for _, port := range [...]string{"COM", "LPT"} {
		if n, ok := strings.CutPrefix(base, port); ok && utf8.RuneCountInString(n) == 1 && strings.Contains("0123456789¹²³", n) {
			return base
		}
	}
	return ""
}

// ValidID reports, as a *NameError, why a text is no id: lower-case letters of any
// script, the marks on them, decimal digits and hyphens, in normalization form C;
// not starting with a hyphen, and no device of Windows. Letters of scripts without
// case pass. The help has the id to write instead.
func ValidID(id string) error {
	err := invalidID(id)
	if err == nil {
		return nil
	}
	if slug := Slug(id); slug != "" && err.Help == "" {
		err.Help = "write " + quote(slug)
	}
	return err
}

func invalidID(id string) *NameError {
	switch {
	case id == "":
		return (&NameError{Message: "an id is empty"}).help("use lower-case letters, digits and hyphens")
	case len(id) > maxID:
		return nameErrorf(id, "has %d bytes", len(id))
	case !utf8.ValidString(id):
		return nameErrorf(id, "is not valid UTF-8")
	case strings.Contains(id, " "): // said before the capitals that often come with it
		return nameErrorf(id, "has a space")
	}
	marks := 0    // on the letter before
	base := false // there is one
	for _, r := range id {
		switch {
		case isIDLetter(r):
			marks, base = 0, true
		case r == '-':
			marks, base = 0, false
		case !isIDMark(r):
			return nameErrorf(id, "has %s", describe(r))
		case !base:
			return nameErrorf(id, "has the mark %s without a letter", codePoint(r))
		default:
			if marks++; marks > maxMarks {
				return nameErrorf(id, "has more than %d marks on one letter", maxMarks)
			}
		}
	}
	switch {
	case id[0] == '-':
		return nameErrorf(id, "starts with a hyphen")
	case !norm.NFC.IsNormalString(id):
		return nameErrorf(id, "is not in Unicode's normalization form C").help("type it again: %s", quote(norm.NFC.String(id)))
	}
	if device := deviceName(id); device != "" {
		return nameErrorf(id, "is the device %s on Windows", device)
	}
	return nil
}

// maxMarks is the most marks on one letter of an id. Living scripts need four.
const maxMarks = 8

// isIDLetter reports whether r is a letter without an upper case of its own to
// be in, or a digit.
func isIDLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.Ll, unicode.Lo, unicode.Lm, unicode.Nd) && !ignorable(r)
}

func isIDMark(r rune) bool { return unicode.IsMark(r) && !ignorable(r) }

// ignorable reports characters that most readers cannot see: joiners, soft
// hyphens, variation selectors, fillers.
func ignorable(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// describe names a character so that a person can find it.
func describe(r rune) string {
	switch {
	case r == ' ':
		return "a space"
	case r == '.':
		return "a dot"
	case r == '_':
		return "an underscore"
	case r == '"':
		return "a double quote"
	case unicode.IsControl(r):
		return "the control character " + codePoint(r)
	case unicode.Is(unicode.Bidi_Control, r):
		return "the bidirectional control " + codePoint(r)
	case ignorable(r) || unicode.IsSpace(r) || unicode.IsMark(r):
		return "the invisible character " + codePoint(r)
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return fmt.Sprintf("the upper-case letter %q", string(r))
	}
	return `"` + string(r) + `"`
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// Fold returns the form in which two paths are equal when some file system takes
// them for one: full case folding and normalization form C, by the canonical
// caseless matching of Unicode 15 §3.13 D145.
func Fold(path string) string {
	if isASCII(path) {
		return strings.ToLower(path)
	}
	folded := cases.Fold().String(norm.NFD.String(path))
	return norm.NFC.String(strings.Map(foldCherokee, folded))
}

// foldCherokee folds the small letters of Cherokee to the capitals, as Unicode's
// CaseFolding.txt does. The cases package swaps the two instead.
func foldCherokee(r rune) rune {
	switch {
	case 0xab70 <= r && r <= 0xabbf:
		return r - 0xab70 + 0x13a0
	case 0x13f8 <= r && r <= 0x13fd:
		return r - 8
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
