package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
)

// Link makes a site of documents and of the paths of the files to copy, both below
// content/ and in any order. The Site is usable, if incomplete, when there are
// errors in its Diags; the documents' own diagnostics are not repeated there.
func Link(cfg *config.Config, docs []*content.Document, static []string, opts Options) *Site {
	l := newLinker(cfg, opts)
	l.admit(docs)
	l.declare()
	l.readEntries()
	l.declarePositions()
	l.resolveLists()
	l.resolveRoles()
	l.buildTree()
	l.declareClaims()
	l.resolveHolders()
	l.nameStubs()
	l.order()
	l.anchorMoments()
	together(
		func() { l.assignAddresses(static); l.checkMenu() },
		l.sortPositions,
		func() { l.collectExplainers(); l.collectEvents() },
	)
	l.linkTexts()
	together(
		l.relate,
		func() { l.collectCitations(); l.checkPositions() },
	)
	l.dropSortKeys()
	l.dropMeta()
	if opts.Keep {
		l.slips, l.opts.Linked = nil, nil
		l.anchorSets.Clear()
		l.site.trim()
		l.site.linker = l
	}
	return l.site
}

// linker is the state of one Link.
type linker struct {
	site       *Site
	opts       Options
	docs       []*content.Document          // admitted, by path
	hidden     map[string]*content.Document // by path: drafts and future pages left out
	hiddenIDs  map[nodeKey]*content.Document
	hiddenDirs map[string]*content.Document // by folder below content/: hidden pages named index.md
	hiddenURLs map[string]*content.Document // by the address that the page would have
	nodes      map[nodeKey]*Node
	noLinks    *Links           // those of every node without a text
	noReplies  *Replies         // those of every claim without any
	byPath     map[string]*Node // by path below content/
	twice      map[string]*Node // by path: of a second file for an id, the first one's node
	actors     map[string]*Actor
	regions    map[string]*Region
	explains   map[string]*Explainer
	sections   map[string]*Section
	questions  map[string]*Question
	sources    map[string]*Source
	claims     map[string]*Claim  // those with an id
	inline     map[*Node][]*Claim // the claims of a text, as its document has them
	static     map[string]bool
	unread     bool // some front matter cannot be read, so an unknown id may be declared there
	byURL      map[string]*Node
	ids        map[content.Kind][]string
	near       asker // for what front matter names
	slips      map[content.Kind]*slips
	anchorSets sync.Map // *Node to map[string]bool, made when a link first names a heading there
	names      *names
	lookup     *lookup
	cited      []textCitation      // in the order of the documents, until they are collected
	textDiags  map[*Node]diag.List // what was found while linking a text
	memory     memory
	reporting  sync.Mutex
}

// memory is where what there is most of is made, and lists of it.
type memory struct {
	claims  slab[Claim]
	moments slab[Moment]
	events  slab[Event]
	sources slab[Source]

	ofActors  slab[*Actor]
	ofRegions slab[*Region]
	ofSources slab[*Source]
	ofMoments slab[*Moment]
}

type nodeKey struct {
	kind content.Kind
	id   string
}

func newLinker(cfg *config.Config, opts Options) *linker {
	return &linker{
		site:       &Site{Config: cfg, Today: opts.Today, Indexes: map[string]*Node{}},
		opts:       opts,
		hidden:     map[string]*content.Document{},
		hiddenIDs:  map[nodeKey]*content.Document{},
		hiddenDirs: map[string]*content.Document{},
		hiddenURLs: map[string]*content.Document{},
		nodes:      map[nodeKey]*Node{},
		noLinks:    &Links{},
		noReplies:  &Replies{},
		byPath:     map[string]*Node{},
		twice:      map[string]*Node{},
		actors:     map[string]*Actor{},
		regions:    map[string]*Region{},
		explains:   map[string]*Explainer{},
		sections:   map[string]*Section{},
		questions:  map[string]*Question{},
		sources:    map[string]*Source{},
		claims:     map[string]*Claim{},
		inline:     map[*Node][]*Claim{},
		static:     map[string]bool{},
		byURL:      map[string]*Node{},
		ids:        map[content.Kind][]string{},
		near:       asker{vocabularies: &vocabularies{}},
		slips:      map[content.Kind]*slips{},
		textDiags:  map[*Node]diag.List{},
	}
}

// report may be called from any goroutine.
func (l *linker) report(d diag.Diagnostic) {
	l.reporting.Lock()
	defer l.reporting.Unlock()
	l.site.Diags.Add(d)
}

// admit takes the documents that belong to the site as it is built now: drafts and
// pages of the future only when they were asked for.
func (l *linker) admit(docs []*content.Document) {
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b *content.Document) int { return strings.Compare(a.Path, b.Path) })
	for _, d := range docs {
		if d.Draft && !l.opts.Drafts || l.isFuture(d) && !l.opts.Future {
			l.hide(d)
			continue
		}
		l.docs = append(l.docs, d)
		l.unread = l.unread || d.Unread
	}
}

func (l *linker) isFuture(d *content.Document) bool {
	return !d.Date.IsZero() && d.Date.Earliest() > l.opts.Today
}

// declare makes a node for every document.
func (l *linker) declare() {
	l.site.Home = l.node(content.Home, "", nil)
	l.site.Home.Title = l.site.Config.Title
	for _, name := range []string{content.ExplainersDir, content.ActorsDir, content.RegionsDir, content.QuestionsDir, content.SourcesDir, TimelineName} {
		l.site.Indexes[name] = l.node(content.Section, name, nil)
		l.site.Indexes[name].Title = cmp.Or(l.opts.IndexTitles[name], indexTitle(name))
	}
	for _, d := range l.docs {
		l.declareDoc(d)
	}
	for _, s := range l.sections {
		l.site.Sections = append(l.site.Sections, s)
	}
}

// TimelineName is the name of the index of all dates, beside those of the folders.
const TimelineName = "timeline"

func indexTitle(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func (l *linker) declareDoc(d *content.Document) {
	if first := l.nodes[nodeKey{d.Kind, d.ID}]; first != nil && first.Doc != nil {
		l.report(diag.FileErrorf("duplicate-id", d.File.Path, "two files declare the %s %q", d.Kind, d.ID).
			WithNote(first.Doc.File.Span(0, 0), "the other one is here").
			WithHelp("rename or remove one of them"))
		l.twice[d.Path] = first
		return
	}
	var n *Node
	switch d.Kind {
	case content.Explainer:
		n = &l.explainer(d.ID, d).Node
	case content.Actor:
		n = &l.actor(d.ID, d).Node
	case content.Region:
		n = &l.region(d.ID, d).Node
	case content.Question:
		n = &l.question(d.ID, d, d.Question).Node
	case content.Source:
		n = &l.source(d.ID, d, d.Source).Node
	case content.Home:
		n = l.site.Home
	case content.Section:
		if n = l.site.Indexes[d.ID]; n == nil {
			n = &l.section(d.ID).Node
		}
	default:
		n = l.node(content.Page, d.ID, d)
		l.site.Pages = append(l.site.Pages, n)
		if folder := parentFolder(d); folder != "" {
			s := l.section(folder)
			s.Pages = append(s.Pages, n)
		}
	}
	l.describe(n, d)
}

// parentFolder returns the folder whose section a plain page belongs to.
func parentFolder(d *content.Document) string {
	i := strings.LastIndexByte(d.ID, '/')
	if i < 0 {
		return ""
	}
	return d.ID[:i]
}

func (l *linker) describe(n *Node, d *content.Document) {
	n.Doc = d
	n.Draft, n.Future = d.Draft, l.isFuture(d)
	if title := strings.TrimSpace(d.Title.Value); title != "" {
		n.Title = title
	}
	if d.Lang.Value != "" {
		n.Lang = d.Lang.Value
	}
	n.Links = &Links{targets: make([]storedTarget, d.Refs)}
	l.byPath[d.Path] = n
}

func (l *linker) node(kind content.Kind, id string, d *content.Document) *Node {
	n := &Node{}
	l.register(n, kind, id, d)
	return n
}

func (l *linker) register(n *Node, kind content.Kind, id string, d *content.Document) {
	*n = Node{Kind: kind, ID: id, Doc: d, Title: titleOf(id), Lang: l.site.Config.Language.String(), Links: l.noLinks}
	l.nodes[nodeKey{kind, id}] = n
	if d != nil {
		l.ids[kind] = append(l.ids[kind], id)
	}
}

func (l *linker) explainer(id string, d *content.Document) *Explainer {
	e := &Explainer{Meta: d.Explainer}
	l.register(&e.Node, content.Explainer, id, d)
	l.explains[id] = e
	l.site.Explainers = append(l.site.Explainers, e)
	return e
}

func (l *linker) actor(id string, d *content.Document) *Actor {
	a := &Actor{Meta: &content.ActorMeta{}}
	if d != nil {
		a.Meta = d.Actor
	}
	l.register(&a.Node, content.Actor, id, d)
	l.actors[id] = a
	l.site.Actors = append(l.site.Actors, a)
	return a
}

func (l *linker) region(id string, d *content.Document) *Region {
	r := &Region{Meta: &content.RegionMeta{}}
	if d != nil {
		r.Meta = d.Region
	}
	l.register(&r.Node, content.Region, id, d)
	l.regions[id] = r
	l.site.Regions = append(l.site.Regions, r)
	return r
}

func (l *linker) section(folder string) *Section {
	s := l.sections[folder]
	if s == nil {
		s = &Section{}
		l.register(&s.Node, content.Section, folder, nil)
		l.sections[folder] = s
	}
	return s
}

// titleOf makes words of an id, for pages that have no title of their own.
func titleOf(id string) string {
	id = id[strings.LastIndexByte(id, '/')+1:]
	words := strings.FieldsFunc(id, func(r rune) bool { return r == '-' })
	for i, w := range words {
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[0])) + string(r[1:])
	}
	return strings.Join(words, " ")
}

// order sorts every list whose order does not depend on links.
func (l *linker) order() {
	l.sortKeys()
	s := l.site
	slices.SortFunc(s.Explainers, compareExplainers)
	slices.SortFunc(s.Actors, func(a, b *Actor) int { return compareNodes(&a.Node, &b.Node) })
	slices.SortFunc(s.Regions, func(a, b *Region) int { return compareNodes(&a.Node, &b.Node) })
	slices.SortFunc(s.Questions, func(a, b *Question) int { return compareNodes(&a.Node, &b.Node) })
	slices.SortFunc(s.Sources, func(a, b *Source) int { return compareNodes(&a.Node, &b.Node) })
	l.sortRoles()
	for _, a := range s.Actors {
		for _, up := range a.PartOf {
			up.Members = append(up.Members, a)
		}
		if a.Region != nil {
			a.Region.Actors = append(a.Region.Actors, a)
		}
	}
	for _, r := range s.Regions {
		if r.Parent != nil {
			r.Parent.Inside = append(r.Parent.Inside, r)
		} else {
			s.Roots = append(s.Roots, r)
		}
	}
	slices.SortFunc(s.Pages, func(a, b *Node) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Sections, func(a, b *Section) int { return strings.Compare(a.ID, b.ID) })
	for _, section := range s.Sections {
		slices.SortFunc(section.Pages, compareNodes)
	}
}

// sortKeys computes collation keys once, by the rules of the site's language (the
// Unicode Collation Algorithm, UTS #10, with CLDR's tailorings).
func (l *linker) sortKeys() {
	nodes := slices.Collect(maps.Values(l.nodes))
	inParallel(len(nodes), func() func(int) {
		c := collate.New(l.site.Config.Language, collate.Numeric)
		var buf collate.Buffer
		return func(i int) {
			n := nodes[i]
			text := n.Title
			if n.Kind == content.Actor {
				text = cmp.Or(l.actors[n.ID].Meta.SortName, text)
			}
			buf.Reset()
			n.sortKey = string(c.KeyFromString(&buf, text))
		}
	})
}

// dropSortKeys forgets the keys of what has no file, which is most of a large site: once
// questions and sources are in order they are compared only as pages that link to others.
func (l *linker) dropSortKeys() {
	for _, q := range l.site.Questions {
		if q.Doc == nil {
			q.sortKey = ""
		}
	}
	for _, s := range l.site.Sources {
		if s.Doc == nil {
			s.sortKey = ""
		}
	}
}

// dropMeta forgets what entries were linked from.
func (l *linker) dropMeta() {
	for _, c := range l.site.Claims {
		c.meta = nil
	}
	for _, e := range l.site.Explainers {
		for _, m := range e.Dates {
			m.meta = nil
		}
		e.entries = nil
	}
	for _, s := range l.site.Sources {
		s.text = ""
	}
}

// sortKeyOf returns the key of one name.
func (l *linker) sortKeyOf(text string) string {
	var buf collate.Buffer
	return string(collate.New(l.site.Config.Language, collate.Numeric).KeyFromString(&buf, text))
}

// CompareNames orders actors by name, by the rules of the site's language.
func CompareNames(a, b *Actor) int { return compareNodes(&a.Node, &b.Node) }

func compareNodes(a, b *Node) int {
	return cmp.Or(strings.Compare(a.sortKey, b.sortKey), cmp.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID))
}

// compareExplainers puts the newest first; those without a date come last.
func compareExplainers(a, b *Explainer) int {
	da, db := a.Doc.Date, b.Doc.Date
	if da.IsZero() != db.IsZero() {
		if da.IsZero() {
			return 1
		}
		return -1
	}
	if !da.IsZero() {
		if c := cmp.Compare(db.Earliest(), da.Earliest()); c != 0 {
			return c
		}
	}
	return compareNodes(&a.Node, &b.Node)
}
