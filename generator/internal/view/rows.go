package view

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// Claims stand in rows: by question, and under each by who makes them. Where they
// are more than a page holds, the rows are cut; a row is the same on every page that
// has some of it, since its stance and the changes of it follow from all its claims.

// group is all that is said on one question, or on none.
type group struct {
	question *site.Question // may be nil
	rows     []speaker
	span     // of its rows
}

// span is where entries lie among all of a node's; see entries.
type span struct{ from, to int }

// grouping is the claims of a node's pages in groups. It is made once for all of them: an
// actor that everybody quotes has thousands of claims on hundreds of pages.
type grouping struct {
	once    sync.Once
	groups  []group
	entries int
	counted atomic.Bool // entries is known
}

// groupings remembers the groupings of the nodes whose pages were made last: those of one
// node are made one after another.
type groupings struct {
	mu   sync.Mutex
	made map[*site.Node]*grouping
	last []*site.Node // the oldest first
}

const mostGroupings = 32

// of returns the grouping of a node, which is empty if it is not remembered.
func (gs *groupings) of(n *site.Node) *grouping {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	if g := gs.made[n]; g != nil {
		return g
	}
	if len(gs.last) == mostGroupings {
		delete(gs.made, gs.last[0])
		gs.last = gs.last[1:]
	}
	if gs.made == nil {
		gs.made = map[*site.Node]*grouping{}
	}
	g := &grouping{}
	gs.made[n], gs.last = g, append(gs.last, n)
	return g
}

// grouped returns the claims of the table's page in groups.
func (t *table) grouped(claims []*site.Claim) *grouping {
	if len(claims) <= t.builder.site.Config.PageSize {
		g := &grouping{}
		t.fill(g, claims)
		return g
	}
	g := t.builder.groups.of(t.home)
	g.once.Do(func() { t.fill(g, claims) })
	return g
}

// fill groups claims.
func (t *table) fill(g *grouping, claims []*site.Claim) {
	if t.home.Kind == content.Actor {
		claims = undatedFirst(claims)
	}
	g.groups = groupClaims(claims)
	for i := range g.groups {
		group := &g.groups[i]
		group.from = g.entries
		for k := range group.rows {
			row := &group.rows[k]
			row.from = g.entries
			for _, c := range row.claims {
				if !stays(t.home, c) {
					g.entries++
				}
			}
			row.to = g.entries
		}
		group.to = g.entries
	}
	g.counted.Store(true)
}

// known returns the grouping of a node if it is remembered and made.
func (gs *groupings) known(n *site.Node) *grouping {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	if g := gs.made[n]; g != nil && g.counted.Load() {
		return g
	}
	return nil
}

// speaker is who says something on a question.
type speaker struct {
	actor  *site.Actor
	claims []*site.Claim // oldest first
	latest *site.Claim
	span
}

// positions shows a part of the claims on an actor or a region, counting from 1. The
// claims come oldest first. The question that was spoken on last comes first, and
// claims that answer none come last.
func (t *table) positions(claims []*site.Claim, part int) []Positions {
	all := t.grouped(claims)
	window := t.window(all.entries, part)
	var list []Positions
	if !window.cut {
		list = slices.Grow(list, len(all.groups))
	}
	groups := within(window, all.groups, func(g group) span { return g.span })
	if window.cut {
		t.readOrder(groups)
	}
	for _, g := range groups {
		if p := t.group(g, window); len(p.Rows) > 0 {
			list = append(list, p)
		}
	}
	return list
}

// undatedFirst puts those without a date, which come last, before the others, and
// backwards: who shows the newest first shows them last, in the order written.
func undatedFirst(claims []*site.Claim) []*site.Claim {
	dated := slices.IndexFunc(claims, func(c *site.Claim) bool { return c.Date.IsZero() })
	if dated < 0 {
		return claims
	}
	undated := slices.Clone(claims[dated:])
	slices.Reverse(undated)
	return append(undated, claims[:dated]...)
}

func groupClaims(claims []*site.Claim) []group {
	byQuestion := map[*site.Question][]*site.Claim{}
	for _, c := range claims {
		byQuestion[c.Question] = append(byQuestion[c.Question], c)
	}
	var groups []group
	listed := map[*site.Question]bool{nil: true}
	for _, c := range slices.Backward(claims) {
		if !listed[c.Question] {
			listed[c.Question] = true
			groups = append(groups, group{question: c.Question, rows: speakers(byQuestion[c.Question])})
		}
	}
	if rest := byQuestion[nil]; len(rest) > 0 {
		groups = append(groups, group{rows: speakers(rest)})
	}
	return groups
}

// group returns the table of one question, of which the page shows what lies in the
// window.
func (t *table) group(g group, w *window) Positions {
	b := t.builder
	p := Positions{Anchor: "question:", Caption: b.Say.WhoSaysWhat, Say: &b.Say}
	if !w.cut {
		p.Rows = slices.Grow(p.Rows, len(g.rows))
	}
	before := len(t.shown) // no other question has these claims
	for _, s := range within(w, g.rows, func(s speaker) span { return s.span }) {
		if w.cut && !w.first {
			w.next = s.from
		}
		if row := t.row(s, w); len(row.Claims) > 0 || w.allRows {
			p.Rows = append(p.Rows, row)
		}
	}
	if q := g.question; q != nil && (len(p.Rows) > 0 || len(g.rows) == 0) {
		b.read(&q.Node, factCount)
		p.Question, p.Anchor, p.About = b.link(&q.Node), "question:"+q.ID, b.term("question", q.About)
		p.Caption = b.Tell.About.Fill("question", q.Title)
		if rest := len(q.Claims) - (len(t.shown) - before); rest > 0 {
			p.Elsewhere = Link{URL: p.Question.URL, Title: b.Tell.Elsewhere.For(rest)}
		}
	}
	p.Stances = t.stances(p.Rows)
	p.sayExplainerOnce()
	return p
}

// sayExplainerOnce moves the explainer of the claims to the table, if all have the same.
func (p *Positions) sayExplainerOnce() {
	for _, row := range p.Rows {
		for _, c := range row.Claims {
			if p.Explainer.URL == "" {
				p.Explainer = c.Explainer
			}
			if c.Explainer.URL == "" || c.Explainer.URL != p.Explainer.URL {
				p.Explainer = Link{}
				return
			}
		}
	}
	for _, row := range p.Rows {
		for i := range row.Claims {
			row.Claims[i].Explainer = Link{}
		}
	}
}

// stances sums up rows, which come by stance: who holds each, and how many they are.
func (t *table) stances(rows []Position) []StanceGroup {
	const named = 4
	b := t.builder
	var groups []StanceGroup
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && rows[to].Stance == rows[from].Stance {
			to++
		}
		g := StanceGroup{Stance: rows[from].Stance, Count: b.Number(to - from), Say: &b.Say}
		for _, row := range rows[from:min(to, from+named)] {
			g.Names = append(g.Names, row.name(t.home.Path))
		}
		if rest := to - from - named; rest > 0 {
			g.More = b.Tell.AndMore.For(rest)
		}
		groups = append(groups, g)
		from = to
	}
	return groups
}

// name leads to the last claim of a row that has its anchor on the page. The address of
// the page begins it, since a template takes "#claim:x" for a scheme.
func (p *Position) name(page string) Link {
	l := Link{Title: p.Name, Lang: p.Lang, Dir: p.Dir}
	for _, c := range p.Claims {
		if c.Anchor != "" {
			l.URL = page + "#" + c.Anchor
		}
	}
	return l
}

// question returns the table of one question, from the claims that the page shows.
func (t *table) question(q *site.Question, claims []*site.Claim) Positions {
	return t.group(group{question: q, rows: speakers(claims)}, everything())
}

// speakers groups claims by who makes them, in the order of stances from for to
// against, then by name. A claim of several actors stands in each one's row.
func speakers(claims []*site.Claim) []speaker {
	byActor := map[*site.Actor][]*site.Claim{}
	var rows []speaker
	for _, c := range claims {
		for _, a := range c.By {
			if byActor[a] == nil {
				rows = append(rows, speaker{actor: a})
			}
			byActor[a] = append(byActor[a], c)
		}
	}
	for i, s := range rows {
		rows[i].claims, rows[i].latest = byActor[s.actor], latestStanding(byActor[s.actor])
	}
	stances := content.Stances()
	slices.SortStableFunc(rows, func(x, y speaker) int {
		return cmp.Or(
			cmp.Compare(slices.Index(stances, x.latest.Stance), slices.Index(stances, y.latest.Stance)),
			site.CompareNames(x.actor, y.actor))
	})
	return rows
}

// latestStanding returns the latest claim that stands and states a stance, or else
// the latest that stands, or else the latest. When something was said that has no
// date is not known, so what has one goes before it.
func latestStanding(claims []*site.Claim) *site.Claim {
	latest, best := claims[0], -1
	for _, c := range slices.Backward(claims) {
		rank := 0
		if c.Status == content.Standing {
			rank = 2
			if c.Stance != unstated {
				rank = 4
			}
		}
		if !c.Date.IsZero() {
			rank++
		}
		if rank > best {
			latest, best = c, rank
		}
	}
	return latest
}

// unstated is the stance of a claim that takes none.
const unstated = "unstated"

// row returns what one actor says on a question, as far as it lies in the window.
func (t *table) row(s speaker, w *window) Position {
	in, taken := w.take(s.claims)
	row := Position{Claims: slices.Grow([]Claim(nil), taken)}
	stance := ""
	for i, c := range s.claims {
		if in[i] {
			row.Claims = append(row.Claims, t.claim(c))
		}
		now := c.Stance
		if now == unstated || c.Status == content.Withdrawn || c.Date.IsZero() {
			continue
		}
		if in[i] && stance != "" && now != stance {
			row.Changes = append(row.Changes, t.builder.change(stance, now, c.Date))
		}
		stance = now
	}
	if len(row.Claims) > 0 || w.allRows {
		row.Party, row.Stance = t.builder.party(s.actor, s.latest.Date), t.builder.stance(s.latest)
	}
	if w.newestFirst {
		slices.Reverse(row.Claims)
		slices.Reverse(row.Changes)
	}
	return row
}

func (b *Builder) change(from, to string, on edtf.Date) StanceChange {
	c := StanceChange{From: b.term("stance", from), To: b.term("stance", to), On: b.date(on)}
	c.Words = b.Tell.Changed.Fill("from", c.From.Words, "to", c.To.Words)
	return c
}

// window is the part of all rows that a page shows. Rows are taken from it in the
// order in which they are shown.
type window struct {
	from, to    int // entries: claims in the row of one actor each
	next        int // of the entry that comes next
	home        *site.Node
	first       bool // this is the node's own page
	cut         bool // not all entries are on one page
	newestFirst bool
	allRows     bool // rows of which nothing is shown are there too
	in          []bool
}

func everything() *window { return &window{to: math.MaxInt} }

// window returns the n-th part, counting from 1, of so many entries of the table's page.
func (t *table) window(entries, n int) *window {
	size := t.builder.site.Config.PageSize
	return &window{
		from: (n - 1) * size, to: n * size, home: t.home, first: n == 1,
		cut: entries > size, newestFirst: t.home.Kind == content.Actor,
	}
}

// within returns what has to be looked at of a list whose entries follow one another. The first page may
// show what is no entry, from all of it.
func within[T any](w *window, list []T, of func(T) span) []T {
	if w.first || !w.cut {
		return list
	}
	from := sort.Search(len(list), func(i int) bool { return of(list[i]).to > w.from })
	to := sort.Search(len(list), func(i int) bool { return of(list[i]).from >= w.to })
	return list[from:max(from, to)]
}

// take says of each claim of a row, oldest first, whether it is shown, and how many are.
// Claims that have their place on a page, because no explainer makes them, are all shown
// there, since links lead to them.
func (w *window) take(claims []*site.Claim) (in []bool, taken int) {
	in = slices.Grow(w.in[:0], len(claims))[:len(claims)]
	w.in = in
	for i := range claims {
		if w.newestFirst {
			i = len(claims) - 1 - i
		}
		if stays(w.home, claims[i]) {
			in[i] = w.first
		} else {
			in[i] = w.from <= w.next && w.next < w.to
			w.next++
		}
		if in[i] {
			taken++
		}
	}
	return in, taken
}

// stays reports whether a claim has its place on the page of a node.
func stays(n *site.Node, c *site.Claim) bool {
	if n == nil {
		return false
	}
	place, _ := c.Place()
	return place == n
}

// entries returns how many entries claims make on the pages of a node, those aside
// that stay on its own page.
func (b *Builder) entries(n *site.Node, claims []*site.Claim) int {
	if len(claims) > b.site.Config.PageSize {
		if g := b.groups.known(n); g != nil {
			return g.entries
		}
	}
	count := 0
	for _, c := range claims {
		if !stays(n, c) {
			count += len(c.By)
		}
	}
	return count
}

// readOrder records what the order of rows follows from: that of names, beside the claims,
// which are facts of the page. What the page does not show of other groups takes as much room
// in any order.
func (t *table) readOrder(groups []group) {
	for _, g := range groups {
		for _, s := range g.rows {
			t.builder.read(&s.actor.Node, factPlace)
		}
	}
}
