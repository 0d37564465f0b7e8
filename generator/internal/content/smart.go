package content

import "explainer/generator/internal/markdown"

// smarten gives the words of the front matter the typographic quotes, apostrophes
// and dashes that the text has. Titles of sources and other names stay as they are
// written: they are quoted, and compared.
func (d *Document) smarten(q markdown.Quotes) {
	one := func(s *string) { *s = markdown.SmartText(*s, q) }
	all := func(list []string) {
		for i := range list {
			one(&list[i])
		}
	}
	if d.Kind != Source {
		one(&d.Title.Value)
	}
	one(&d.Summary)
	if d.Actor != nil {
		one(&d.Actor.ImageAlt)
		for i := range d.Actor.Roles {
			one(&d.Actor.Roles[i].Title.Value)
		}
	}
	if d.Question != nil {
		one(&d.Question.Text.Value)
	}
	body, entries := d.Body(), d.Entries()
	all(body.KeyPoints)
	all(body.Known)
	all(body.Unknown)
	for i := range entries.Dates {
		one(&entries.Dates[i].Title.Value)
	}
	for i := range entries.Questions {
		one(&entries.Questions[i].Text.Value)
	}
	for i := range entries.Claims {
		one(&entries.Claims[i].Says.Value)
	}
	e := d.Explainer
	if e == nil {
		return
	}
	for i := range e.Updates {
		one(&e.Updates[i].Text)
	}
}
