package feed

import (
	"slices"
	"strconv"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

const (
	sitemapURL = "/sitemap.xml"
	robotsURL  = "/robots.txt"
)

// The bounds of one sitemap (sitemaps.org, "Using Sitemap index files").
const (
	maxURLs  = 50_000
	maxBytes = 50 << 20
)

const (
	urlsetHead = `<?xml version="1.0" encoding="utf-8"?>` + "\n" + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n"
	urlsetTail = "</urlset>\n"
	indexHead  = `<?xml version="1.0" encoding="utf-8"?>` + "\n" + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n"
	indexTail  = "</sitemapindex>\n"
)

// sitemaps lists the sitemap, or an index and the sitemaps that it names.
func (b *Builder) sitemaps() []Item {
	parts := b.urlsets(maxURLs, maxBytes)
	fixed := func(path string, data []byte) Item {
		return Item{Path: path, Always: true, Make: func(func(...depgraph.Key)) []byte { return data }}
	}
	if len(parts) == 1 {
		return []Item{fixed(sitemapURL, parts[0])}
	}
	index := []byte(indexHead)
	var items []Item
	for i, data := range parts {
		path := "/sitemap-" + strconv.Itoa(i+1) + ".xml"
		items = append(items, fixed(path, data))
		index = append(appendXML(append(index, "<sitemap><loc>"...), b.base.Abs(path)), "</loc></sitemap>\n"...)
	}
	return append(items, fixed(sitemapURL, append(index, indexTail...)))
}

// urlsets returns sitemaps of at most so many addresses and bytes each. There is at
// least one.
func (b *Builder) urlsets(mostURLs, mostBytes int) [][]byte {
	pages := b.site.Nodes()
	pages = slices.DeleteFunc(pages, func(n *site.Node) bool { return n.URL == "" || n.Draft || n.Future })
	slices.SortFunc(pages, func(a, b *site.Node) int {
		switch {
		case a.URL < b.URL:
			return -1
		case a.URL > b.URL:
			return 1
		}
		return 0
	})
	latest := b.latest()
	var parts [][]byte
	var part []byte
	n := 0
	for _, p := range pages {
		entry := b.appendURL(nil, p, latest)
		if n == mostURLs || len(part)+len(entry)+len(urlsetTail) > mostBytes && n > 0 {
			parts = append(parts, append(part, urlsetTail...))
			part, n = nil, 0
		}
		if part == nil {
			part = append(make([]byte, 0, 128*min(len(pages), mostURLs)), urlsetHead...)
		}
		part = append(part, entry...)
		n++
	}
	return append(parts, append(part, urlsetTail...))
}

// appendURL appends the entry of a page.
func (b *Builder) appendURL(out []byte, n *site.Node, latest edtf.Day) []byte {
	out = appendXML(append(out, "<url><loc>"...), b.base.Abs(n.URL))
	out = append(out, "</loc>"...)
	if day := b.changed(n, latest); dated(day) {
		out = append(append(append(out, "<lastmod>"...), day.String()...), "</lastmod>"...)
	}
	return append(out, "</url>\n"...)
}

// changed returns the day on which a page changed last, as far as its content says so.
// The lists of explainers change with the explainers.
func (b *Builder) changed(n *site.Node, latest edtf.Day) edtf.Day {
	day := edtf.MinDay
	if n == b.site.Home || n == b.site.Indexes[content.ExplainersDir] {
		day = latest
	}
	if n.Doc == nil {
		return day
	}
	dates := []edtf.Day{first(n.Doc.Date.Date), first(n.Doc.Updated.Date)}
	if n.Doc.Explainer != nil {
		for _, u := range n.Doc.Explainer.Updates {
			dates = append(dates, first(u.On.Date))
		}
	}
	for _, d := range dates {
		if dated(d) {
			day = max(day, d)
		}
	}
	return day
}

// latest returns the day on which an explainer changed last.
func (b *Builder) latest() edtf.Day {
	day := edtf.MinDay
	for _, e := range b.site.Explainers {
		for _, x := range b.news[e].entries {
			day = max(day, x.changed)
		}
	}
	return day
}

// robots lets every robot read everything and says where the sitemap is.
func (b *Builder) robots() []byte {
	return []byte("User-agent: *\nAllow: /\n\nSitemap: " + b.base.Abs(sitemapURL) + "\n")
}
