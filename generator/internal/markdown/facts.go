package markdown

import (
	"cmp"
	"slices"
	"strings"

	"explainer/generator/internal/source"
)

// FirstSentence returns the first sentence of the text as Sentence does, headings
// before it left out, or "" for a text without any.
func (d *Doc) FirstSentence(r Resolver) string {
	at := 0
	for i := 0; i < len(d.Headings); i++ {
		rest, isHeading := strings.CutPrefix(d.plain[at:], d.Headings[i].Text+"\n")
		if !isHeading {
			break
		}
		at = len(d.plain) - len(rest)
	}
	if at == len(d.plain) {
		return ""
	}
	return d.sentence(at, at, r)
}

// SectionAt returns the section in which an offset of the file stands, counted as
// Run.Section is: the number of headings before it.
func (d *Doc) SectionAt(offset int) int {
	i, _ := slices.BinarySearchFunc(d.Headings, offset, func(h Heading, at int) int { return cmp.Compare(h.Span.Start(), at) })
	return i
}

// MentionSpan returns where a mention stands in the file. Where the name is
// written with escapes or entities the span may end early.
func (d *Doc) MentionSpan(m Mention) source.Span {
	if m.Run < 0 || int(m.Run) >= len(d.Runs) || d.File == nil {
		return source.Span{}
	}
	run := &d.Runs[m.Run]
	return d.File.Span(run.offset(int(m.Start)), run.offset(int(m.End)-1)+1)
}

// offset returns where a byte of the run's text stands in the file.
func (r *Run) offset(at int) int {
	// The last of the places at or before it: an escape makes two at one.
	i, _ := slices.BinarySearchFunc(r.places, at+1, func(p place, at int) int { return cmp.Compare(int(p.at), at) })
	i--
	if i < 0 {
		return 0
	}
	return int(r.places[i].offset) + at - int(r.places[i].at)
}
