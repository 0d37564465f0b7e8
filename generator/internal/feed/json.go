package feed

import (
	"unicode/utf8"

	"explainer/generator/internal/site"
)

// json returns a node's feed as JSON Feed 1.1.
func (b *Builder) json(n *site.Node, entries []*entry) []byte {
	size := 1024
	for _, x := range entries {
		b.write(x)
		size += len(x.json) + 2
	}
	out := make([]byte, 0, size)
	out = append(out, "{\n\"version\": \"https://jsonfeed.org/version/1.1\",\n"...)
	out = member(out, "title", b.Title(n))
	out = member(append(out, ",\n"...), "home_page_url", b.base.Abs(n.URL))
	out = member(append(out, ",\n"...), "feed_url", b.base.Abs(b.JSON(n)))
	if d := b.description(n); d != "" {
		out = member(append(out, ",\n"...), "description", d)
	}
	out = member(append(out, ",\n"...), "language", b.site.Config.Language.String())
	out = append(out, ",\n\"authors\": [{"...)
	out = append(member(out, "name", b.site.Config.Title), "}],\n\"items\": ["...)
	for i, x := range entries {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, '\n'), x.json...)
	}
	return append(out, "\n]\n}\n"...)
}

func (b *Builder) jsonItem(x *entry) []byte {
	out := make([]byte, 0, 768)
	out = member(append(out, '{'), "id", b.id(x))
	out = member(append(out, ", "...), "url", b.link(x))
	out = member(append(out, ", "...), "title", b.entryTitle(x))
	out = member(append(out, ", "...), "content_text", x.text())
	if dated(x.published) {
		out = member(append(out, ", "...), "date_published", timestamp(x.published))
	}
	out = member(append(out, ", "...), "date_modified", timestamp(x.changed))
	for i, name := range x.of.Meta.Authors {
		if i == 0 {
			out = append(out, `, "authors": [`...)
		} else {
			out = append(out, ", "...)
		}
		out = append(member(append(out, '{'), "name", name.Value), '}')
	}
	if len(x.of.Meta.Authors) > 0 {
		out = append(out, ']')
	}
	if tag := x.tag(); tag != "" {
		out = append(appendJSON(append(out, `, "tags": [`...), tag), ']')
	}
	if lang := x.of.Lang; lang != b.site.Config.Language.String() {
		out = member(append(out, ", "...), "language", lang)
	}
	return append(out, '}')
}

// member appends a name and a string.
func member(out []byte, name, text string) []byte {
	out = append(append(append(out, '"'), name...), `": `...)
	return appendJSON(out, text)
}

// appendJSON appends a string of RFC 8259 §7. Bytes that are no UTF-8 become U+FFFD.
func appendJSON(out []byte, text string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, text[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F {
			i++
			continue
		}
		out = append(out, text[start:i]...)
		if c == '"' || c == '\\' {
			out = append(out, '\\', c)
		} else {
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(out, text[start:]...), '"')
}
