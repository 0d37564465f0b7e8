package jsonld

import (
	"strconv"

	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/site"
)

// A property that is empty is not written. One with a single value is that value, one
// with several an array.

func (g *graph) text(name, text string) {
	if text != "" {
		g.out.Field(name, text)
	}
}

func (g *graph) texts(name string, list []string) {
	if len(list) == 0 {
		return
	}
	g.out.Name(name)
	g.out.Begin('[')
	for _, text := range list {
		g.out.String(text)
	}
	g.out.End(']')
}

// values writes texts of the front matter.
func (g *graph) values(name string, list []frontmatter.Text) {
	if len(list) == 0 {
		return
	}
	g.out.Name(name)
	g.out.Begin('[')
	for _, text := range list {
		g.out.String(text.Value)
	}
	g.out.End(']')
}

func (g *graph) number(name string, n int) {
	if n != 0 {
		g.out.Name(name)
		g.out.Int(n)
	}
}

func (g *graph) degrees(name string, of *float64) {
	if of != nil {
		g.out.Name(name)
		g.out.Float(*of)
	}
}

// types writes what a node is.
func (g *graph) types(of [2]string) {
	if of[1] == "" {
		g.text("@type", of[0])
		return
	}
	g.texts("@type", of[:])
}

// sameAs writes the identities that others have given to a thing, which are not the
// pages about it.
func (g *graph) sameAs(n *node) {
	if n.Wikidata == "" && n.GeoNames == 0 {
		return
	}
	g.out.Name("sameAs")
	g.out.Begin('[')
	if n.Wikidata != "" {
		g.out.String("http://www.wikidata.org/entity/", n.Wikidata)
	}
	if n.GeoNames != 0 {
		g.out.String("https://sws.geonames.org/", strconv.FormatInt(n.GeoNames, 10), "/")
	}
	g.out.End(']')
}

// address writes an @id or address of this site.
func (g *graph) address(of ref) {
	if of.fragment == "" {
		g.out.String(g.origin, of.page.Path)
	} else {
		g.out.String(g.origin, of.page.Path, "#", of.fragment)
	}
}

// pointer writes an address as a string.
func (g *graph) pointer(name string, to ref) {
	if to.page != nil {
		g.out.Name(name)
		g.address(to)
	}
}

// point writes a node that points at another.
func (g *graph) point(to ref) {
	g.out.Begin('{')
	g.pointer("@id", to)
	g.out.End('}')
}

// one writes a property that points at one node.
func (g *graph) one(name string, to ref) {
	if to.page != nil {
		g.out.Name(name)
		g.point(to)
	}
}

// pointers writes a property that points at nodes.
func (g *graph) pointers(name string, to []ref) { g.list(name, to, nil) }

// inner writes a node within another.
func (g *graph) inner(name string, n *node) {
	if n != nil {
		g.out.Name(name)
		g.write(n)
	}
}

// list writes a property that points at nodes, or has them within it, or both.
func (g *graph) list(name string, to []ref, inner []*node) {
	count := len(to) + len(inner)
	if count == 0 {
		return
	}
	g.out.Name(name)
	g.brackets(count, func() {
		for _, r := range to {
			g.point(r)
		}
		for _, n := range inner {
			g.write(n)
		}
	})
}

// brackets puts an array around what is written, unless it is one value.
func (g *graph) brackets(count int, write func()) {
	if count > 1 {
		g.out.Begin('[')
	}
	write()
	if count > 1 {
		g.out.End(']')
	}
}

// writers writes the authors of whom the name is known.
func (g *graph) writers(names []frontmatter.Text) {
	if len(names) == 0 {
		return
	}
	g.out.Name("author")
	g.brackets(len(names), func() {
		for _, name := range names {
			g.named("Person", name.Value)
		}
	})
}

func (g *graph) publisher(name string) {
	if name != "" {
		g.out.Name("publisher")
		g.named("Organization", name)
	}
}

// named writes a node that has a name and nothing else.
func (g *graph) named(kind, name string) {
	g.out.Begin('{')
	g.text("@type", kind)
	g.text("name", name)
	g.out.End('}')
}

// trail writes the steps of breadcrumbs.
func (g *graph) trail(steps []*site.Node) {
	if len(steps) == 0 {
		return
	}
	g.out.Name("itemListElement")
	g.brackets(len(steps), func() {
		for i, step := range steps {
			g.out.Begin('{')
			g.text("@type", "ListItem")
			g.text("name", step.Title)
			g.number("position", i+1)
			g.one("item", ref{page: step})
			g.out.End('}')
		}
	})
}
