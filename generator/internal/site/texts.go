package site

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

// linkTexts resolves the references of every text, links names, and gathers the
// backlinks. Texts are independent of one another, so they are shared out; what is
// found is put together in the order of the documents' paths.
func (l *linker) linkTexts() {
	l.names, l.lookup = l.nameIndex(), l.newLookup()
	within := l.newFrame()
	results := make([]textLinker, len(l.docs))
	inParallel(len(l.docs), func() func(i int) {
		return func(i int) {
			if n := l.byPath[l.docs[i].Path]; n != nil {
				results[i] = l.textLinker(n, l.docs[i])
				within.link(&results[i])
			}
		}
	})
	for i := range results {
		if ds := results[i].diags; len(ds) > 0 {
			l.site.Diags.Add(ds...)
			l.textDiags[results[i].node] = ds
		}
		l.cited = append(l.cited, results[i].cited...)
		for _, b := range results[i].links {
			b.to.Backlinks = append(b.to.Backlinks, Backlink{From: results[i].node, Sentence: b.sentence})
		}
	}
	for _, n := range l.nodes {
		slices.SortFunc(n.Backlinks, func(a, b Backlink) int { return compareNodes(a.From, b.From) })
	}
}

func (l *linker) textLinker(n *Node, d *content.Document) textLinker {
	return textLinker{linker: l, node: n, doc: d, near: asker{vocabularies: l.near.vocabularies}}
}

// nameIndex gathers the names and aliases of actors and regions.
func (l *linker) nameIndex() *names {
	owned := map[string][]*Node{}
	add := func(text string, n *Node) {
		if list := owned[text]; text != "" && (len(list) == 0 || list[len(list)-1] != n) {
			owned[text] = append(list, n)
		}
	}
	if !l.site.Config.Markdown.Autolink {
		return newNames(owned)
	}
	for _, n := range l.entities() {
		if n.node.Doc != nil && !n.node.Doc.Autolink {
			continue
		}
		add(n.node.Title, n.node)
		for _, a := range n.aliases {
			add(a, n.node)
		}
	}
	return newNames(owned)
}

// entity is an actor or a region with its other names.
type entity struct {
	node    *Node
	aliases []string
}

func (l *linker) entities() []entity {
	list := make([]entity, 0, len(l.site.Actors)+len(l.site.Regions))
	for _, a := range l.site.Actors {
		e := entity{node: &a.Node}
		for _, t := range a.Meta.Aliases {
			e.aliases = append(e.aliases, t.Value)
		}
		list = append(list, e)
	}
	for _, r := range l.site.Regions {
		e := entity{node: &r.Node}
		for _, t := range r.Meta.Aliases {
			e.aliases = append(e.aliases, t.Value)
		}
		list = append(list, e)
	}
	return list
}

// textLinker links one text.
//
// What it leaves in the site shares no memory with the text, which may be let go.
type textLinker struct {
	*linker
	node    *Node
	doc     *content.Document
	diags   diag.List
	links   []textLink
	linked  map[*Node]bool // those that links lead to
	near    asker
	cited   []textCitation
	numbers map[*Node]int32   // citations of each source so far
	said    map[string]string // sentences of the text, each once: often one holds several links
}

// textLink is a link found in a text.
type textLink struct {
	to       *Node
	sentence string
}

func (t *textLinker) link() {
	body := t.doc.Body()
	for i, ref := range body.Refs {
		target, problem := t.resolve(ref)
		if problem != nil {
			t.diags.Add(*problem)
		}
		t.node.setTarget(i, target)
		if ref.Kind == markdown.Cite && target.Node != nil {
			t.countCitation(i, target.Node)
		}
	}
	for i, c := range body.Claims {
		if claim := t.inline[t.node][i]; claim != nil {
			t.node.setTarget(c.Ref, Target{Node: claim.From, Claim: claim, Fragment: claim.Anchor})
		}
	}
	// Sentences show the words of links, so all links come first.
	explicit := map[sectionOf]bool{}
	for i, ref := range body.Refs {
		to := t.node.Target(i).Node
		switch {
		case to == nil:
		case ref.Kind == markdown.Cite:
			t.cited = append(t.cited, textCitation{to, Citation{From: t.node, Anchor: t.node.CiteID(i), Sentence: t.keep(body.Sentence(i, t.node))}})
		default:
			explicit[sectionOf{body.SectionAt(ref.Whole.Start()), to}] = true
			t.backlink(to, func() string { return body.Sentence(i, t.node) })
		}
	}
	if t.node.Line = t.doc.Summary; t.node.Line == "" {
		t.node.Line = t.keep(body.FirstSentence(t.node))
	}
	if t.doc.Autolink {
		t.linkNames(&body.Doc, explicit)
	}
	t.linked, t.numbers, t.said = nil, nil, nil // not kept until all texts are linked
}

// backlink remembers that the text links to a node; the first sentence counts.
func (t *textLinker) backlink(to *Node, sentence func() string) {
	if to == t.node || t.linked[to] {
		return
	}
	if t.linked == nil {
		t.linked = map[*Node]bool{}
	}
	t.linked[to] = true
	t.links = append(t.links, textLink{to: to, sentence: t.keep(sentence())})
}

// keep returns a copy of a sentence of the text.
func (t *textLinker) keep(sentence string) string {
	kept, known := t.said[sentence]
	if !known {
		if t.said == nil {
			t.said = map[string]string{}
		}
		kept = strings.Clone(sentence)
		t.said[kept] = kept
	}
	return kept
}

// sectionOf is a section of a text and a node that is linked in it.
type sectionOf struct {
	section int
	node    *Node
}

// linkNames links the first mention of each actor and region in each section,
// where no link written by the author leads there already.
func (t *textLinker) linkNames(body *markdown.Doc, linked map[sectionOf]bool) {
	meant := map[**Node]*Node{} // by the owners of a name
	var mentions []markdown.Mention
	var of []*Node
	for i := range body.Runs {
		run := &body.Runs[i]
		t.names.find(run.Text, func(start, end int, owners []*Node) {
			if goesOn(run, start, end) {
				return
			}
			m := markdown.Mention{Run: int32(i), Start: int32(start), End: int32(end)}
			n, known := meant[&owners[0]]
			if !known {
				n = t.meant(owners, func() source.Span { return body.MentionSpan(m) })
				meant[&owners[0]] = n
			}
			if n == nil || n == t.node || linked[sectionOf{run.Section, n}] {
				return
			}
			linked[sectionOf{run.Section, n}] = true
			m.Target = int32(len(of))
			mentions, of = append(mentions, m), append(of, n)
			t.backlink(n, func() string { return body.MentionSentence(m, t.node) })
		})
	}
	t.node.Mentions, t.node.MentionOf = slices.Clone(mentions), slices.Clone(of)
}

// goesOn reports whether a name in a run is part of a word that begins or goes on in
// another element.
func goesOn(run *markdown.Run, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(run.Text[start:])
	last, _ := utf8.DecodeLastRuneInString(run.Text[:end])
	return start == 0 && joins(run.Before, first) || end == len(run.Text) && joins(last, run.After)
}

// meant chooses among those who share a name: the page itself, or the one that the
// explainer lists. Where that leaves several, none is linked and the author is told.
// It is asked once for each name in a text.
func (t *textLinker) meant(owners []*Node, at func() source.Span) *Node {
	if len(owners) == 1 {
		return owners[0]
	}
	if slices.Contains(owners, t.node) {
		return t.node
	}
	if n := t.listedOne(owners); n != nil {
		return n
	}
	span := at()
	t.diags.Add(diag.Warningf("ambiguous-name", span, "%q is the name of %s, so it is not linked", span.Text(), describeAll(owners)).
		WithHelp("%s", ambiguousHelp(t.node, owners)))
	return nil
}

func (t *textLinker) listedOne(owners []*Node) *Node {
	e := t.explains[t.node.ID]
	if t.node.Kind != content.Explainer || e == nil {
		return nil
	}
	var listed *Node
	for _, o := range owners {
		in := slices.ContainsFunc(e.Actors, func(a *Actor) bool { return &a.Node == o }) ||
			slices.ContainsFunc(e.Regions, func(r *Region) bool { return &r.Node == o })
		if !in {
			continue
		}
		if listed != nil {
			return nil
		}
		listed = o
	}
	return listed
}

// nfc makes names comparable: NFC, with plain apostrophes and spaces.
func nfc(s string) string { return plainText(norm.NFC.String(s)) }
