package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// owner is who has an address.
type owner struct {
	what  string // for people: "the index of actors", "content/about.md"
	span  source.Span
	path  string
	alias bool // it is an old address, and can be taken out
	index bool // it is the page that lists a folder
}

// assignAddresses gives every page its address and reports each address that two
// would have, on a file system that tells letter case and Unicode forms apart or
// on one that does not.
func (l *linker) assignAddresses(static []string) {
	taken := make(map[string]owner, 2*len(l.nodes))
	l.claimFixed(taken)
	static = slices.Sorted(slices.Values(static))
	for _, p := range static {
		if d := l.hiddenOwner(p); d != nil {
			l.hidden[p] = d
			continue
		}
		l.static[p] = true
		if l.claim(taken, "/"+p, owner{what: "content/" + p, path: "content/" + p}) {
			l.site.Static = append(l.site.Static, l.file(p))
		}
	}
	// Stubs first: where a file would have the address of one, the file is at fault.
	for _, stubs := range []bool{true, false} {
		for _, r := range l.site.Regions {
			if r.Stub() == stubs {
				l.place(taken, &r.Node)
			}
		}
		for _, a := range l.site.Actors {
			if a.Stub() == stubs {
				l.place(taken, &a.Node)
			}
		}
	}
	byPath := slices.Clone(l.site.Explainers)
	slices.SortFunc(byPath, func(a, b *Explainer) int { return strings.Compare(a.Doc.Path, b.Doc.Path) })
	for _, e := range byPath {
		l.place(taken, &e.Node)
	}
	for _, q := range l.site.Questions {
		l.placeEntry(taken, &q.Node, content.QuestionsDir, q.declared)
	}
	for _, s := range l.site.Sources {
		l.placeEntry(taken, &s.Node, content.SourcesDir, s.declared)
	}
	for _, n := range l.site.Pages {
		l.place(taken, n)
	}
	l.assignRedirects(taken)
	l.rememberHidden()
	for _, a := range l.site.Actors {
		l.checkPicture(a)
	}
}

// claimFixed takes the addresses that every site has.
func (l *linker) claimFixed(taken map[string]owner) {
	fix := func(n *Node, url, what string) {
		l.give(n, url)
		l.claim(taken, url, owner{what: what, index: true})
	}
	fix(l.site.Home, "/", "the home page")
	for _, name := range []string{content.ExplainersDir, content.ActorsDir, content.RegionsDir, content.QuestionsDir, content.SourcesDir} {
		fix(l.site.Indexes[name], "/"+name+"/", "the index of "+name)
	}
	fix(l.site.Indexes[TimelineName], "/"+TimelineName+"/", "the timeline of all dates")
	l.claim(taken, "/404.html", owner{what: "the page for addresses that do not exist"})
	for _, s := range l.site.Sections {
		// guide.md or guide/index.md is the page of the folder guide/.
		place := content.Locate(s.ID + "/index.md")
		if own := l.nodes[nodeKey{place.Kind, place.ID}]; own != nil && own.Doc != nil {
			if s.Doc != nil {
				l.report(diag.FileErrorf("duplicate-id", s.Doc.File.Path, "the folder has a page of its own, so that these words have no place").
					WithNote(own.Doc.File.Span(0, 0), "the page is here").
					WithHelp("move the words there"))
			}
			continue
		}
		url := "/" + s.ID + "/"
		if l.claim(taken, url, owner{what: "the index of content" + url, path: "content/" + s.ID}) {
			l.give(&s.Node, url)
		}
	}
	l.site.Sections = slices.DeleteFunc(l.site.Sections, func(s *Section) bool { return s.URL == "" })
}

// patternOf returns the permalink pattern that a node follows.
func (l *linker) patternOf(n *Node) frontmatter.Text {
	patterns := l.site.Config.Permalinks
	switch n.Kind {
	case content.Explainer:
		return patterns.Explainers
	case content.Actor:
		return patterns.Actors
	case content.Region:
		return patterns.Regions
	case content.Question:
		return frontmatter.Text{Value: "/" + content.QuestionsDir + "/:slug/"}
	case content.Source:
		return frontmatter.Text{Value: "/" + content.SourcesDir + "/:slug/"}
	}
	folder := parentFolder(n.Doc)
	if folder != "" {
		folder += "/"
	}
	return frontmatter.Text{Value: "/" + folder + ":slug/"}
}

// permalinkFields returns what the fields of a permalink pattern stand for.
func permalinkFields(n *Node) map[string]string {
	fields := map[string]string{"id": n.ID, "slug": n.ID[strings.LastIndexByte(n.ID, '/')+1:]}
	d := n.Doc
	if d == nil {
		return fields
	}
	fields["slug"] = cmp.Or(d.Slug.Value, fields["slug"])
	if y, ok := d.Date.Year(); ok && 0 < y && y < 10_000 {
		fields["year"] = fmt.Sprintf("%04d", y)
		if m, ok := d.Date.Month(); ok {
			fields["month"] = fmt.Sprintf("%02d", m)
		}
		if first := d.Date.Earliest(); first == d.Date.Latest() {
			fields["day"] = first.String()[len("2006-01-"):]
		}
	}
	return fields
}

// place gives a node its address.
func (l *linker) place(taken map[string]owner, n *Node) {
	o := owner{what: fmt.Sprintf("the stub of the %s %q", n.Kind, n.ID)}
	if d := n.Doc; d != nil {
		o = owner{what: d.File.Path, span: d.Slug.Span, path: d.File.Path}
	}
	if n.Doc != nil && n.Doc.BadName {
		return // reported with the document
	}
	pattern, fields := l.patternOf(n), permalinkFields(n)
	for _, field := range []string{"year", "month", "day"} {
		if fields[field] == "" && strings.Contains(pattern.Value, ":"+field) {
			what := "the page"
			if n.Doc == nil {
				what, o.span = o.what, pattern.Span
			}
			l.report(addressDiagnostic("bad-address", o, "%s needs a date with a %s for its address %q", what, field, pattern.Value).
				WithHelp("give the page a date, such as date = 2022-09-30, or change the permalink in config.toml"))
			return
		}
	}
	url, err := urls.Expand(pattern.Value, fields)
	if err != nil {
		l.report(addressDiagnostic("bad-address", o, "the permalink %q gives no address: %v", pattern.Value, err))
		return
	}
	if l.claim(taken, url, o) {
		l.give(n, url)
	}
}

// give gives a node its address. The link to it is made here, once, and not for each
// page that leads there.
func (l *linker) give(n *Node, url string) {
	n.URL, n.Path = url, l.site.Config.Base.Path(url)
	if strings.HasSuffix(n.Path, url) {
		n.URL = n.Path[len(n.Path)-len(url):] // the same memory
	}
	l.byURL[n.URL] = n
}

// placeEntry gives an address to a question or a source, which may have no file.
func (l *linker) placeEntry(taken map[string]owner, n *Node, dir string, declared source.Span) {
	if n.Doc != nil {
		l.place(taken, n)
		return
	}
	n.URL = "/" + dir + "/" + n.ID + "/"
	if l.claim(taken, n.URL, owner{what: fmt.Sprintf("the %s %q", n.Kind, n.ID), span: declared}) {
		l.give(n, n.URL)
	}
}

// claim records that an address belongs to an owner and reports whether it was
// free. The folders that its file stands in belong to it too, so that no other file
// can be where one of them must be.
func (l *linker) claim(taken map[string]owner, url string, o owner) bool {
	file, err := urls.OutputPath(url)
	if err != nil {
		l.report(addressDiagnostic("bad-address", o, "%q cannot be an address: %v", url, err))
		return false
	}
	key := urls.Fold(file)
	if first, clash := taken[key]; clash {
		l.reportClash(o, first, "two files for one address: %s", url)
		return false
	}
	if first, clash := taken[key+"/"]; clash {
		l.reportClash(o, first, "a file at %s, where another needs a folder", url)
		return false
	}
	var folders []string
	for i, c := range key {
		if c != '/' {
			continue
		}
		if first, clash := taken[key[:i]]; clash {
			l.reportClash(o, first, "%s needs a folder where another has a file", url)
			return false
		}
		folders = append(folders, key[:i+1])
	}
	for _, f := range folders {
		if _, known := taken[f]; !known {
			taken[f] = o
		}
	}
	taken[key] = o
	return true
}

func (l *linker) reportClash(o, first owner, format, url string) {
	help := "rename one of them, or give one another slug"
	switch {
	case o.alias:
		help = "take the alias out"
	case first.alias:
		help = "take the alias out, or rename the file"
	case first.index && strings.HasSuffix(o.path, ".md"):
		help = "give the file another slug, or move its words to content" + url + "_index.md"
	case first.path == "" && first.span.IsZero():
		help = "rename the file, or give it another slug"
	}
	l.report(addressDiagnostic("address-clash", o, format, url).
		WithNote(first.span, "the other one is %s", first.what).WithHelp("%s", help))
}

func addressDiagnostic(id string, o owner, format string, args ...any) diag.Diagnostic {
	if o.span.IsZero() {
		return diag.FileErrorf(id, o.path, format, args...)
	}
	return diag.Errorf(id, o.span, format, args...)
}

// assignRedirects makes a redirect of every old address. An old address that is a
// page now would hide that page, and is refused.
func (l *linker) assignRedirects(taken map[string]owner) {
	for _, d := range l.docs {
		n := l.byPath[d.Path]
		if n == nil {
			continue // a second file for an id, already reported
		}
		for _, from := range d.Redirects {
			url := from.Value
			if last := url[strings.LastIndexByte(url, '/')+1:]; last != "" && !strings.Contains(last, ".") {
				url += "/"
			}
			o := owner{what: "an alias of " + d.File.Path, span: from.Span, path: d.File.Path, alias: true}
			if url == n.URL {
				l.report(diag.Errorf("address-clash", from.Span, "the alias is the page's own address").WithHelp("take it out"))
				continue
			}
			if l.claim(taken, url, o) {
				l.site.Redirects = append(l.site.Redirects, Redirect{From: url, To: n})
			}
		}
	}
	slices.SortFunc(l.site.Redirects, func(a, b Redirect) int { return strings.Compare(a.From, b.From) })
}
