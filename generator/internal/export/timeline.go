package export

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"strings"

	"explainer/generator/internal/jsonwrite"
	"explainer/generator/internal/site"
	"explainer/generator/internal/words"
)

// timelineJSON returns the dates of the site, oldest first, as TimelineJS 3 has them:
// https://timeline.knightlab.com/docs/json-format.html. TimelineJS takes all text for
// HTML. A date beyond the reach of ECMAScript's dates is left out.
func (x *exporter) timelineJSON() []byte {
	const usual = 320 // bytes of an event
	w := &jsonwrite.Writer{Bytes: make([]byte, 0, usual*(1+len(x.site.Events)))}
	w.Raw(`{"title": `)
	w.Begin('{')
	writeSlideText(w, x.site.Config.Title, x.site.Config.Description)
	w.End('}')
	w.Raw(`, "events": `)
	slides := make([]slide, 0, len(x.site.Events))
	for _, ev := range x.site.Events {
		if start, end := spread(ev.Date); start != nil {
			slides = append(slides, slide{ev, start, end})
		}
	}
	writeLines(w, slides, x.writeSlide)
	w.Raw("}\n")
	return w.Bytes
}

// slide is an event and the dates between which it is shown; end may be nil.
type slide struct {
	*site.Event
	start, end *civil
}

func (x *exporter) writeSlide(w *jsonwrite.Writer, ev slide) {
	said := x.wordsOf(ev.Event)
	w.Begin('{')
	w.Field("unique_id", slideID(ev.Event))
	ev.start.writeFields(w, "start_date")
	if ev.end != nil {
		ev.end.writeFields(w, "end_date")
	}
	w.Field("display_date", html.EscapeString(oneLine(ev.Date.Words(&said.Dates))))
	if len(ev.Regions) > 0 {
		if group := html.EscapeString(oneLine(ev.Regions[0].Title)); group != "" {
			w.Field("group", group)
		}
	}
	writeSlideText(w, oneLine(ev.Title), told(ev.Event, said))
	w.End('}')
}

func writeSlideText(w *jsonwrite.Writer, headline, text string) {
	w.Name("text")
	w.Begin('{')
	w.Field("headline", html.EscapeString(headline))
	w.Field("text", html.EscapeString(text))
	w.End('}')
}

func (c *civil) writeFields(w *jsonwrite.Writer, name string) {
	w.Name(name)
	w.Begin('{')
	w.Name("year")
	w.Int(c.Year)
	if c.Month != 0 {
		w.Name("month")
		w.Int(c.Month)
	}
	if c.Day != 0 {
		w.Name("day")
		w.Int(c.Day)
	}
	w.End('}')
}

// slideID names an event in the letters that TimelineJS leaves as they are.
func slideID(ev *site.Event) string {
	const bytes = 8 // a clash among a million events has a chance of one in 40 million
	sum := sha256.Sum256([]byte(momentID(first(ev))))
	return "event-" + hex.EncodeToString(sum[:bytes])
}

// told returns who tells of an event, and that it is disputed if it is.
func told(ev *site.Event, said *words.Language) string {
	var titles []string
	for _, m := range ev.Moments {
		titles = append(titles, oneLine(m.Explainer.Title))
	}
	text := strings.Join(titles, "; ")
	if ev.Disputed {
		text = oneLine(said.Say.Disputed) + ". " + text
	}
	return text
}
