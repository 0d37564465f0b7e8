// Package sitetest makes sites for the tests of packages that show one: a fixture in, a
// linked site out. Programs do not use it.
package sitetest

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// Link returns the site of files, whose names are paths in a site's folder: config.toml
// and those below content/. An error in any of them ends the test; warnings do not.
func Link(tb testing.TB, files []txtar.File, opts site.Options) *site.Site {
	tb.Helper()
	var ds diag.List
	cfg := config.Default()
	var docs []*content.Document
	var static []string
	for _, f := range files {
		if f.Name == config.Name {
			cfg = config.Parse(source.New(f.Name, f.Data), &ds)
		}
		p, ok := strings.CutPrefix(f.Name, "content/")
		if ok && !content.IsDocument(p) {
			static = append(static, p)
		} else if ok {
			doc := content.Parse(source.New(f.Name, f.Data), p, content.Options{})
			ds.Add(doc.Diags...)
			docs = append(docs, doc)
		}
	}
	s := site.Link(cfg, docs, static, opts)
	ds.Add(s.Diags...)
	for _, d := range ds {
		if d.Severity == diag.Error {
			tb.Fatal(d)
		}
	}
	return s
}

// Day returns the day of a date that an author could write.
func Day(tb testing.TB, date string) edtf.Day {
	tb.Helper()
	d, err := edtf.Parse(date)
	if err != nil {
		tb.Fatal(err)
	}
	return d.Earliest()
}
