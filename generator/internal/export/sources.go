package export

import (
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/jsonwrite"
	"explainer/generator/internal/site"
)

// sourcesJSON returns all sources, by title, as CSL-JSON has them (Citation Style
// Language 1.0.2, appendices III and IV).
func (x *exporter) sourcesJSON() []byte {
	const usual = 256 // bytes of a source
	w := &jsonwrite.Writer{Bytes: make([]byte, 0, usual*len(x.site.Sources))}
	writeLines(w, x.site.Sources, writeItem)
	w.Raw("\n")
	return w.Bytes
}

func writeItem(w *jsonwrite.Writer, s *site.Source) {
	m := s.Record
	publisher := oneLine(m.Publisher)
	kind, container := "document", ""
	switch {
	case m.Kind == "data":
		kind = "dataset"
	case m.Kind == "wire" && m.Publisher != "":
		kind, container = "article-newspaper", publisher
	case m.URL != "":
		kind = "webpage"
	}
	text := func(name, text string) {
		if text != "" {
			w.Field(name, text)
		}
	}
	w.Begin('{')
	w.Field("id", s.ID)
	w.Field("type", kind)
	w.Field("title", oneLine(s.Title))
	if author := oneLine(m.Author); author != "" {
		w.Name("author")
		w.Begin('[')
		w.Begin('{')
		w.Field("literal", author)
		w.End('}')
		w.End(']')
	}
	text("container-title", container)
	text("publisher", publisher)
	writeParts(w, "issued", m.Published)
	writeParts(w, "accessed", m.Accessed)
	text("URL", m.URL)
	text("archive_location", m.Archived)
	text("language", m.Lang)
	w.End('}')
}

// writeParts writes a date as one list of numbers, or as two where it lasts.
func writeParts(w *jsonwrite.Writer, name string, d edtf.Date) {
	if d.IsZero() {
		return
	}
	start, end := spread(d)
	if start == nil {
		return
	}
	w.Name(name)
	w.Begin('{')
	w.Name("date-parts")
	w.Begin('[')
	start.writeNumbers(w)
	if end != nil {
		end.writeNumbers(w)
	}
	w.End(']')
	if d.IsCirca() {
		w.Name("circa")
		w.Bool(true)
	}
	w.End('}')
}

func (c *civil) writeNumbers(w *jsonwrite.Writer) {
	w.Begin('[')
	w.Int(c.Year)
	if c.Month != 0 {
		w.Int(c.Month)
	}
	if c.Month != 0 && c.Day != 0 {
		w.Int(c.Day)
	}
	w.End(']')
}

// sourcesBib returns all sources for BibLaTeX, by title, keyed by their ids. The ids
// may have letters of any script, which Biber takes and BibTeX does not.
func (x *exporter) sourcesBib() []byte {
	const usual = 256 // bytes of a source
	b := make([]byte, 0, usual*len(x.site.Sources))
	for i, s := range x.site.Sources {
		if i > 0 {
			b = append(b, '\n')
		}
		b = appendEntry(b, s)
	}
	return b
}

func appendEntry(b []byte, s *site.Source) []byte {
	m := s.Record
	kind, publisher := "misc", "publisher"
	switch {
	case m.Kind == "data":
		kind = "dataset"
	case m.Kind == "wire" && m.Publisher != "":
		kind, publisher = "article", "journaltitle"
	case m.URL != "":
		kind, publisher = "online", "organization"
	}
	field := func(name, open, value, end string, write func(b []byte, value string) []byte) {
		if value != "" {
			b = append(append(append(append(b, ",\n  "...), name...), " = "...), open...)
			b = append(write(b, value), end...)
		}
	}
	b = append(append(append(append(b, '@'), kind...), '{'), s.ID...)
	field("title", "{{", oneLine(s.Title), "}}", appendTeX) // the second braces keep the letters' case
	field("author", "{{", oneLine(m.Author), "}}", appendTeX)
	field(publisher, "{", oneLine(m.Publisher), "}", appendTeX)
	field("date", "{", bibDate(m.Published), "}", appendText)
	field("url", "{", m.URL, "}", appendBibURL)
	field("urldate", "{", bibDate(m.Accessed), "}", appendText)
	field("note", "{Archived at ", m.Archived, "}", appendTeXLine)
	field("language", "{", m.Lang, "}", appendText)
	return append(b, "\n}\n"...)
}

// bibDate returns a date for BibLaTeX (manual §2.3.8), which reads EDTF: without its
// time.
func bibDate(d edtf.Date) string {
	day, _, _ := strings.Cut(d.String(), "T")
	return day
}

func appendText(b []byte, text string) []byte { return append(b, text...) }

// appendBibURL keeps an address, which BibLaTeX reads as it is, from ending its field.
func appendBibURL(b []byte, url string) []byte {
	for i := range len(url) {
		switch c := url[i]; c {
		case '{':
			b = append(b, "%7B"...)
		case '}':
			b = append(b, "%7D"...)
		case '\\':
			b = append(b, "%5C"...)
		case ' ':
			b = append(b, "%20"...)
		default:
			b = append(b, c)
		}
	}
	return b
}

// appendTeXLine appends text that TeX sets as it is, on one line.
func appendTeXLine(b []byte, text string) []byte { return appendTeX(b, oneLine(text)) }

// appendTeX appends a line that TeX sets as it is. Braces are named, since BibTeX
// counts even those behind a backslash.
func appendTeX(b []byte, line string) []byte {
	for i := range len(line) {
		switch c := line[i]; c {
		case '\\':
			b = append(b, `\textbackslash{}`...)
		case '{':
			b = append(b, `\textbraceleft{}`...)
		case '}':
			b = append(b, `\textbraceright{}`...)
		case '^':
			b = append(b, `\textasciicircum{}`...)
		case '~':
			b = append(b, `\textasciitilde{}`...)
		case '$', '&', '#', '%', '_':
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	return b
}
