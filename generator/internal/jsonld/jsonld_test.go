package jsonld

import (
	"bytes"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/corpus"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/site"
	"explainer/generator/internal/sitetest"
)

// readSite links the site of a fixture, which must have no errors.
func readSite(tb testing.TB, archive *txtar.Archive) *site.Site {
	tb.Helper()
	return sitetest.Link(tb, archive.Files, site.Options{Today: sitetest.Day(tb, corpus.Today)})
}

// page is a page of a site and its document.
type page struct {
	name string
	data []byte
}

// document returns what stands in a script element.
func document(element string) []byte {
	return []byte(strings.TrimSuffix(strings.TrimPrefix(element, startTag), endTag))
}

// sources returns how to find the source that a node is.
func sources(s *site.Site) func(*site.Node) *site.Source {
	of := map[*site.Node]*site.Source{}
	for _, src := range s.Sources {
		of[&src.Node] = src
	}
	return func(n *site.Node) *site.Source { return of[n] }
}

// pages returns the documents of all pages of a site, in a fixed order.
func pages(s *site.Site) []page {
	b := New(s, sources(s))
	list := []page{{"home", document(b.Home())}}
	for _, e := range s.Explainers {
		list = append(list, page{"explainers/" + e.ID, document(b.Explainer(e))})
	}
	for _, a := range s.Actors {
		list = append(list, page{"actors/" + a.ID, document(b.Actor(a))})
	}
	for _, r := range s.Regions {
		list = append(list, page{"regions/" + r.ID, document(b.Region(r))})
	}
	for _, q := range s.Questions {
		list = append(list, page{"questions/" + q.ID, document(b.Question(q))})
	}
	for _, src := range s.Sources {
		list = append(list, page{"sources/" + src.ID, document(b.Source(src))})
	}
	for _, n := range s.Pages {
		list = append(list, page{n.ID, document(b.Plain(n))})
	}
	for _, sec := range s.Sections {
		list = append(list, page{sec.ID, document(b.Plain(&sec.Node))})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Indexes)) {
		list = append(list, page{name, document(b.Plain(s.Indexes[name]))})
	}
	return list
}

// TestGolden holds the documents of testdata/site.txtar to testdata/want.txtar, where
// they are indented for people to read.
func TestGolden(t *testing.T) {
	got := &txtar.Archive{Comment: []byte("The structured data of site.txtar, indented.\n")}
	for _, p := range pages(fixture(t)) {
		var indented bytes.Buffer
		if err := json.Indent(&indented, p.data, "", " "); err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		indented.WriteByte('\n')
		got.Files = append(got.Files, txtar.File{Name: p.name, Data: indented.Bytes()})
	}
	golden.Same(t, filepath.Join("testdata", "want.txtar"), got)
}

func fixture(tb testing.TB) *site.Site {
	tb.Helper()
	archive := golden.Read(tb, filepath.Join("testdata", "site.txtar"))
	return readSite(tb, archive)
}

// TestGraphs holds the laws of every document: a context, absolute @ids, each
// described once, every one of this site's that is pointed at described on some
// page, and no byte that could end a script element.
func TestGraphs(t *testing.T) {
	described, pointed := map[string]bool{}, map[string]string{}
	for _, p := range pages(fixture(t)) {
		var doc struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal(p.data, &doc); err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		if doc.Context != "https://schema.org" {
			t.Errorf("%s: context %q", p.name, doc.Context)
		}
		here := map[string]bool{}
		for _, n := range doc.Graph {
			id, _ := n["@id"].(string)
			if !strings.HasPrefix(id, "https://example.org/base/") || here[id] {
				t.Errorf("%s: the @id %q is not absolute, or is described twice", p.name, id)
			}
			here[id], described[id] = true, true
			pointers(n, func(id string) { pointed[id] = p.name })
		}
		if strings.ContainsAny(string(p.data), "<>&\u2028\u2029") {
			t.Errorf("%s: has a character that must be escaped", p.name)
		}
	}
	for id, from := range pointed {
		if !described[id] {
			t.Errorf("%s points at %s, which no page describes", from, id)
		}
	}
}

// pointers calls yield with the @id of every node that has nothing else.
func pointers(v any, yield func(id string)) {
	switch v := v.(type) {
	case map[string]any:
		if id, ok := v["@id"].(string); ok && len(v) == 1 {
			yield(id)
			return
		}
		for _, inner := range v {
			pointers(inner, yield)
		}
	case []any:
		for _, inner := range v {
			pointers(inner, yield)
		}
	}
}

// TestContained tells where a region may be said to lie in another.
func TestContained(t *testing.T) {
	s := fixture(t)
	b := New(s, sources(s))
	want := map[string]bool{
		"land":      false, // lies in nothing
		"upland":    false, // another holder than the land's
		"quarter":   false, // lies in upland
		"free-town": true,
		"bay":       true, // lies in free-town
	}
	for _, r := range s.Regions {
		if got := bytes.Contains(document(b.Region(r)), []byte(`"containedInPlace"`)); got != want[r.ID] {
			t.Errorf("%s: contained is %v", r.ID, got)
		}
	}
}

func TestDates(t *testing.T) {
	for _, test := range []struct{ date, start, end string }{
		{"", "", ""},
		{"2022-09-23", "2022-09-23", ""},
		{"2022-09", "2022-09", ""},
		{"2022", "2022", ""},
		{"2022-09-30T15:00:00+03:00", "2022-09-30T15:00:00+03:00", ""},
		{"2014-03~", "", ""},
		{"2014?", "", ""},
		{"2022-09-23%", "", ""},
		{"201X", "", ""},
		{"2022-XX", "", ""},
		{"2022-21", "", ""},
		{"-0043", "", ""},
		{"2022-09-23/2022-09-27", "2022-09-23", "2022-09-27"},
		{"2022-02-24/..", "2022-02-24", ""},
		{"2022-02-24/", "2022-02-24", ""},
		{"../1991", "", "1991"},
		{"2021-12?/2022-01", "", "2022-01"},
	} {
		var d edtf.Date
		if test.date != "" {
			var err error
			if d, err = edtf.Parse(test.date); err != nil {
				t.Fatal(err)
			}
		}
		if start, end := span(d); start != test.start || end != test.end {
			t.Errorf("%s: from %q to %q, want %q and %q", test.date, start, end, test.start, test.end)
		}
	}
}

// TestMoves holds that @ids do not depend on words: other titles, texts and names
// change none.
func TestMoves(t *testing.T) {
	archive := golden.Read(t, filepath.Join("testdata", "site.txtar"))
	before := ids(t, pages(readSite(t, archive)))
	for i, f := range archive.Files {
		data := string(f.Data)
		for _, words := range []string{"Anna Ivanova", "Upland", "Votes held", "It might have some.", "Is it legal?", "The date was wrong.", "The vote, in full"} {
			data = strings.ReplaceAll(data, words, "Other "+strings.ToLower(words))
		}
		archive.Files[i].Data = []byte(data)
	}
	after := ids(t, pages(readSite(t, archive)))
	for id := range before {
		if !after[id] {
			t.Errorf("%s is gone", id)
		}
	}
	if len(before) != len(after) || len(before) < 30 {
		t.Errorf("%d @ids before, %d after", len(before), len(after))
	}
}

func ids(t *testing.T, list []page) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, p := range list {
		var doc struct {
			Graph []struct {
				ID string `json:"@id"`
			} `json:"@graph"`
		}
		if err := json.Unmarshal(p.data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, n := range doc.Graph {
			all[n.ID] = true
		}
	}
	return all
}

// TestAtOnce makes the pages from several goroutines, for the race detector.
func TestAtOnce(t *testing.T) {
	s := fixture(t)
	want := pages(s)
	b := New(s, sources(s))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, a := range s.Actors {
				if !bytes.Equal(document(b.Actor(a)), want[1+len(s.Explainers)+i].data) {
					t.Errorf("%s differs", a.ID)
				}
			}
		})
	}
	wg.Wait()
}
