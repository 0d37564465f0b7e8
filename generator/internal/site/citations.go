package site

import (
	"cmp"
	"slices"
	"strconv"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/markdown"
)

// cite resolves a citation of the text.
func (t *textLinker) cite(ref markdown.Ref) (Target, *diag.Diagnostic) {
	if s := t.sources[ref.Target]; s != nil {
		return Target{Node: &s.Node}, nil
	}
	if t.unread {
		return Target{}, nil
	}
	id := frontmatter.Text{Value: ref.Target, Span: ref.Span}
	return problem(t.unknown(&t.near, content.Source, id, "declare it under [[sources]], or write content/sources/"+slugOr(ref.Target)+".md"))
}

// claimLink resolves words that a claim stands behind.
func (t *textLinker) claimLink(ref markdown.Ref) (Target, *diag.Diagnostic) {
	if ref.Target == "" {
		return Target{}, nil // written in the text, and linked with the claims there
	}
	if c := t.claims[ref.Target]; c != nil {
		return Target{Node: c.From, Claim: c, Fragment: c.Anchor}, nil
	}
	if t.unread {
		return Target{}, nil
	}
	d := diag.Errorf("unknown-link", ref.Span, "unknown claim %q", ref.Target)
	help := t.near.didYouMean("claims", t.claimIDs, ref.Target)
	return problem(d.WithHelp("%s", cmp.Or(help, `give the claim that is meant an id: id = "`+slugOr(ref.Target)+`"`)))
}

// countCitation counts the citations of a source in the text.
func (t *textLinker) countCitation(i int, source *Node) {
	if t.node.cites == nil {
		t.node.cites = make([]int32, len(t.node.targets))
		t.numbers = map[*Node]int32{}
	}
	t.numbers[source]++
	t.node.cites[i] = t.numbers[source]
}

// CiteID returns the id of a citation, which is that of the source and, from its second
// citation in the text on, a number. It is empty where the i-th reference is none.
func (l *Links) CiteID(i int) string {
	if !l.Cites(i) {
		return ""
	}
	id := citeAnchor + l.Target(i).Node.ID
	if n := l.cites[i]; n > 1 {
		id += "." + strconv.Itoa(int(n))
	}
	return id
}

// textCitation is a place in a text that cites a source.
type textCitation struct {
	source *Node
	at     Citation
}

// collectCitations tells every source who cites it: texts, then claims, dates and
// statuses, in the order of the pages' titles.
func (l *linker) collectCitations() {
	for _, c := range l.cited {
		s := l.sources[c.source.ID]
		if len(s.CitedBy) > 0 && s.CitedBy[0].Anchor == c.at.Anchor {
			c.at.Anchor = s.CitedBy[0].Anchor // the same memory
		}
		s.cite(c.at)
	}
	l.cited = nil
	for _, c := range l.site.Claims {
		anchor := c.Anchor
		if c.From.Kind != content.Explainer {
			anchor = "" // only explainers show the claims they make
		}
		for _, s := range c.Sources {
			s.cite(Citation{From: c.From, Anchor: anchor, Sentence: c.Says})
		}
	}
	for _, e := range l.site.Explainers {
		for _, m := range e.Dates {
			for _, s := range m.Sources {
				s.cite(Citation{From: &e.Node, Anchor: m.Anchor, Sentence: m.Title})
			}
		}
	}
	for _, r := range l.site.Regions {
		for _, st := range r.Status {
			for _, s := range st.Sources {
				s.cite(Citation{From: &r.Node, Anchor: StatusAnchor, Status: st, Sentence: st.Holder.Title + ": " + st.Basis})
			}
		}
	}
	for _, s := range l.site.Sources {
		slices.SortStableFunc(s.CitedBy, func(a, b Citation) int { return compareNodes(a.From, b.From) })
	}
}

// StatusAnchor is the id of the table of statuses on a region's page.
const StatusAnchor = "status:"

func (s *Source) cite(c Citation) { s.CitedBy = append(s.CitedBy, c) }
