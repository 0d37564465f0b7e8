package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// slide is an event as TimelineJS 3 has it: https://timeline.knightlab.com/docs/json-format.html.
// TimelineJS takes all text for HTML.
type slide struct {
	UniqueID    string    `json:"unique_id"`
	Start       *civil    `json:"start_date"`
	End         *civil    `json:"end_date,omitempty"`
	DisplayDate string    `json:"display_date"`
	Group       string    `json:"group,omitempty"`
	Text        slideText `json:"text"`
}

type slideText struct {
	Headline string `json:"headline"`
	Text     string `json:"text"`
}

// timelineJSON returns the dates of the site, oldest first. A date beyond the reach
// of ECMAScript's dates is left out.
func (x *exporter) timelineJSON() []byte {
	var slides []slide
	for _, ev := range x.site.Events {
		start, end := spread(ev.Date)
		if start == nil {
			continue
		}
		s := slide{
			UniqueID: slideID(ev), Start: start, End: end, DisplayDate: html.EscapeString(ev.Date.Words(edtf.English())),
			Text: slideText{html.EscapeString(oneLine(ev.Title)), html.EscapeString(told(ev))},
		}
		if len(ev.Regions) > 0 {
			s.Group = html.EscapeString(oneLine(ev.Regions[0].Title))
		}
		slides = append(slides, s)
	}
	title := struct {
		Text slideText `json:"text"`
	}{slideText{html.EscapeString(x.site.Config.Title), html.EscapeString(x.site.Config.Description)}}
	var b bytes.Buffer
	b.WriteString(`{"title": `)
	b.Write(oneJSON(title))
	b.WriteString(`, "events": `)
	writeLines(&b, slides)
	b.WriteString("}\n")
	return b.Bytes()
}

// slideID names an event in the letters that TimelineJS leaves as they are.
func slideID(ev *site.Event) string {
	const bytes = 8 // a clash among a million events has a chance of one in 40 million
	sum := sha256.Sum256([]byte(momentID(first(ev))))
	return "event-" + hex.EncodeToString(sum[:bytes])
}

// told returns who tells of an event, and that it is disputed if it is.
func told(ev *site.Event) string {
	var titles []string
	for _, m := range ev.Moments {
		titles = append(titles, oneLine(m.Explainer.Title))
	}
	text := strings.Join(titles, "; ")
	if ev.Disputed {
		text = "Disputed. " + text
	}
	return text
}
