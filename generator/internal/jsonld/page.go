package jsonld

import "explainer/generator/internal/site"

// website is what every page says of the site.
type website struct{}

func (website) describe(g *graph) {
	n := g.website()
	g.write(&n)
}

func (b *Builder) website() node {
	return node{Types: [2]string{"WebSite"}, ID: b.siteID(), Name: b.site.Config.Title, URL: ref{page: b.site.Home}}
}

func (b *Builder) siteID() ref { return ref{b.site.Home, siteFragment} }

// page describes a page itself: what it is about, which may be nothing else, the
// pages above it, outermost first, and the site.
func (g *graph) page(n *site.Node, kind string, main *node, above ...*site.Node) *node {
	page := g.typed(kind)
	page.ID, page.URL, page.Name, page.InLanguage = ref{page: n}, ref{page: n}, n.Title, n.Lang
	if main == nil {
		page.Description = n.Line
	} else {
		page.MainEntity = main.ID
	}
	g.add(page.ID, page)
	if n != g.site.Home {
		page.Breadcrumb = g.breadcrumbs(n, above)
	}
	page.IsPartOf = g.add(g.siteID(), website{})
	return page
}

// breadcrumbs describes the way from the home page to a page.
func (g *graph) breadcrumbs(n *site.Node, above []*site.Node) ref {
	trail := g.typed("BreadcrumbList")
	trail.ID = ref{n, pathFragment}
	trail.ItemListElement = append(append(append(trail.ItemListElement, g.site.Home), above...), n)
	return g.add(trail.ID, trail)
}
