package feed

import (
	"unicode/utf8"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// atom returns a node's feed as Atom.
func (b *Builder) atom(n *site.Node, entries []*entry) []byte {
	size := 1024
	for _, x := range entries {
		b.write(x)
		size += len(x.atom)
	}
	out := make([]byte, 0, size)
	out = append(out, `<?xml version="1.0" encoding="utf-8"?>`+"\n"+`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="`...)
	out = appendXML(out, b.site.Config.Language.String())
	out = append(out, "\">\n"...)
	out = element(out, "id", b.feedID(n))
	out = element(out, "title", b.Title(n))
	if d := b.description(n); d != "" {
		out = element(out, "subtitle", d)
	}
	updated := edtf.Day(0) // there must be a time, and this one is nobody's
	if len(entries) > 0 {
		updated = entries[0].changed
	}
	out = element(out, "updated", timestamp(updated))
	out = appendLink(out, "self", "application/atom+xml", b.base.Abs(b.Atom(n)))
	out = appendLink(out, "alternate", "text/html", b.base.Abs(n.URL))
	out = append(out, "<author>"...)
	out = append(element(out, "name", b.site.Config.Title), "</author>\n"...)
	for _, x := range entries {
		out = append(out, x.atom...)
	}
	return append(out, "</feed>\n"...)
}

func (b *Builder) atomEntry(x *entry) []byte {
	out := make([]byte, 0, 768)
	out = append(out, "<entry"...)
	if lang := x.of.Lang; lang != b.site.Config.Language.String() {
		out = append(appendXML(append(out, ` xml:lang="`...), lang), '"')
	}
	out = append(out, ">\n"...)
	out = element(out, "id", b.id(x))
	out = element(out, "title", b.entryTitle(x))
	out = appendLink(out, "alternate", "text/html", b.link(x))
	if dated(x.published) {
		out = element(out, "published", timestamp(x.published))
	}
	out = element(out, "updated", timestamp(x.changed))
	for _, name := range x.of.Meta.Authors {
		out = append(out, "<author>"...)
		out = append(element(out, "name", name.Value), "</author>\n"...)
	}
	if tag := x.tag(); tag != "" {
		out = append(out, `<category term="`...)
		out = appendXML(out, tag)
		out = append(out, `" label="`...)
		out = appendXML(out, b.words.of(x.of.Lang, tag))
		out = append(out, "\"/>\n"...)
	}
	out = element(out, "summary", x.text())
	return append(out, "</entry>\n"...)
}

// element appends an element with text.
func element(out []byte, name, text string) []byte {
	out = append(append(append(out, '<'), name...), '>')
	out = appendXML(out, text)
	return append(append(append(out, "</"...), name...), ">\n"...)
}

func appendLink(out []byte, rel, kind, href string) []byte {
	out = append(append(out, `<link rel="`...), rel...)
	out = append(append(out, `" type="`...), kind...)
	out = appendXML(append(out, `" href="`...), href)
	return append(out, "\"/>\n"...)
}

// appendXML appends text as the content of an element or of an attribute in double
// quotes. What no XML document may hold (XML 1.0 §2.2) becomes U+FFFD, and a line
// break a space.
func appendXML(out []byte, text string) []byte {
	start := 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		var with string
		switch {
		case r == '&':
			with = "&amp;"
		case r == '<':
			with = "&lt;"
		case r == '>':
			with = "&gt;"
		case r == '"':
			with = "&quot;"
		case r == '\n' || r == '\r' || r == '\t':
			with = " "
		case r < ' ' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError && size == 1:
			with = "\uFFFD"
		default:
			i += size
			continue
		}
		out = append(append(out, text[start:i]...), with...)
		i += size
		start = i
	}
	return append(out, text[start:]...)
}
