package export

import (
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/jsonwrite"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

func claimID(c *site.Claim) string { return nodeID(c.From) + "#" + c.ID }

// claimsJSON returns claims.json: all claims, oldest first. The names and the meaning
// of the fields stay; fields may be added.
func (x *exporter) claimsJSON() []byte {
	const usual = 1280 // bytes of a claim
	w := &jsonwrite.Writer{Bytes: make([]byte, 0, usual*(1+len(x.site.Claims)))}
	w.Raw(`{"site": `)
	w.Begin('{')
	w.Field("title", x.site.Config.Title)
	w.Field("url", x.base.Abs("/"))
	w.End('}')
	w.Raw(`, "claims": `)
	writeLines(w, x.site.Claims, x.writeClaim)
	w.Raw("}\n")
	return w.Bytes
}

// writeLines writes a JSON array with a line for each value, so that versions can be
// compared line by line.
func writeLines[T any](w *jsonwrite.Writer, values []T, write func(*jsonwrite.Writer, T)) {
	w.Raw("[")
	for i, v := range values {
		if i > 0 {
			w.Raw(",")
		}
		w.Raw("\n")
		write(w, v)
	}
	w.Raw("\n]")
}

// writeList writes a member that is an array of objects.
func writeList[T any](w *jsonwrite.Writer, name string, values []T, fields func(T)) {
	w.Name(name)
	w.Begin('[')
	for _, v := range values {
		w.Begin('{')
		fields(v)
		w.End('}')
	}
	w.End(']')
}

func (x *exporter) writeClaim(w *jsonwrite.Writer, c *site.Claim) {
	w.Begin('{')
	w.Field("id", claimID(c))
	page, anchor := c.Place()
	w.Field("url", x.origin, page.Path, "#", urls.Fragment(anchor))
	x.writeParties(w, "by", c.By, c.Date)
	x.writeParties(w, "for", c.For, c.Date)
	w.Field("says", c.Says)
	w.Name("quotation")
	w.Bool(c.IsQuotation())
	earliest, latest := possible(c.Date)
	w.Field("on", c.Date.String())
	w.Field("on_earliest", earliest)
	w.Field("on_latest", latest)
	x.writeQuestion(w, c.Question)
	w.Field("stance", c.Stance)
	writeList(w, "about", c.About, func(r *site.Region) { x.writeNamed(w, &r.Node) })
	writeList(w, "sources", c.Sources, func(s *site.Source) {
		w.Field("id", s.ID)
		w.Field("title", s.Title)
		w.Field("url", x.origin, s.Path)
		w.Field("link", s.Record.URL)
	})
	w.Field("status", c.Status)
	w.Field("superseded_by", supersededBy(c))
	w.Name("responds_to")
	w.Begin('[')
	for _, to := range c.RespondsTo {
		w.String(claimID(to))
	}
	w.End(']')
	w.Field("explainer", explainerID(c.From))
	w.End('}')
}

// writeNamed writes the fields of a page and its name.
func (x *exporter) writeNamed(w *jsonwrite.Writer, n *site.Node) {
	w.Field("id", n.ID)
	w.Field("name", n.Title)
	w.Field("url", x.origin, n.Path)
}

// writeParties writes actors and the roles that each held on a date.
func (x *exporter) writeParties(w *jsonwrite.Writer, name string, actors []*site.Actor, on edtf.Date) {
	writeList(w, name, actors, func(a *site.Actor) {
		x.writeNamed(w, &a.Node)
		w.Field("kind", a.Meta.Kind)
		w.Name("roles")
		w.Begin('[')
		for _, r := range a.RolesOn(on) {
			w.String(r.Title)
		}
		w.End(']')
	})
}

func (x *exporter) writeQuestion(w *jsonwrite.Writer, q *site.Question) {
	w.Name("question")
	if q == nil {
		w.Null()
		return
	}
	w.Begin('{')
	w.Field("id", q.ID)
	w.Field("text", q.Asked)
	w.Field("kind", q.About)
	w.Field("url", x.origin, q.Path)
	w.End('}')
}

func supersededBy(c *site.Claim) string {
	if c.SupersededBy == nil {
		return ""
	}
	return claimID(c.SupersededBy)
}

func columns() []string {
	return []string{
		"id", "url", "by", "by_names", "by_roles", "for", "for_names", "for_roles", "says", "quotation",
		"on", "on_earliest", "on_latest", "question", "question_text", "stance", "about", "about_names",
		"sources", "source_links", "status", "superseded_by", "responds_to", "explainer",
	}
}

// claimsCSV returns claims.csv: lines end with CRLF, and the first has the names of
// the columns.
func (x *exporter) claimsCSV() []byte {
	const usual = 640 // bytes of a claim
	t := &table{out: make([]byte, 0, usual*(1+len(x.site.Claims)))}
	for _, name := range columns() {
		t.cell(name)
	}
	t.end()
	for _, c := range x.site.Claims {
		x.row(t, c)
		t.end()
	}
	return t.out
}

func (x *exporter) row(t *table, c *site.Claim) {
	page, anchor := c.Place()
	t.cell(claimID(c))
	t.cell(x.origin, page.Path, "#", urls.Fragment(anchor))
	for _, actors := range [][]*site.Actor{c.By, c.For} {
		cells(t, actors, func(a *site.Actor) string { return a.ID })
		cells(t, actors, func(a *site.Actor) string { return a.Title })
		cells(t, actors, func(a *site.Actor) string { return titles(a.RolesOn(c.Date)) })
	}
	t.cell(c.Says)
	if c.IsQuotation() {
		t.cell("true")
	} else {
		t.cell("false")
	}
	earliest, latest := possible(c.Date)
	t.cell(c.Date.String())
	t.cell(earliest)
	t.cell(latest)
	if q := c.Question; q != nil {
		t.cell(q.ID)
		t.cell(q.Asked)
	} else {
		t.cell()
		t.cell()
	}
	t.cell(c.Stance)
	cells(t, c.About, func(r *site.Region) string { return r.ID })
	cells(t, c.About, func(r *site.Region) string { return r.Title })
	cells(t, c.Sources, func(s *site.Source) string { return s.ID })
	cells(t, c.Sources, func(s *site.Source) string { return s.Record.URL })
	t.cell(c.Status)
	t.cell(supersededBy(c))
	cells(t, c.RespondsTo, claimID)
	t.cell(explainerID(c.From))
}

// possible returns the first and the last day that a date may mean, "" where there is
// none.
func possible(d edtf.Date) (earliest, latest string) {
	if d.IsZero() {
		return "", ""
	}
	return dayText(d.Earliest()), dayText(d.Latest())
}

// titles returns the titles of roles in one line.
func titles(roles []*site.Role) string {
	if len(roles) == 1 {
		return roles[0].Title
	}
	var list []string
	for _, r := range roles {
		list = append(list, r.Title)
	}
	return strings.Join(list, ", ")
}
