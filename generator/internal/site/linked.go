package site

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
	"sync"

	"explainer/generator/internal/codec"
	"explainer/generator/internal/content"
	"explainer/generator/internal/markdown"
)

// LinkedTexts keeps what became of texts when they were linked, for a later Link. Of each document it
// knows which bytes of it are linked. Get and Put are called from several goroutines.
type LinkedTexts interface {
	Within(Frame)                           // the frame of what follows
	Get(path string) (data string, ok bool) // what was Put for the document within that frame
	Put(path string, data []byte)
}

// Frame is a SHA-256 (FIPS 180-4) of all that linking a text without a mistake reads of the site,
// the text's own document apart: which pages there are, what they are called, their addresses and
// anchors. A page's words are no part of it.
type Frame [sha256.Size]byte

// frame is what texts are linked within.
type frame struct {
	*linker
	nodes  []*Node // in an order that follows from the Frame
	number func() map[*Node]int
	kept   LinkedTexts
}

// newFrame returns what texts are linked within, or nil if nothing is kept.
func (l *linker) newFrame() *frame {
	if l.opts.Linked == nil || l.unread || len(l.twice) > 0 {
		return nil
	}
	f := &frame{linker: l, kept: l.opts.Linked, nodes: l.site.Nodes()}
	f.number = sync.OnceValue(func() map[*Node]int {
		at := make(map[*Node]int, len(f.nodes))
		for i, n := range f.nodes {
			at[n] = i
		}
		return at
	})
	f.kept.Within(f.fingerprint())
	return f
}

func (f *frame) fingerprint() Frame {
	s := summer{Hash: sha256.New()}
	s.flag(f.site.Config.Markdown.Autolink)
	for _, n := range f.nodes {
		s.node(n)
	}
	for _, e := range f.entities() {
		s.texts(e.aliases)
	}
	for _, e := range f.site.Explainers {
		s.count(len(e.Dates))
		for _, m := range e.Dates {
			s.text(m.Anchor)
		}
		s.count(len(e.Claims))
		for _, c := range e.Claims {
			s.text(c.ID)
			s.flag(f.claims[c.ID] == c)
		}
	}
	s.texts(slices.Sorted(maps.Keys(f.static)))
	s.flush()
	return Frame(s.Sum(nil))
}

// summer puts values into a hash, so that no two lists of them are the same bytes.
type summer struct {
	hash.Hash
	buf []byte
}

func (s *summer) node(n *Node) {
	s.count(int(n.Kind))
	s.text(n.ID)
	s.text(n.Title)
	s.text(n.URL)
	s.flag(n.Doc != nil)
	if n.Doc != nil {
		s.text(n.Doc.Path)
		s.flag(n.Doc.Autolink)
		s.texts(n.Doc.Anchors)
	}
}

func (s *summer) texts(list []string) {
	s.count(len(list))
	for _, t := range list {
		s.text(t)
	}
}

func (s *summer) text(t string) {
	s.count(len(t))
	s.buf = append(s.buf, t...)
	if len(s.buf) > 1<<14 {
		s.flush()
	}
}

func (s *summer) count(n int) { s.buf = binary.AppendUvarint(s.buf, uint64(n)) }

func (s *summer) flag(b bool) {
	n := 0
	if b {
		n = 1
	}
	s.count(n)
}

func (s *summer) flush() {
	s.Write(s.buf)
	s.buf = s.buf[:0]
}

// linkedText is what became of a text in which nothing is wrong.
type linkedText struct {
	targets   []Target // of its references
	cites     []int32
	mentions  []markdown.Mention
	mentionOf []*Node
	line      string // its first sentence; empty where the page has a summary
	sentences []string
	links     []keptLink
	cited     []int // the sentence of each citation
}

type keptLink struct {
	to       *Node
	sentence int
}

// link links a text, with what is kept of that if there is anything.
func (f *frame) link(t *textLinker) {
	if f == nil {
		t.link()
		return
	}
	data, ok := f.kept.Get(t.doc.Path)
	var kept linkedText
	if ok && codec.Read(data, nil, func(c *codec.Coder) { f.code(c, &kept) }) == nil && f.recall(t, &kept) {
		return
	}
	t.link()
	if len(t.diags) > 0 {
		return
	}
	kept = f.keep(t)
	if data, err := codec.Append(nil, nil, func(c *codec.Coder) { f.code(c, &kept) }); err == nil {
		f.kept.Put(t.doc.Path, data)
	}
}

// keep returns what became of a text.
func (f *frame) keep(t *textLinker) linkedText {
	k := linkedText{cites: t.node.cites, mentions: t.node.Mentions, mentionOf: t.node.MentionOf}
	at := map[string]int{}
	number := func(sentence string) int {
		i, known := at[sentence]
		if !known {
			i = len(k.sentences)
			at[sentence], k.sentences = i, append(k.sentences, sentence)
		}
		return i
	}
	for _, target := range t.node.Targets() {
		k.targets = append(k.targets, target)
	}
	if t.doc.Summary == "" {
		k.line = t.node.Line
	}
	for _, link := range t.links {
		k.links = append(k.links, keptLink{link.to, number(link.sentence)})
	}
	for _, c := range t.cited {
		k.cited = append(k.cited, number(c.at.Sentence))
	}
	return k
}

// fits reports whether a text with so many references can have become this.
func (k *linkedText) fits(refs int) bool {
	if len(k.targets) != refs || k.cites != nil && len(k.cites) != refs {
		return false
	}
	cited := 0
	for i, n := range k.cites {
		if n > 0 {
			cited++
			if k.targets[i].Node == nil {
				return false
			}
		}
	}
	return cited == len(k.cited) &&
		!slices.ContainsFunc(k.links, func(l keptLink) bool { return l.to == nil }) &&
		!slices.Contains(k.mentionOf, nil) &&
		!slices.ContainsFunc(k.mentions, func(m markdown.Mention) bool { return int(m.Target) >= len(k.mentionOf) })
}

// recall gives a text what it became before, and reports whether that can be so.
func (f *frame) recall(t *textLinker, k *linkedText) bool {
	if !k.fits(t.doc.Refs) {
		return false
	}
	n := t.node
	for i, target := range k.targets {
		n.setTarget(i, target)
	}
	n.cites, n.Mentions, n.MentionOf = k.cites, k.mentions, k.mentionOf
	if n.Line = t.doc.Summary; n.Line == "" {
		n.Line = k.line
	}
	for _, link := range k.links {
		t.links = append(t.links, textLink{link.to, k.sentences[link.sentence]})
	}
	cited := k.cited
	for i, target := range k.targets {
		if n.Cites(i) {
			t.cited = append(t.cited, textCitation{target.Node, Citation{From: n, Anchor: n.CiteID(i), Sentence: k.sentences[cited[0]]}})
			cited = cited[1:]
		}
	}
	return true
}

// code codes what became of a text. Nodes are numbers.
func (f *frame) code(c *codec.Coder, k *linkedText) {
	codec.Slice(c, &k.targets, func(t *Target, c *codec.Coder) {
		f.node(c, &t.Node)
		f.claim(c, t)
		c.String(&t.File)
		c.String(&t.Fragment)
	})
	codec.Slice(c, &k.cites, func(n *int32, c *codec.Coder) { codec.Int(c, n) })
	codec.Slice(c, &k.mentions, func(m *markdown.Mention, c *codec.Coder) {
		codec.Int(c, &m.Run)
		codec.Int(c, &m.Start)
		codec.Int(c, &m.End)
		codec.Int(c, &m.Target)
	})
	codec.Slice(c, &k.mentionOf, func(n **Node, c *codec.Coder) { f.node(c, n) })
	c.String(&k.line)
	c.Strings(&k.sentences)
	sentence := func(i *int, c *codec.Coder) {
		codec.Int(c, i)
		if *i < 0 || *i >= len(k.sentences) {
			c.Refuse()
			*i = 0
		}
	}
	codec.Slice(c, &k.links, func(link *keptLink, c *codec.Coder) {
		f.node(c, &link.to)
		sentence(&link.sentence, c)
	})
	codec.Slice(c, &k.cited, sentence)
}

// node codes a node of the frame, or none.
func (f *frame) node(c *codec.Coder, n **Node) {
	i := -1
	if !c.Reading() && *n != nil {
		at, known := f.number()[*n]
		if !known {
			c.Refuse()
		}
		i = at
	}
	codec.Int(c, &i)
	if c.Reading() && i >= 0 && i < len(f.nodes) {
		*n = f.nodes[i]
	}
}

// claim codes the claim that a target is, or none.
func (f *frame) claim(c *codec.Coder, t *Target) {
	i := -1
	var claims []*Claim
	if t.Node != nil && t.Node.Kind == content.Explainer {
		claims = f.explains[t.Node.ID].Claims
	}
	if !c.Reading() && t.Claim != nil {
		if i = slices.Index(claims, t.Claim); i < 0 {
			c.Refuse()
		}
	}
	codec.Int(c, &i)
	if c.Reading() && i >= 0 && i < len(claims) {
		t.Claim = claims[i]
	}
}
