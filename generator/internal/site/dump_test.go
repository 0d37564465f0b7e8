package site_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// dumper writes a linked site as readable text: a line for each node, and below it
// an indented line for each thing that it has.
type dumper struct {
	out  strings.Builder
	show []string // the parts to write; nil: all
	head string   // the node's line, until it is written
}

// node begins the lines of a node.
func (d *dumper) node(n *site.Node) {
	d.head = fmt.Sprintf("%s %q %s", name(n), n.Title, cmp.Or(n.URL, "(no address)"))
	if n.Stub() && (n.Kind == content.Actor || n.Kind == content.Region) {
		d.head += " stub"
	}
	if slices.Contains(d.show, "nodes") || len(d.show) == 0 {
		d.flush()
	}
}

func (d *dumper) flush() {
	if d.head != "" {
		d.out.WriteString(d.head + "\n")
		d.head = ""
	}
}

// line writes a line below the node, if the part is shown and the line says anything.
func (d *dumper) line(part, format string, args ...any) {
	if d.show != nil && !slices.Contains(d.show, part) {
		return
	}
	if text := strings.TrimSpace(fmt.Sprintf(format, args...)); text != "" {
		d.flush()
		d.out.WriteString("  " + part + ": " + text + "\n")
	}
}

// top writes a line of the site as a whole.
func (d *dumper) top(part, format string, args ...any) {
	if d.show == nil || slices.Contains(d.show, part) {
		fmt.Fprintf(&d.out, part+" "+format+"\n", args...)
	}
}

func (d *dumper) site(s *site.Site) {
	d.text(s.Home)
	for _, name := range slices.Sorted(maps.Keys(s.Indexes)) {
		if n := s.Indexes[name]; n.Doc != nil || len(n.Backlinks) > 0 {
			d.text(n)
		}
	}
	for _, e := range s.Explainers {
		d.explainer(e)
	}
	for _, a := range s.Actors {
		d.actor(a)
	}
	for _, r := range s.Regions {
		d.region(r)
	}
	for _, q := range s.Questions {
		d.text(&q.Node)
		d.line("asked", "%q %s", q.Asked, q.About)
		d.line("explainers", "%s", names(q.Explainers, explainerName))
		d.line("claims", "%s", names(q.Claims, claimName))
	}
	for _, src := range s.Sources {
		d.text(&src.Node)
		if src.Place != nil {
			d.line("place", "%s", src.Place.ID)
		}
		for _, c := range src.CitedBy {
			d.line("cited", "%s#%s %q", name(c.From), c.Anchor, c.Sentence)
		}
	}
	for _, n := range s.Pages {
		d.text(n)
	}
	for _, section := range s.Sections {
		d.text(&section.Node)
		d.line("pages", "%s", names(section.Pages, name))
	}
	d.whole(s)
}

func (d *dumper) whole(s *site.Site) {
	for _, c := range s.Claims {
		d.top("claim", "%s", describeClaim(c))
	}
	for _, e := range s.Events {
		d.top("event", "%s", describeEvent(e))
	}
	for _, r := range s.Redirects {
		d.top("redirect", "%s to %s", r.From, name(r.To))
	}
	for _, f := range s.Static {
		d.top("static", "%s", f.Path)
	}
}

// text writes what all nodes have.
func (d *dumper) text(n *site.Node) {
	d.node(n)
	for i, to := range n.Targets() {
		ref := n.Doc.Body().Refs[i]
		target := "nothing"
		switch {
		case to.File != "":
			target = "file " + to.File
		case to.Claim != nil:
			target = "claim of " + name(to.Node)
		case to.Node != nil:
			target = name(to.Node)
		}
		if to.Fragment != "" {
			target += "#" + to.Fragment
		}
		if n.Cites(i) {
			target += " as " + n.CiteID(i)
		}
		if words := n.Ref(i).Text; words != "" {
			target += fmt.Sprintf(" %q", words)
		}
		d.line("links", "%s -> %s", ref.Whole.Text(), target)
	}
	for _, m := range n.Mentions {
		at := n.Doc.Body().MentionSpan(m).Pos()
		run := n.Doc.Body().Runs[m.Run]
		d.line("mentions", "%d:%d %q -> %s", at.Line, at.Column, run.Text[m.Start:m.End], name(n.MentionOf[m.Target]))
	}
	for _, b := range n.Backlinks {
		d.line("backlinks", "%s %q", name(b.From), b.Sentence)
	}
	d.line("line", "%s", n.Line)
}

func (d *dumper) explainer(e *site.Explainer) {
	d.text(&e.Node)
	d.line("actors", "%s", names(e.Actors, actorName))
	d.line("regions", "%s", names(e.Regions, regionName))
	for _, m := range e.Dates {
		d.line("dates", "%s %q #%s%s", m.Date, m.Title, m.Anchor, lists(m.Disputed, m.Actors, m.Regions, m.Sources))
	}
	d.line("questions", "%s", names(e.Questions, func(q *site.Question) string { return q.ID }))
	d.line("claims", "%s", names(e.Claims, claimName))
	d.line("related", "%s", names(e.Related, explainerName))
}

func (d *dumper) actor(a *site.Actor) {
	d.text(&a.Node)
	d.line("part_of", "%s", names(a.PartOf, actorName))
	d.line("members", "%s", names(a.Members, actorName))
	if a.Region != nil {
		d.line("region", "%s", a.Region.ID)
	}
	d.line("explainers", "%s", names(a.Explainers, explainerName))
	d.line("events", "%s", names(a.Events, eventName))
	d.line("with", "%s", names(a.With, func(c site.Companion) string { return fmt.Sprintf("%s %d", c.Actor.ID, c.Count) }))
	for _, r := range a.Roles {
		d.line("roles", "%s from %s to %s", r.Title, show(r.From), show(r.To))
	}
	for _, r := range a.Holders {
		d.line("holders", "%s: %s from %s to %s", r.Title, r.Holder.ID, show(r.From), show(r.To))
	}
	d.line("claims", "%s", names(a.Claims, claimName))
}

func (d *dumper) region(r *site.Region) {
	d.text(&r.Node)
	d.line("chain", "%s", names(r.Chain(), regionName))
	d.line("inside", "%s", names(r.Inside, regionName))
	d.line("members", "%s", names(r.Actors, actorName))
	d.line("explainers", "%s", names(r.Explainers, explainerName))
	d.line("events", "%s", names(r.Events, eventName))
	for _, s := range r.Status {
		d.line("status", "%s %s according to %s from %s to %s as of %s", name(s.Holder), s.Basis,
			names(s.AccordingTo, actorName), show(s.From), show(s.To), show(s.AsOf))
	}
	d.line("claims", "%s", names(r.Claims, claimName))
}

func name(n *site.Node) string {
	if n.ID == "" {
		return n.Kind.String()
	}
	return n.Kind.String() + ":" + n.ID
}

func explainerName(e *site.Explainer) string { return e.ID }
func actorName(a *site.Actor) string         { return a.ID }
func regionName(r *site.Region) string       { return r.ID }
func claimName(c *site.Claim) string         { return c.ID }
func eventName(e *site.Event) string         { return e.Anchor }
func sourceName(s *site.Source) string       { return s.ID }

func names[T any](list []T, name func(T) string) string {
	var words []string
	for _, x := range list {
		words = append(words, name(x))
	}
	return strings.Join(words, ", ")
}

func show(d edtf.Date) string { return cmp.Or(d.String(), "-") }

func lists(disputed bool, actors []*site.Actor, regions []*site.Region, sources []*site.Source) string {
	text := ""
	if disputed {
		text = " disputed"
	}
	for _, list := range []string{names(actors, actorName), names(regions, regionName), names(sources, sourceName)} {
		if list != "" {
			text += "; " + list
		}
	}
	return text
}

func describeClaim(c *site.Claim) string {
	text := fmt.Sprintf("%s of %s on %s by %s", c.ID, name(c.From), show(c.Date), names(c.By, actorName))
	if len(c.For) > 0 {
		text += " for " + names(c.For, actorName)
	}
	text += fmt.Sprintf(": %s %s", c.Status, c.Stance)
	if c.Question != nil {
		text += " on " + c.Question.ID
	}
	text += lists(false, nil, c.About, c.Sources)
	for _, more := range []struct{ word, list string }{
		{"answers", names(c.RespondsTo, claimName)}, {"answered by", names(c.Answers, claimName)},
	} {
		if more.list != "" {
			text += "; " + more.word + " " + more.list
		}
	}
	if c.SupersededBy != nil {
		text += "; superseded by " + c.SupersededBy.ID
	}
	return text
}

func describeEvent(e *site.Event) string {
	moments := names(e.Moments, func(m *site.Moment) string { return m.Explainer.ID + "#" + m.Anchor })
	return fmt.Sprintf("%s %q #%s of %s%s", show(e.Date), e.Title, e.Anchor, moments, lists(e.Disputed, e.Actors, e.Regions, e.Sources))
}
