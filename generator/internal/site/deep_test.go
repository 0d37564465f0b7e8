package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/site"
)

// TestDeep links a chain of regions each inside the next: it is cut every 64 steps,
// and each cut is told.
func TestDeep(t *testing.T) {
	const depth = 20_000
	var docs []*content.Document
	for i := range depth {
		text := fmt.Sprintf("+++\nname = \"R%d\"\npart_of = \"r%d\"\n+++\n", i, i+1)
		if i == depth-1 {
			text = "+++\nname = \"Top\"\n+++\n"
		}
		docs = append(docs, parse(fmt.Sprintf("content/regions/r%d.md", i), text))
	}
	s := site.Link(config.Default(), docs, nil, site.Options{})
	if got, want := len(s.Diags), (depth-1)/64; got != want {
		t.Errorf("%d diagnostics instead of %d", got, want)
	}
	const want = `content/regions/r19935.md:3:12: error: region "r19935" lies too deep: at most 64 regions may lie one inside another
  3 | part_of = "r19936"
    |            ^^^^^^
  help: file it under a larger region`
	if !slices.ContainsFunc(s.Diags, func(d diag.Diagnostic) bool { return d.String() == want }) {
		t.Errorf("no diagnostic is\n%s\nthe first is\n%s", want, s.Diags[0])
	}
	for _, r := range s.Regions {
		if len(r.Chain()) > 63 {
			t.Fatalf("%s lies in %d others", r.ID, len(r.Chain()))
		}
	}
}

// TestManyOfOneName links a text full of a name that thousands share: it is told
// once, with a few of them.
func TestManyOfOneName(t *testing.T) {
	var docs []*content.Document
	for i := range 2000 {
		docs = append(docs, parse(fmt.Sprintf("content/actors/a%04d.md", i), "+++\nname = \"Ivan\"\n+++\n"))
	}
	docs = append(docs, parse("content/explainers/x.md", "+++\ntitle = \"x\"\n+++\n"+strings.Repeat("Ivan. ", 50_000)+"\n"))
	s := site.Link(config.Default(), docs, nil, site.Options{})
	const want = `actor "a0000", actor "a0001", actor "a0002", actor "a0003" and 1996 more`
	if len(s.Diags) != 1 || !strings.Contains(s.Diags[0].Message, want) {
		t.Errorf("got %v", s.Diags)
	}
}
