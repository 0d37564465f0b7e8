package site

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/urls"
)

// lookup finds nodes by what an author may write between double brackets.
type lookup struct {
	byName   map[string][]*Node
	inFolder map[string]string // the last part of the ids of plain pages to the id; "" where several have it
}

func (l *linker) newLookup() *lookup {
	x := &lookup{byName: map[string][]*Node{}, inFolder: map[string]string{}}
	name := func(text string, n *Node) {
		text = nfc(strings.TrimSpace(text))
		if list := x.byName[text]; text != "" && (len(list) == 0 || list[len(list)-1] != n) {
			x.byName[text] = append(list, n)
		}
	}
	for _, e := range l.entities() {
		name(e.node.Title, e.node)
		for _, a := range e.aliases {
			name(a, e.node)
		}
	}
	for _, e := range l.site.Explainers {
		name(e.Title, &e.Node)
	}
	for _, n := range l.site.Pages {
		name(n.Title, n)
		last := n.ID[strings.LastIndexByte(n.ID, '/')+1:]
		if _, twice := x.inFolder[last]; twice {
			x.inFolder[last] = ""
		} else {
			x.inFolder[last] = n.ID
		}
	}
	for _, list := range x.byName {
		slices.SortFunc(list, compareKeys)
	}
	return x
}

// idsAndNames returns what may stand between double brackets, for suggestions.
func (l *linker) idsAndNames() []string {
	var all []string
	for k := range l.nodes {
		if k.kind != content.Home && k.kind != content.Section {
			all = append(all, k.id)
		}
	}
	for text, owners := range l.lookup.byName {
		if len(owners) > 0 {
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// resolve finds what a reference of the text leads to, or says what is wrong.
func (t *textLinker) resolve(ref markdown.Ref) (Target, *diag.Diagnostic) {
	switch ref.Kind {
	case markdown.Cite:
		return t.cite(ref)
	case markdown.Claim:
		return t.claimLink(ref)
	case markdown.Wiki:
		return t.wiki(ref)
	case markdown.Fragment:
		return t.anchor(Target{Node: t.node, Fragment: strings.Clone(ref.Fragment)}, ref)
	}
	if strings.HasPrefix(ref.Target, "/") {
		return t.rooted(ref)
	}
	return t.file(ref)
}

func problem(d diag.Diagnostic) (Target, *diag.Diagnostic) { return Target{}, &d }

// wiki resolves [[id]], [[name]] and [[kind:id]], each also with #heading.
func (t *textLinker) wiki(ref markdown.Ref) (Target, *diag.Diagnostic) {
	text := strings.TrimSpace(ref.Target)
	found := t.called(text)
	if len(found) == 0 { // a name may have a # of its own
		text, ref.Fragment = cutHeading(text)
		if text == "" && ref.Fragment != "" {
			return t.anchor(Target{Node: t.node, Fragment: strings.Clone(ref.Fragment)}, ref)
		}
		found = t.called(text)
	}
	kind, id, qualified := strings.Cut(text, ":")
	if k, ok := kindNamed(kind); qualified && ok && len(found) == 0 {
		return t.wikiOfKind(k, strings.TrimSpace(id), ref)
	}
	switch {
	case len(found) == 1:
		return t.anchor(Target{Node: found[0], Fragment: strings.Clone(ref.Fragment)}, ref)
	case len(found) > 1:
		if n := t.listedOne(found); n != nil {
			return t.anchor(Target{Node: n, Fragment: strings.Clone(ref.Fragment)}, ref)
		}
		return problem(diag.Errorf("ambiguous-link", ref.Span, "%q is %s", text, describeAll(found)).
			WithHelp("say which: %s", choices(found)))
	}
	if section := t.sectionCalled(text); section != nil {
		return t.anchor(Target{Node: section, Fragment: strings.Clone(ref.Fragment)}, ref)
	}
	for _, k := range linkable() {
		if hidden := t.hiddenIDs[nodeKey{k, text}]; hidden != nil {
			return problem(t.hiddenError(hidden, ref.Span))
		}
	}
	if t.unread {
		return Target{}, nil
	}
	d := diag.Errorf("unknown-link", ref.Span, "no page has the id or name %q", text)
	if near, ok := t.near.suggest("ids and names", t.idsAndNames, text); ok {
		return problem(d.WithHelp("did you mean [[%s]]?", near))
	}
	if inFolder := t.lookup.inFolder[text]; inFolder != "" {
		return problem(d.WithHelp("did you mean [[%s]]?", inFolder))
	}
	return problem(d.WithHelp("write content/actors/%s.md, or take the brackets away", slugOr(text)))
}

// called returns the nodes that have an id, or else those that have a name.
func (t *textLinker) called(text string) []*Node {
	if found := t.withID(text); len(found) > 0 {
		return found
	}
	return t.lookup.byName[nfc(text)]
}

// withID returns the nodes that have an id, one of a kind.
func (l *linker) withID(id string) []*Node {
	var found []*Node
	for _, k := range linkable() {
		if n := l.nodes[nodeKey{k, id}]; n != nil {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, compareKeys)
	return found
}

// sectionCalled returns the index of a folder, where nothing else has the name.
func (l *linker) sectionCalled(folder string) *Node {
	if n := l.site.Indexes[folder]; n != nil {
		return n
	}
	if s := l.sections[folder]; s != nil && s.URL != "" {
		return &s.Node
	}
	return nil
}

// cutHeading takes the heading off a wiki link.
func cutHeading(text string) (target, heading string) {
	target, heading, _ = strings.Cut(text, "#")
	return strings.TrimSpace(target), strings.TrimSpace(heading)
}

// linkable returns the kinds of page that double brackets reach.
func linkable() []content.Kind {
	return []content.Kind{content.Explainer, content.Actor, content.Region, content.Question, content.Source, content.Page}
}

func kindNamed(word string) (content.Kind, bool) {
	for _, k := range linkable() {
		if k.String() == word {
			return k, true
		}
	}
	return 0, false
}

func (t *textLinker) wikiOfKind(k content.Kind, id string, ref markdown.Ref) (Target, *diag.Diagnostic) {
	if n := t.nodes[nodeKey{k, id}]; n != nil {
		return t.anchor(Target{Node: n, Fragment: strings.Clone(ref.Fragment)}, ref)
	}
	if hidden := t.hiddenIDs[nodeKey{k, id}]; hidden != nil {
		return problem(t.hiddenError(hidden, ref.Span))
	}
	if id == "" {
		return problem(diag.Errorf("unknown-link", ref.Span, "the link names no %s", k).WithHelp("write its id behind the colon"))
	}
	d := diag.Errorf("unknown-link", ref.Span, "unknown %s %q", k, id)
	if others := t.withID(id); len(others) > 0 {
		return problem(d.WithHelp("did you mean %s?", choices(others)))
	}
	if near, ok := t.near.suggest(k.String(), func() []string { return t.ids[k] }, id); ok {
		return problem(d.WithHelp("did you mean [[%s:%s]]?", k, near))
	}
	return problem(d.WithHelp("write content/%ss/%s.md, or take the link out", k, slugOr(id)))
}

// file resolves a relative link to a file of the content tree.
func (t *textLinker) file(ref markdown.Ref) (Target, *diag.Diagnostic) {
	p, ok := urls.ResolveFile(t.doc.Path, ref.Target)
	if !ok {
		return problem(diag.Errorf("link-outside", ref.Span, "%q leads out of content/", ref.Target).
			WithHelp("link to a file of content/, or write a full address"))
	}
	if n := cmp.Or(t.byPath[p], t.twice[p]); n != nil {
		if ref.Kind == markdown.Image {
			return problem(diag.Errorf("missing-image", ref.Span, "content/%s is a page, not a picture", p).
				WithHelp("leave out the exclamation mark to make a link of it"))
		}
		return t.anchor(Target{Node: n, Fragment: strings.Clone(ref.Fragment)}, ref)
	}
	if t.static[p] {
		return Target{File: p, Fragment: strings.Clone(ref.Fragment)}, nil
	}
	if hidden := t.hidden[p]; hidden != nil {
		return problem(t.hiddenError(hidden, ref.Span))
	}
	d := diag.Errorf("unknown-link", ref.Span, "no file content/%s", p)
	if ref.Kind == markdown.Image {
		d = diag.Errorf("missing-image", ref.Span, "no picture content/%s", p)
	}
	if near, ok := t.near.suggest("files", t.files, p); ok {
		return problem(d.WithHelp("did you mean %q?", relative(path.Dir(t.doc.Path), near)))
	}
	if n := t.nodeAt("/" + p); n != nil && n.Doc != nil {
		return problem(d.WithHelp("write %q", relative(path.Dir(t.doc.Path), n.Doc.Path)))
	} else if n != nil {
		return problem(d.WithHelp("write the address %q", n.URL))
	}
	return problem(d.WithHelp("a path begins at the folder of the page, content/%s", strings.TrimPrefix(path.Dir(t.doc.Path)+"/", "./")))
}

func (l *linker) files() []string {
	list := make([]string, 0, len(l.byPath)+len(l.static))
	for p := range l.byPath {
		list = append(list, p)
	}
	for p := range l.static {
		list = append(list, p)
	}
	return list
}

// relative returns the path that leads from a folder to a file, both below content/.
func relative(dir, file string) string {
	if dir == "." {
		return file
	}
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// rooted resolves a link that begins with a slash: an address of this site.
func (t *textLinker) rooted(ref markdown.Ref) (Target, *diag.Diagnostic) {
	if n := t.nodeAt(ref.Target); n != nil {
		return t.anchor(Target{Node: n, Fragment: strings.Clone(ref.Fragment)}, ref)
	}
	if p := strings.TrimPrefix(ref.Target, "/"); t.static[p] {
		return Target{File: p, Fragment: strings.Clone(ref.Fragment)}, nil
	}
	if hidden := t.hiddenAt(ref.Target); hidden != nil {
		return problem(t.hiddenError(hidden, ref.Span))
	}
	d := diag.Errorf("unknown-link", ref.Span, "no page of this site has the address %q", ref.Target)
	if to := t.redirected(ref.Target); to != nil {
		return problem(d.WithHelp("it is an old address: write %q", relative(path.Dir(t.doc.Path), to.Doc.Path)))
	}
	if near, ok := t.near.suggest("addresses", t.addresses, ref.Target); ok {
		return problem(d.WithHelp("did you mean %q?", near))
	}
	return problem(d.WithHelp("link to the file instead, such as [text](../actors/x.md): such a link holds when addresses change"))
}

// redirected returns the page that an old address leads to, or nil.
func (l *linker) redirected(url string) *Node {
	for _, from := range []string{url, url + "/"} {
		i, ok := slices.BinarySearchFunc(l.site.Redirects, from, func(r Redirect, from string) int { return strings.Compare(r.From, from) })
		if ok {
			return l.site.Redirects[i].To
		}
	}
	return nil
}

func (l *linker) nodeAt(url string) *Node {
	if n := l.byURL[url]; n != nil {
		return n
	}
	return l.byURL[url+"/"]
}

func (l *linker) addresses() []string {
	list := make([]string, 0, len(l.byURL))
	for u := range l.byURL {
		list = append(list, u)
	}
	return list
}

// anchor checks that the page has the heading that a link names.
func (t *textLinker) anchor(target Target, ref markdown.Ref) (Target, *diag.Diagnostic) {
	if target.Fragment == "" {
		return target, nil
	}
	known := t.anchorSet(target.Node)
	if known[target.Fragment] {
		return target, nil
	}
	where := target.Node.Title
	if target.Node == t.node {
		where = "this page"
	}
	d := diag.Errorf("missing-anchor", ref.Span, "%s has no heading with the id %q", where, target.Fragment)
	if near, ok := t.near.suggest("anchors of "+target.Node.URL, func() []string { return t.anchors(target.Node) }, target.Fragment); ok {
		return problem(d.WithHelp("did you mean %q?", "#"+near))
	}
	if len(known) > 0 && len(known) <= 12 {
		return problem(d.WithHelp("it has: %s", strings.Join(t.anchors(target.Node), ", ")))
	}
	if len(known) == 0 {
		d = d.WithHelp("it has no headings: leave %q out", "#"+target.Fragment)
	}
	return problem(d)
}

// anchorSet is anchors to be looked up in.
func (l *linker) anchorSet(n *Node) map[string]bool {
	if known, ok := l.anchorSets.Load(n); ok {
		return known.(map[string]bool)
	}
	known := map[string]bool{}
	for _, id := range l.anchors(n) {
		known[id] = true
	}
	l.anchorSets.Store(n, known)
	return known
}

// anchors returns the ids on a page that a link may name: headings, dates, and the
// claims of an explainer.
func (l *linker) anchors(n *Node) []string {
	var ids []string
	if n.Doc != nil {
		ids = append(ids, n.Doc.Anchors...)
	}
	if e := l.explains[n.ID]; e != nil && n.Kind == content.Explainer {
		for _, m := range e.Dates {
			ids = append(ids, m.Anchor)
		}
		for _, c := range e.Claims {
			ids = append(ids, c.Anchor)
		}
	}
	return ids
}

// checkPicture reports a portrait that is not there.
func (l *linker) checkPicture(a *Actor) {
	image := a.Meta.Image
	if image.Value == "" {
		return
	}
	if p, ok := urls.ResolveFile(a.Doc.Path, image.Value); !ok || !l.static[p] {
		l.report(diag.Errorf("missing-image", image.Span, "no picture %q beside %s", image.Value, a.Doc.File.Path).
			WithHelp("put the picture into the folder content/%s", path.Dir(a.Doc.Path)))
	}
}

// describeAll lists nodes for a message: `actor "x" and region "x"`.
func describeAll(nodes []*Node) string {
	const most = 4
	var parts []string
	for _, n := range nodes[:min(most, len(nodes))] {
		parts = append(parts, fmt.Sprintf("%s %q", n.Kind, n.ID))
	}
	if len(nodes) > most {
		parts = append(parts, fmt.Sprintf("%d more", len(nodes)-most))
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// choices lists the links that say which node is meant.
func choices(nodes []*Node) string {
	const most = 4
	var links []string
	for _, n := range nodes[:min(most, len(nodes))] {
		links = append(links, fmt.Sprintf("[[%s:%s]]", n.Kind, n.ID))
	}
	if len(nodes) > most {
		return strings.Join(links, ", ") + ", …"
	}
	last := len(links) - 1
	if last == 0 {
		return links[0]
	}
	return strings.Join(links[:last], ", ") + " or " + links[last]
}

func ambiguousHelp(n *Node, owners []*Node) string {
	if n.Kind == content.Explainer {
		return "list the one that is meant in the front matter, or write " + choices(owners)
	}
	return "say which: " + choices(owners)
}

func slugOr(text string) string {
	if s := urls.Slug(text); s != "" {
		return s
	}
	return "name"
}
