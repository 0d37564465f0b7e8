package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/source"
)

// checkPositions looks for what makes a page untrustworthy though it is well formed.
func (l *linker) checkPositions() {
	l.checkClaims()
	if !l.unread { // or else what is missing may stand there
		l.checkMissing()
	}
	l.checkEvents()
	l.checkReviews()
	l.checkRoles()
}

// checkClaims checks the claims of each explainer together, since they share a text and sources, and those of
// other pages.
func (l *linker) checkClaims() {
	var elsewhere []*Claim
	for _, c := range l.site.Claims {
		if l.explainerOf(c) == nil {
			elsewhere = append(elsewhere, c)
		}
	}
	list := l.site.Explainers
	inParallel(len(list)+1, func() func(int) {
		checks := &claimChecks{linker: l, plain: map[string]string{}}
		return func(i int) {
			if i < len(list) {
				checks.of(list[i], list[i].Claims)
			} else {
				checks.of(nil, elsewhere)
			}
		}
	})
}

// explainerOf returns the explainer that makes a claim, or nil if another page makes it.
func (l *linker) explainerOf(c *Claim) *Explainer {
	if e := l.explains[c.From.ID]; e != nil && c.From == &e.Node {
		return e
	}
	return nil
}

// checkMissing warns of questions without answers and sources that nothing cites.
func (l *linker) checkMissing() {
	for _, q := range l.site.Questions {
		l.checkQuestion(q)
	}
	for _, s := range l.site.Sources {
		if len(s.CitedBy) == 0 {
			l.report(diag.Warningf("source-unused", s.declared, "nothing cites the source %q", s.ID).
				WithHelp("cite it in the text as [@%s], name it in a claim's source, or take it out", s.ID))
		}
	}
}

// claimChecks are for one goroutine.
type claimChecks struct {
	*linker
	plain map[string]string // texts that quotations are looked for in, squeezed
}

// of checks the claims of an explainer, or of pages that are none.
func (l *claimChecks) of(e *Explainer, claims []*Claim) {
	for _, c := range claims {
		if e != nil {
			if asOf := e.Meta.AsOf; !asOf.IsZero() && !c.Date.IsZero() && c.Date.Earliest() > asOf.Latest() {
				l.report(diag.Warningf("claim-after-as-of", c.meta.On.Span, "the claim is of %s, but the explainer describes the state of %s", c.Date, asOf.Date).
					WithNote(asOf.Span, "as_of is set here").WithHelp("move as_of on, or take the claim out"))
			}
			if c.Status != content.Standing {
				l.checkKeyPoints(e, c)
			}
		}
		if len(c.Sources) > 0 {
			for _, quoted := range c.Quotations() {
				l.checkQuote(c, quoted)
			}
		}
	}
}

// checkKeyPoints warns of a key point that rests on words that no longer stand.
func (l *claimChecks) checkKeyPoints(e *Explainer, c *Claim) {
	words := c.Quotations()
	if len(words) == 0 {
		words = []string{c.Says}
	}
	for _, w := range words {
		if w = squeeze(w); w == "" {
			continue
		}
		for _, point := range e.Doc.Body().KeyPoints {
			if strings.Contains(l.squeezed(point), w) {
				l.report(diag.Warningf("stale-key-point", claimSpan(c), "this claim is %s, but a key point still repeats it: %q", c.Status, point).
					WithHelp("rewrite the key point"))
				return
			}
		}
	}
}

// checkQuote warns of a quotation that none of its sources has, where all of them
// give their text. What an ellipsis or brackets leave out or put in may be anything.
func (l *claimChecks) checkQuote(c *Claim, quoted string) {
	if slices.ContainsFunc(c.Sources, func(s *Source) bool { return s.text == "" }) {
		return
	}
	parts := quotedParts(quoted)
	for _, s := range c.Sources {
		if inOrder(l.squeezed(s.text), parts) {
			return
		}
	}
	l.report(diag.Warningf("quote-not-found", claimSpan(c), "the text of %q does not have the words %q", c.Sources[0].ID, quoted).
		WithHelp("quote the words exactly, with … where some are left out, or take the quotation marks away"))
}

func claimSpan(c *Claim) source.Span { return c.meta.Says.Span }

// quotedParts splits a quotation at its ellipses and at words in square brackets.
func quotedParts(quoted string) []string {
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(quoted, "...", "…"), "…") {
		for part != "" {
			before, inserted, found := strings.Cut(part, "[")
			parts = append(parts, squeeze(before))
			if !found {
				break
			}
			_, part, _ = strings.Cut(inserted, "]")
		}
	}
	return parts
}

// inOrder reports whether a text has all parts, one behind the other.
func inOrder(text string, parts []string) bool {
	for _, part := range parts {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return true
}

// squeezed is squeeze, remembered: one text is compared with many quotations.
func (l *claimChecks) squeezed(s string) string {
	short, known := l.plain[s]
	if !known {
		short = squeeze(s)
		l.plain[s] = short
	}
	return short
}

// squeeze makes texts comparable: one space between words, plain quotation marks and
// dashes, no final punctuation, no case.
func squeeze(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if r = plainRune(r); unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch r {
		case '“', '”', '„', '«', '»':
			b.WriteByte('"')
		case '‘':
			b.WriteByte('\'')
		case '–', '—':
			b.WriteByte('-')
		case '…':
			b.WriteString("...")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Trim(strings.ReplaceAll(b.String(), "--", "-"), " .,;:!?")
}

// checkQuestion warns of a question on which only one side is heard.
func (l *linker) checkQuestion(q *Question) {
	stances, voices := q.sides()
	switch {
	case len(q.Claims) == 0:
		l.report(diag.Warningf("question-unanswered", q.declared, "no claim answers the question %q", q.ID).
			WithHelp(`give a claim question = %q, or take the question out`, q.ID))
	case len(voices) == 1:
		l.report(diag.Warningf("question-one-sided", q.declared, "only %q answers the question %q", voices[0].Title, q.ID).
			WithHelp("add a claim of somebody who sees it differently"))
	case stances < 2:
		l.report(diag.Warningf("question-one-sided", q.declared, "only one side answers the question %q", q.ID).
			WithHelp("add a claim of somebody who sees it differently"))
	}
}

// checkEvents reports an event that is dated in two ways: the same id, or the same
// words in two explainers.
func (l *linker) checkEvents() {
	byID := map[string]*Moment{}
	for _, e := range l.byDocument() {
		for _, m := range e.Dates {
			if m.ID == "" {
				continue
			}
			first := byID[m.ID]
			if first == nil {
				byID[m.ID] = m
				continue
			}
			if first.Date != m.Date {
				l.report(l.differing(m, first))
			}
		}
	}
	l.checkTitles()
}

// checkTitles does the same for events without ids: words of some length that two
// explainers use to the letter, near one another in time, tell of one event.
func (l *linker) checkTitles() {
	const fewestWords, nearby = 4, 400 // days
	first := map[string]*Moment{}
	for _, e := range l.byDocument() {
		for _, m := range e.Dates {
			if m.ID != "" || m.short || len(strings.Fields(m.Title)) < fewestWords {
				continue
			}
			other := first[m.Title]
			if other == nil {
				first[m.Title] = m
				continue
			}
			apart := int64(m.Date.Earliest()) - int64(other.Date.Earliest())
			if other.Explainer != e && m.Date != other.Date && max(apart, -apart) < nearby {
				l.report(l.differing(m, other))
			}
		}
	}
}

func (l *linker) differing(m, first *Moment) diag.Diagnostic {
	where := "in another explainer"
	if m.Explainer == first.Explainer {
		where = "in another place"
	}
	return diag.Warningf("event-date", m.span(), "%q is dated %s here and %s %s", m.Title, m.Date, first.Date, where).
		WithNote(first.span(), "the other date is here").
		WithHelp("give both the same date, or different words")
}

// checkReviews tells which explainers are overdue for review.
func (l *linker) checkReviews() {
	for _, e := range l.byDocument() {
		if by := e.Meta.ReviewBy; Overdue(by.Date, l.site.Today) {
			l.report(diag.Warningf("overdue-review", by.Span, "the review of this explainer is overdue since %s", by.Date).
				WithHelp("read it again, and move review_by on"))
		}
	}
}

// Overdue reports whether a date has passed on a day.
func Overdue(by edtf.Date, today edtf.Day) bool { return !by.IsZero() && by.Latest() < today }

// sortPositions orders what questions, claims and sources have, and hands claims to
// the actors and regions that they concern.
func (l *linker) sortPositions() {
	sortByDate(l.site.Claims, func(c *Claim) edtf.Date { return c.Date })
	for _, c := range l.site.Claims {
		for _, to := range c.RespondsTo {
			l.replies(to).Answers = append(to.Answers, c)
		}
		for _, a := range union(slices.Clone(c.By), c.For) {
			a.Claims = append(a.Claims, c)
		}
		for _, r := range withAncestors(c.About) {
			r.Claims = append(r.Claims, c)
		}
		e := l.explainerOf(c)
		if e != nil {
			e.Claims = append(e.Claims, c)
		}
		if c.Question != nil {
			c.Question.Claims = append(c.Question.Claims, c)
		}
	}
	for _, q := range l.site.Questions {
		var explainers set[*Explainer]
		explainers.addAll(q.Explainers)
		for _, c := range q.Claims {
			if e := l.explainerOf(c); e != nil {
				explainers.add(e)
			}
		}
		q.Explainers = explainers.list
		slices.SortFunc(q.Explainers, compareExplainers)
		for _, e := range q.Explainers {
			e.Questions = append(e.Questions, q)
		}
	}
	for _, e := range l.site.Explainers {
		l.orderQuestions(e)
	}
}

// orderQuestions puts an explainer's questions in the order in which its author answers
// them, claim by claim; those without an answer come last, as declared.
func (l *linker) orderQuestions(e *Explainer) {
	place := map[*Question]int{}
	for i := range e.entries.Questions {
		place[l.questions[e.entries.Questions[i].ID.Value]] = i
	}
	for _, q := range e.Questions {
		place[q] += len(l.site.Claims)
	}
	for _, c := range e.Claims {
		if c.Question != nil {
			place[c.Question] = min(place[c.Question], c.order)
		}
	}
	slices.SortStableFunc(e.Questions, func(a, b *Question) int {
		return cmp.Or(cmp.Compare(place[a], place[b]), strings.Compare(a.ID, b.ID))
	})
}
