package site

import (
	"slices"

	"explainer/generator/internal/content"
)

// Report is how well a site is borne out.
type Report struct {
	Claims, Sourced    int // claims, and those that name a source
	Sources, Archived  int // sources with an address, and those with an archived copy
	Overdue            int // explainers whose review is overdue
	Unlisted           []Unlisted
	Questions, OneSide int // questions, and those that one side or one actor alone answers
}

// Unlisted is an explainer whose text names actors or regions that its front matter
// does not list: their pages do not show it.
type Unlisted struct {
	Path string   // of the explainer, as diagnostics show it
	IDs  []string // in the order of the text
}

// Report sums up what is sourced, archived, reviewed and listed.
func (s *Site) Report() Report {
	r := Report{Claims: len(s.Claims), Questions: len(s.Questions)}
	for _, c := range s.Claims {
		if len(c.Sources) > 0 {
			r.Sourced++
		}
	}
	for _, src := range s.Sources {
		if src.Record.URL != "" || src.Record.Archived != "" {
			r.Sources++
		}
		if src.Record.Archived != "" {
			r.Archived++
		}
	}
	for _, q := range s.Questions {
		if stances, voices := q.sides(); len(q.Claims) > 0 && min(stances, len(voices)) < 2 {
			r.OneSide++
		}
	}
	for _, e := range s.Explainers {
		if Overdue(e.Meta.ReviewBy.Date, s.Today) {
			r.Overdue++
		}
		if ids := e.unlisted(); len(ids) > 0 {
			r.Unlisted = append(r.Unlisted, Unlisted{Path: e.Doc.File.Path, IDs: ids})
		}
	}
	return r
}

// sides returns how many stances answer a question, and who takes them.
func (q *Question) sides() (stances int, voices []*Actor) {
	taken := map[string]bool{}
	var speakers set[*Actor]
	for _, c := range q.Claims {
		taken[c.Stance] = true
		speakers.addAll(c.By)
	}
	return len(taken), speakers.list
}

// unlisted returns the ids of the actors and regions that the text links and that
// the explainer does not list.
func (e *Explainer) unlisted() []string {
	listed := map[*Node]bool{}
	for _, a := range e.Actors {
		listed[&a.Node] = true
	}
	for _, r := range e.Regions {
		listed[&r.Node] = true
	}
	var ids []string
	add := func(n *Node) {
		if n != nil && (n.Kind == content.Actor || n.Kind == content.Region) && !listed[n] && !slices.Contains(ids, n.ID) {
			ids = append(ids, n.ID)
		}
	}
	for _, to := range e.Targets() {
		add(to.Node)
	}
	for _, n := range e.MentionOf {
		add(n)
	}
	return ids
}
