package render

import (
	"reflect"
	"strings"

	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/view"
)

// Job is one output to make: a page or a file of data. A site has very many, so a Job only says
// which of a series it is.
type Job struct {
	series *series
	at     int32 // place in what the series was made of
	part   int32 // of a list, from 1 on
}

// series is the outputs of one sort: the pages of all actors, the parts of a list, the calendars.
type series struct {
	layout string       // the name of their layout, unless one has chosen another; empty for files of data
	view   reflect.Type // of what page returns
	last   bool         // they lead to others, which should be there first

	url  func(at, part int) string // below the base
	node func(at int) *site.Node   // whose pages they are; nil where nobody can choose a layout
	page func(at, part int, reads *view.Reads) any
	data func(at int, read func(...depgraph.Key)) []byte // in place of a layout and a view
}

// URL returns the address of the output, below the base.
func (j Job) URL() string { return j.series.url(int(j.at), int(j.part)) }

// Path returns the path in the output.
func (j Job) Path() string { return PathOf(j.URL()) }

// PathOf returns the path in the output of a job's address.
func PathOf(url string) string {
	path := strings.TrimPrefix(url, "/")
	if path == "" || strings.HasSuffix(path, "/") {
		path += "index.html"
	}
	return path
}

// IsPage reports whether the job makes a page.
func (j Job) IsPage() bool { return j.series.data == nil }

// Last reports whether the job makes something that leads to others: a list, a feed. Who
// writes the outputs one by one writes these after the others.
func (j Job) Last() bool { return j.series.last }

// Layout returns the name of the page's layout, or "" for a file of data.
func (j Job) Layout() string {
	name, _ := j.layout()
	return name
}

// layout returns the place too where the page chose it, which is zero for the standard one.
func (j Job) layout() (name string, chosen source.Span) {
	if j.series.node != nil {
		if d := j.series.node(int(j.at)).Doc; d != nil && d.Layout.Value != "" {
			return d.Layout.Value, d.Layout.Span
		}
	}
	return j.series.layout, source.Span{}
}

// view makes the view of a page, and records what it is made from unless reads is nil.
func (j Job) view(reads *view.Reads) any { return j.series.page(int(j.at), int(j.part), reads) }

// data makes a file of data, and tells what it is made from unless read is nil.
func (j Job) data(read func(...depgraph.Key)) []byte { return j.series.data(int(j.at), read) }
