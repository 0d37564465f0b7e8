package export

import (
	"bytes"
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// item is a source as CSL-JSON has it (Citation Style Language 1.0.2, appendices III
// and IV).
type item struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Author    []cslName `json:"author,omitempty"`
	Container string    `json:"container-title,omitempty"`
	Publisher string    `json:"publisher,omitempty"`
	Issued    *cslDate  `json:"issued,omitempty"`
	Accessed  *cslDate  `json:"accessed,omitempty"`
	URL       string    `json:"URL,omitempty"`
	Archived  string    `json:"archive_location,omitempty"`
	Language  string    `json:"language,omitempty"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
	Circa bool    `json:"circa,omitempty"`
}

// sourcesJSON returns all sources, by title.
func (x *exporter) sourcesJSON() []byte {
	items := make([]item, len(x.site.Sources))
	for i, s := range x.site.Sources {
		items[i] = cslItem(s)
	}
	var b bytes.Buffer
	writeLines(&b, items)
	b.WriteString("\n")
	return b.Bytes()
}

func cslItem(s *site.Source) item {
	m := s.Meta
	out := item{
		ID: s.ID, Type: "document", Title: oneLine(s.Title), Publisher: oneLine(m.Publisher),
		Issued: cslDateOf(m.Published.Date), Accessed: cslDateOf(m.Accessed.Date),
		URL: m.URL.Value, Archived: m.Archived.Value, Language: m.Lang.Value,
	}
	switch {
	case m.Kind == "data":
		out.Type = "dataset"
	case m.Kind == "wire" && m.Publisher != "":
		out.Type, out.Container = "article-newspaper", out.Publisher
	case m.URL.Value != "":
		out.Type = "webpage"
	}
	if author := oneLine(m.Author); author != "" {
		out.Author = []cslName{{author}}
	}
	return out
}

func cslDateOf(d edtf.Date) *cslDate {
	if d.IsZero() {
		return nil
	}
	start, end := spread(d)
	if start == nil {
		return nil
	}
	out := &cslDate{Parts: [][]int{start.numbers()}, Circa: strings.ContainsAny(d.String(), "?~%")}
	if end != nil {
		out.Parts = append(out.Parts, end.numbers())
	}
	return out
}

func (c civil) numbers() []int {
	switch {
	case c.Month == 0:
		return []int{c.Year}
	case c.Day == 0:
		return []int{c.Year, c.Month}
	}
	return []int{c.Year, c.Month, c.Day}
}

// sourcesBib returns all sources for BibLaTeX, by title, keyed by their ids. The ids
// may have letters of any script, which Biber takes and BibTeX does not.
func (x *exporter) sourcesBib() []byte {
	var b bytes.Buffer
	for i, s := range x.site.Sources {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeEntry(&b, s)
	}
	return b.Bytes()
}

func writeEntry(b *bytes.Buffer, s *site.Source) {
	m := s.Meta
	kind, publisher := "misc", "publisher"
	switch {
	case m.Kind == "data":
		kind = "dataset"
	case m.Kind == "wire" && m.Publisher != "":
		kind, publisher = "article", "journaltitle"
	case m.URL.Value != "":
		kind, publisher = "online", "organization"
	}
	field := func(name, open, value, end string) {
		if value != "" {
			b.WriteString(",\n  " + name + " = " + open + value + end)
		}
	}
	b.WriteString("@" + kind + "{" + s.ID)
	field("title", "{{", tex(s.Title), "}}") // the second braces keep the letters' case
	field("author", "{{", tex(m.Author), "}}")
	field(publisher, "{", tex(m.Publisher), "}")
	field("date", "{", bibDate(m.Published.Date), "}")
	field("url", "{", bibURL(m.URL.Value), "}")
	field("urldate", "{", bibDate(m.Accessed.Date), "}")
	field("note", "{", archivedAt(m.Archived.Value), "}")
	field("language", "{", m.Lang.Value, "}")
	b.WriteString("\n}\n")
}

func archivedAt(url string) string {
	if url == "" {
		return ""
	}
	return "Archived at " + tex(url)
}

// bibDate returns a date for BibLaTeX (manual §2.3.8), which reads EDTF: without its
// time.
func bibDate(d edtf.Date) string {
	day, _, _ := strings.Cut(d.String(), "T")
	return day
}

// bibURL keeps an address, which BibLaTeX reads as it is, from ending its field.
func bibURL(url string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20").Replace(url)
}

// tex returns text that TeX sets as it is, on one line. Braces are named, since
// BibTeX counts even those behind a backslash.
func tex(text string) string {
	return strings.NewReplacer(
		`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`,
		"$", `\$`, "&", `\&`, "#", `\#`, "%", `\%`, "_", `\_`,
		"^", `\textasciicircum{}`, "~", `\textasciitilde{}`,
	).Replace(oneLine(text))
}
