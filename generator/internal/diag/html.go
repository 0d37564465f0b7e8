package diag

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"

	"explainer/generator/internal/source"
)

// WriteHTML writes the diagnostics in the order given as one ordered list, for a page
// to show: the place, the message, the line with its place marked, notes and the way
// out. Whatever an author wrote is escaped. It writes classes, no styles and no
// scripts, and nothing for an empty list. It returns the writer's error.
func WriteHTML(w io.Writer, list List) error {
	if len(list) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("<ol class=\"diagnostics\">\n")
	for _, d := range list {
		writeItem(&b, d)
	}
	b.WriteString("</ol>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func writeItem(b *strings.Builder, d Diagnostic) {
	fmt.Fprintf(b, "<li class=%q>\n<p class=\"message\">", d.Severity)
	if place := strings.TrimSuffix(where(d.Span, d.Path), ": "); place != "" {
		b.WriteString(`<span class="place">` + html.EscapeString(place) + "</span> ")
	}
	fmt.Fprintf(b, `<strong>%s:</strong> <bdi>%s</bdi>`, d.Severity, text(d.Message))
	if d.Severity == Warning {
		b.WriteString(` <span class="id">[` + html.EscapeString(d.ID) + "]</span>")
	}
	b.WriteString("</p>\n")
	writeLine(b, d.Span)
	for _, n := range d.Notes {
		b.WriteString(`<p class="note"><strong>note:</strong> ` + text(n.Message))
		if place := strings.TrimSuffix(where(n.Span, ""), ": "); place != "" {
			b.WriteString(` <span class="place">(` + html.EscapeString(place) + ")</span>")
		}
		b.WriteString("</p>\n")
	}
	if d.Help != "" {
		b.WriteString(`<p class="help"><strong>help:</strong> ` + text(d.Help) + "</p>\n")
	}
	b.WriteString("</li>\n")
}

// writeLine writes the line of the span, numbered, with the span marked as far as the
// line has it. A place between two characters is marked by an empty element.
func writeLine(b *strings.Builder, span source.Span) {
	if span.File == nil || len(span.File.Data()) == 0 {
		return
	}
	line := span.Pos().Line
	start, end := span.File.LineBounds(line)
	data := span.File.Data()[:end]
	if start == 0 && bytes.HasPrefix(data, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	at := max(start, min(span.Start(), end))
	from, to := window(data, start, at)
	markEnd := max(at, min(span.End(), to))
	b.WriteString(`<pre class="line"><span class="number">` + fmt.Sprint(line) + `</span> <code dir="auto">`)
	if from > start {
		b.WriteString("…")
	}
	b.WriteString(shown(data[from:at]) + "<mark>" + shown(data[at:markEnd]) + "</mark>" + shown(data[markEnd:to]))
	if to < end {
		b.WriteString("…")
	}
	b.WriteString("</code></pre>\n")
}

func shown(data []byte) string { return html.EscapeString(visible(data)) }

func text(message string) string { return html.EscapeString(clean(message)) }
