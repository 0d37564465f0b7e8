package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
)

// declarePositions makes the questions and sources that explainers declare, beside
// those that have files, and then the claims, which name them.
func (l *linker) declarePositions() {
	for _, e := range l.byDocument() {
		for i := range e.entries.Questions {
			l.declareQuestion(e, &e.entries.Questions[i])
		}
		for i := range e.entries.Sources {
			l.declareSource(e, &e.entries.Sources[i])
		}
	}
}

// readEntries has the entries of all explainers read, which stay until the site is linked.
func (l *linker) readEntries() {
	list := l.site.Explainers
	inParallel(len(list), func() func(int) {
		return func(i int) { list[i].entries = list[i].Doc.Entries() }
	})
}

// byDocument returns the explainers in the order of their files.
func (l *linker) byDocument() []*Explainer {
	list := slices.Clone(l.site.Explainers)
	slices.SortFunc(list, func(a, b *Explainer) int { return strings.Compare(a.Doc.Path, b.Doc.Path) })
	return list
}

func (l *linker) declareQuestion(e *Explainer, m *content.QuestionMeta) {
	if m.ID.Value == "" || m.Text.Value == "" {
		return
	}
	if first := l.questions[m.ID.Value]; first != nil {
		if first.Asked != m.Text.Value {
			help := "use the same words, or another id"
			if first.Doc == nil {
				help += "; a question that several explainers share can have its own file, content/questions/" + m.ID.Value + ".md"
			}
			l.report(diag.Errorf("duplicate-id", m.ID.Span, "the question %q is declared twice, in different words", m.ID.Value).
				WithNote(first.declared, "first as %q", first.Asked).WithHelp("%s", help))
			return
		}
		if !slices.Contains(first.Explainers[max(0, len(first.Explainers)-1):], e) { // declared twice by one explainer
			first.Explainers = append(first.Explainers, e)
		}
		l.agreeOnKind(first, m)
		return
	}
	q := l.question(m.ID.Value, nil, m)
	q.declared, q.Lang = m.ID.Span, e.Lang
	q.Explainers = []*Explainer{e}
}

// agreeOnKind takes over the kind of a question from where it is given, and reports
// a second one.
func (l *linker) agreeOnKind(q *Question, m *content.QuestionMeta) {
	switch {
	case q.About == "":
		q.About = m.Kind
	case m.Kind != "" && m.Kind != q.About:
		l.report(diag.Errorf("duplicate-id", m.ID.Span, "the question %q is declared twice, as one of %s and here as one of %s", m.ID.Value, q.About, m.Kind).
			WithNote(q.declared, "first here").WithHelp("give both the same kind"))
	}
}

func (l *linker) question(id string, d *content.Document, m *content.QuestionMeta) *Question {
	q := &Question{Asked: m.Text.Value, About: m.Kind}
	l.register(&q.Node, content.Question, id, d)
	if d == nil {
		l.ids[content.Question] = append(l.ids[content.Question], id)
		q.Line = ""
	} else {
		q.declared = d.File.Span(0, 0)
	}
	q.Title = cmp.Or(q.Asked, q.Title)
	l.questions[id] = q
	l.site.Questions = append(l.site.Questions, q)
	return q
}

func (l *linker) declareSource(e *Explainer, m *content.SourceMeta) {
	if m.ID.Value == "" || m.Title.Value == "" {
		return
	}
	if first := l.sources[m.ID.Value]; first != nil {
		help := "move it to content/sources/" + m.ID.Value + ".md, where all explainers can use it"
		if first.Doc != nil {
			help = "take this one out: all explainers can use the other"
		}
		l.report(diag.Errorf("duplicate-id", m.ID.Span, "the source %q is declared twice", m.ID.Value).
			WithNote(first.declared, "first here").WithHelp("%s", help))
		return
	}
	s := l.source(m.ID.Value, nil, m)
	s.Place, s.declared, s.Lang = e, m.ID.Span, e.Lang
}

func (l *linker) source(id string, d *content.Document, m *content.SourceMeta) *Source {
	s := l.memory.sources.new()
	s.Record = Record{
		Author: m.Author, Publisher: m.Publisher, Published: m.Published.Date, Accessed: m.Accessed.Date,
		URL: m.URL.Value, Archived: m.Archived.Value, Lang: m.Lang.Value, Kind: m.Kind,
	}
	s.text = m.Text
	l.register(&s.Node, content.Source, id, d)
	if d == nil {
		l.ids[content.Source] = append(l.ids[content.Source], id)
	} else {
		s.declared = d.File.Span(0, 0)
	}
	s.Title = cmp.Or(m.Title.Value, s.Title)
	l.sources[id] = s
	l.site.Sources = append(l.site.Sources, s)
	return s
}

// declareClaims makes the claims of all documents, those of the front matter before
// those of the text, and then links them to one another.
func (l *linker) declareClaims() {
	for _, d := range l.docs {
		n := l.byPath[d.Path]
		if n == nil || d.Explainer == nil && d.Inline == 0 {
			continue
		}
		entries := d.Entries()
		anchors := declaredClaims(entries)
		for i := range entries.Claims {
			l.declareClaim(n, &entries.Claims[i], anchors)
		}
		for i := range entries.Inline {
			if l.inline[n] == nil {
				l.inline[n] = make([]*Claim, len(entries.Inline))
			}
			if len(entries.Inline[i].By) > 0 {
				l.inline[n][i] = l.declareClaim(n, &entries.Inline[i], anchors)
			}
		}
	}
	for _, c := range l.site.Claims {
		l.linkClaim(c)
	}
	l.checkResponses()
	l.checkSuperseded()
}

// declaredClaims counts the ids that a document declares, which no claim without an
// id may be given on the same page.
func declaredClaims(entries *content.Entries) map[string]int {
	count := map[string]int{}
	for i := range entries.Inline {
		count[entries.Inline[i].ID.Value]++
	}
	for i := range entries.Claims {
		count[entries.Claims[i].ID.Value]++
	}
	return count
}

func (l *linker) declareClaim(from *Node, m *content.ClaimMeta, anchors map[string]int) *Claim {
	c := l.memory.claims.new()
	*c = Claim{
		Says: m.Says.Value, Stance: m.Stance, Status: m.Status, From: from, Date: m.On.Date, Replies: l.noReplies,
		order: len(l.site.Claims), meta: m,
		By: l.actorList(m.By), For: l.actorList(m.For), About: l.regionList(m.About),
		Sources: l.sourceList(m.Sources), Question: l.questionOf(m.Question),
	}
	id := m.ID.Value
	if id == "" {
		id = m.By[0].Value
		if !c.Date.IsZero() {
			id += "-" + strings.TrimPrefix(dateAnchor(c.Date), "date:")
		}
		id = numbered(anchors, id)
	} else if first := l.claims[id]; first != nil {
		l.report(diag.Errorf("duplicate-id", m.ID.Span, "the claim %q is declared twice", id).
			WithNote(first.meta.ID.Span, "first here").WithHelp("give one of them another id"))
		return nil
	} else {
		l.claims[id] = c
	}
	c.Anchor = "claim:" + id
	c.ID = c.Anchor[len("claim:"):]
	l.site.Claims = append(l.site.Claims, c)
	return c
}

func (l *linker) linkClaim(c *Claim) {
	for _, t := range c.meta.RespondsTo {
		if to := l.claimOf(t); to != nil && to != c {
			l.replies(c).RespondsTo = append(c.RespondsTo, to)
		} else if to == c {
			l.report(diag.Errorf("claim-circle", t.Span, "the claim %q responds to itself", c.ID).WithHelp("take it out"))
		}
	}
	if t := c.meta.SupersededBy; t.Value != "" {
		to := l.claimOf(t)
		if to == c {
			l.report(diag.Errorf("claim-circle", t.Span, "the claim %q supersedes itself", c.ID).WithHelp("name the later claim"))
			return
		}
		l.replies(c).SupersededBy = to
	}
}

// replies returns the replies of a claim to be added to.
func (l *linker) replies(c *Claim) *Replies {
	if c.Replies == l.noReplies {
		c.Replies = &Replies{}
	}
	return c.Replies
}

// checkSuperseded reports claims that supersede one another in a circle, none of
// which is the last word.
func (l *linker) checkSuperseded() {
	seen := map[*Claim]*Claim{} // to the claim from which it was first reached
	for _, start := range l.site.Claims {
		c := start
		for c != nil && seen[c] == nil {
			seen[c] = start
			c = c.SupersededBy
		}
		if c != nil && seen[c] == start {
			ids := []string{c.ID}
			for next := c.SupersededBy; next != c; next = next.SupersededBy {
				ids = append(ids, next.ID)
			}
			l.report(diag.Errorf("claim-circle", c.meta.SupersededBy.Span, "claims supersede one another in a circle: %s", arrows(ids)).
				WithHelp("take one superseded_by out: the last claim stands"))
		}
	}
}

// claimIDs returns the ids of claims that were given one.
func (l *linker) claimIDs() []string { return slices.Collect(maps.Keys(l.claims)) }

func (l *linker) claimOf(t frontmatter.Text) *Claim {
	if c := l.claims[t.Value]; c != nil {
		return c
	}
	if l.unread {
		return nil
	}
	l.report(diag.Errorf("unknown-id", t.Span, "unknown claim %q", t.Value).
		WithHelp("%s", cmp.Or(l.near.didYouMean("claims", l.claimIDs, t.Value), `give the claim that is meant an id: id = "`+slugOr(t.Value)+`"`)))
	return nil
}

func (l *linker) questionOf(t frontmatter.Text) *Question {
	if t.Value == "" {
		return nil
	}
	if q := l.questions[t.Value]; q != nil {
		return q
	}
	if l.unread {
		return nil
	}
	l.report(l.unknown(&l.near, content.Question, t, "declare it under [[questions]], or write content/questions/"+slugOr(t.Value)+".md"))
	return nil
}

func (l *linker) sourceList(texts []frontmatter.Text) []*Source {
	var found set[*Source]
	for _, t := range l.bounded(texts) {
		if s := l.sources[t.Value]; s != nil {
			found.add(s)
		} else if !l.unread {
			l.report(l.unknown(&l.near, content.Source, t, "declare it under [[sources]], or write content/sources/"+slugOr(t.Value)+".md"))
		}
	}
	return l.memory.ofSources.list(found.list)
}

// unknown reports an id that must be declared.
func (l *linker) unknown(near *asker, kind content.Kind, t frontmatter.Text, otherwise string) diag.Diagnostic {
	if hidden := l.hiddenIDs[nodeKey{kind, t.Value}]; hidden != nil {
		return l.hiddenError(hidden, t.Span)
	}
	d := diag.Errorf("unknown-id", t.Span, "unknown %s %q", kind, t.Value)
	if word, ok := near.suggest(kind.String(), func() []string { return l.ids[kind] }, t.Value); ok {
		return d.WithHelp("did you mean %q?", word)
	}
	return d.WithHelp("%s", otherwise)
}

// checkResponses reports claims that respond to one another in a circle.
func (l *linker) checkResponses() {
	circles(l.site.Claims, func(c *Claim) []*Claim { return c.RespondsTo }, func(circle []*Claim) {
		var ids []string
		for _, c := range circle {
			ids = append(ids, c.ID)
		}
		last := circle[len(circle)-1]
		l.report(diag.Errorf("claim-circle", textOf(last.meta.RespondsTo, circle[0].ID), "claims respond to one another in a circle: %s", arrows(ids)).
			WithHelp("a claim responds to earlier ones: take one responds_to out"))
	})
}
