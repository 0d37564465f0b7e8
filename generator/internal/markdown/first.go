package markdown

import (
	"cmp"
	"slices"

	"explainer/generator/internal/source"
)

// FirstSentence returns the first sentence of the text as Sentence does, or "" for
// a text without words.
func (d *Doc) FirstSentence(r Resolver) string {
	if d.plain == "" {
		return ""
	}
	return d.sentence(0, 0, r)
}

// SectionAt returns the section in which an offset of the file stands, counted as
// Run.Section is: the number of headings before it.
func (d *Doc) SectionAt(offset int) int {
	i, _ := slices.BinarySearchFunc(d.Headings, offset, func(h Heading, at int) int { return cmp.Compare(h.Span.Start, at) })
	return i
}

// MentionSpan returns where a mention stands in the file.
func (d *Doc) MentionSpan(m Mention) source.Span { return source.Span{} }
