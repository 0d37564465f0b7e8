package jsonld

import "explainer/generator/internal/site"

// website returns what every page says of the site.
func (b *Builder) website() *node {
	return &node{
		Type: types{"WebSite"}, ID: b.base.Abs("/") + siteFragment, Name: b.site.Config.Title, URL: b.base.Abs("/"),
	}
}

// page describes a page itself: what it is about, which may be nothing else, the
// pages above it, outermost first, and the site.
func (g *graph) page(n *site.Node, kind string, main *node, above ...*site.Node) *node {
	page := typed(kind)
	page.ID, page.URL, page.Name, page.InLanguage = g.abs(n), g.abs(n), n.Title, n.Lang
	if main == nil {
		page.Description = n.Line
	} else {
		page.MainEntity = ref(main.ID)
	}
	g.add(page)
	if n != g.site.Home {
		page.Breadcrumb = g.breadcrumbs(n, above)
	}
	page.IsPartOf = g.add(g.website())
	return page
}

// breadcrumbs describes the way from the home page to a page.
func (g *graph) breadcrumbs(n *site.Node, above []*site.Node) *node {
	trail := typed("BreadcrumbList")
	trail.ID = g.abs(n) + pathFragment
	way := append([]*site.Node{g.site.Home}, above...)
	for i, step := range append(way, n) {
		item := typed("ListItem")
		item.Position, item.Name, item.Item = i+1, step.Title, ref(g.abs(step))
		trail.ItemListElement = append(trail.ItemListElement, item)
	}
	return g.add(trail)
}
