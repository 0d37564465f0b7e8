package feed

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/config"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/site"
	"explainer/generator/internal/sitetest"
)

// link makes a site of files, which must have no errors.
func link(tb testing.TB, files []txtar.File) *site.Site {
	tb.Helper()
	return sitetest.Link(tb, files, site.Options{Today: sitetest.Day(tb, corpus.Today), Drafts: true, Future: true})
}

func fixture(tb testing.TB) *txtar.Archive {
	tb.Helper()
	archive := golden.Read(tb, filepath.Join("testdata", "site.txtar"))
	return archive
}

// makeAll returns all files of a site.
func makeAll(s *site.Site) map[string]string {
	files := map[string]string{}
	for _, i := range New(s, nil).Plan() {
		files[i.Path] = string(i.Make(nil))
	}
	return files
}

// TestFiles holds all files of a small site to the letter.
func TestFiles(t *testing.T) {
	files := makeAll(link(t, fixture(t).Files))
	got := &txtar.Archive{}
	for _, path := range sorted(files) {
		got.Files = append(got.Files, txtar.File{Name: path, Data: []byte(files[path])})
	}
	golden.Same(t, filepath.Join("testdata", "files.txtar"), got)
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// replace returns the fixture's files with some text in them replaced.
func replace(t *testing.T, pairs ...string) []txtar.File {
	t.Helper()
	a := fixture(t)
	for i := 0; i < len(pairs); i += 2 {
		found := false
		for j := range a.Files {
			next := strings.Replace(string(a.Files[j].Data), pairs[i], pairs[i+1], 1)
			found = found || next != string(a.Files[j].Data)
			a.Files[j].Data = []byte(next)
		}
		if !found {
			t.Fatalf("the fixture has no %q", pairs[i])
		}
	}
	return a.Files
}

func TestIDsSurvive(t *testing.T) {
	ids := func(files []txtar.File) []string {
		var f struct{ Items []struct{ ID string } }
		if err := json.Unmarshal([]byte(makeAll(link(t, files))["/feed.json"]), &f); err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, i := range f.Items {
			list = append(list, i.ID)
		}
		return list
	}
	before := ids(fixture(t).Files)
	if len(before) != 6 {
		t.Fatalf("%q", before)
	}
	for name, pairs := range map[string][]string{
		"another slug":      {`slug    = "the-vote"`, `slug = "a-vote"`},
		"another permalink": {`description =`, "permalinks.explainers = \"/e/:id/\"\ndescription ="},
		"another title":     {"Why did <some> & others vote?", "Why?"},
		"another host":      {`base_url = "https://example.org/repo/"`, "base_url = \"https://example.com/\"\nfeeds.id = \"tag:example.org,2026:repo/\""},
	} {
		if after := ids(replace(t, pairs...)); !slices.Equal(before, after) {
			t.Errorf("%s: %q became %q", name, before, after)
		}
	}
}

func TestNoHost(t *testing.T) {
	for _, base := range []string{"", `base_url = ""`} {
		if files := makeAll(link(t, replace(t, `base_url = "https://example.org/repo/"`, base))); len(files) > 0 {
			t.Errorf("%q: %q", base, sorted(files))
		}
	}
}

func TestRobotsAtTheRoot(t *testing.T) {
	files := makeAll(link(t, replace(t, `https://example.org/repo/`, "https://example.org:8080/")))
	if want := "User-agent: *\nAllow: /\n\nSitemap: https://example.org:8080/sitemap.xml\n"; files["/robots.txt"] != want {
		t.Errorf("%q", files["/robots.txt"])
	}
	if !strings.Contains(files["/feed.atom"], "<id>tag:example.org,2026:feed</id>") {
		t.Error(files["/feed.atom"])
	}
}

// TestOwnFiles: what the author copies to an address takes the place of the file there.
func TestOwnFiles(t *testing.T) {
	own := append(fixture(t).Files, txtar.File{Name: "content/sitemap.xml"}, txtar.File{Name: "content/actors/ann/feed.atom"})
	files := makeAll(link(t, own))
	for _, path := range []string{"/sitemap.xml", "/actors/ann/feed.atom"} {
		if _, ok := files[path]; ok {
			t.Errorf("%s is made all the same", path)
		}
	}
	if _, ok := files["/actors/ann/feed.json"]; !ok {
		t.Errorf("there is no feed.json: %q", sorted(files))
	}
}

func TestDraftsAndFuture(t *testing.T) {
	for _, line := range []string{"draft = true", "date = 2030-01-01"} {
		files := makeAll(link(t, replace(t, "title   = \"Updated only\"", "title = \"Updated only\"\n"+line)))
		for path, data := range files {
			if strings.Contains(data, "updated-only") {
				t.Errorf("%s: %s tells of it:\n%s", line, path, data)
			}
		}
	}
}

// TestCap holds that a feed has the entries that changed last, also of old explainers.
func TestCap(t *testing.T) {
	files := []txtar.File{{Name: config.Name, Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\n")}}
	for i := range 70 {
		text := fmt.Sprintf("+++\ntitle = \"E%d\"\ndate = 2020-01-01\nupdated = 2020-%02d-%02d\nactors = [\"a\"]\n", i, 1+i%12, 1+i%28)
		if i == 69 {
			text += "[[updates]]\non = 2021-01-01\nkind = \"correction\"\ntext = \"Wrong.\"\n"
		}
		files = append(files, txtar.File{Name: fmt.Sprintf("content/explainers/e%d.md", i), Data: []byte(text + "+++\n")})
	}
	made := makeAll(link(t, files))
	for path, want := range map[string]int{"/feed.json": 50, "/actors/a/feed.json": 20} {
		var f struct {
			Items []struct {
				ID       string
				Modified string `json:"date_modified"`
			}
		}
		if err := json.Unmarshal([]byte(made[path]), &f); err != nil {
			t.Fatal(err)
		}
		if len(f.Items) != want {
			t.Errorf("%s has %d entries", path, len(f.Items))
		}
		if f.Items[0].ID != "tag:example.org,2026:explainer/e69/correction:2021-01-01" {
			t.Errorf("%s begins with %s", path, f.Items[0].ID)
		}
		for i := 1; i < len(f.Items); i++ {
			if f.Items[i].Modified > f.Items[i-1].Modified {
				t.Errorf("%s: %s after %s", path, f.Items[i].Modified, f.Items[i-1].Modified)
			}
		}
		if last := f.Items[len(f.Items)-1].Modified; last < "2020-03" {
			t.Errorf("%s ends with %s, and there are later ones", path, last)
		}
	}
}

// TestFacts changes one thing at a time and holds that every file whose bytes differ was
// made from a fact that has changed.
func TestFacts(t *testing.T) {
	old := link(t, fixture(t).Files)
	for _, pairs := range [][]string{
		{"Because", "As"}, {"Why did", "How did"}, {`slug    = "the-vote"`, ""}, {"2022-09-30", "2022-12-30"},
		{"And the wrong place", "And"}, {"on   = 2022-10-05", "on = 2023-01-01"}, {`name = "Ann"`, `name = "Anna"`},
		{"Перше", "Інше"}, {`lang  = "uk"`, ""}, {`authors = ["a-writer", "b & c"]`, ""},
		{`title = "Undated"`, "title = \"Dated\"\ndate = 2022-01-01"},
		{"[[updates]]\non   = 2022-10-05\ntext = \"More is known.\"\n", ""}, {`part_of = "north"`, ""},
	} {
		// The config must be the same value, as it is between two builds.
		next := link(t, replace(t, pairs...))
		next.Config = old.Config
		changed := site.Diff(old, next)
		before := map[string]string{}
		reads := map[string][]depgraph.Key{}
		for _, i := range New(old, nil).Plan() {
			before[i.Path] = string(i.Make(func(keys ...depgraph.Key) { reads[i.Path] = append(reads[i.Path], keys...) }))
		}
		reached := 0
		for _, i := range New(next, nil).Plan() {
			was, known := before[i.Path]
			if i.Always || !known || string(i.Make(nil)) == was {
				continue
			}
			reached++
			if !slices.ContainsFunc(reads[i.Path], func(k depgraph.Key) bool { return slices.Contains(changed, k) }) {
				t.Errorf("%q: %s differs, and no fact that it was made from has changed", pairs, i.Path)
			}
		}
		if reached == 0 {
			t.Errorf("%q changes nothing", pairs)
		}
	}
}

func TestSitemapParts(t *testing.T) {
	s := link(t, fixture(t).Files)
	b := New(s, nil)
	whole := b.urlsets(maxURLs, maxBytes)
	if len(whole) != 1 {
		t.Fatalf("%d parts", len(whole))
	}
	all := strings.Count(string(whole[0]), "<loc>")
	for _, bound := range []struct{ urls, bytes int }{{3, maxBytes}, {maxURLs, 700}, {1, 1}} {
		n := 0
		for _, part := range b.urlsets(bound.urls, bound.bytes) {
			count := strings.Count(string(part), "<loc>")
			if count > bound.urls || len(part) > bound.bytes && count > 1 {
				t.Errorf("%v: a part of %d addresses and %d bytes", bound, count, len(part))
			}
			if err := xml.Unmarshal(part, &struct{}{}); err != nil {
				t.Error(err)
			}
			n += count
		}
		if n != all {
			t.Errorf("%v: %d addresses of %d", bound, n, all)
		}
	}
}

// TestRead has parsers that are not ours read the files of the fixture.
func TestRead(t *testing.T) {
	read := func(files map[string]string, folder string) []byte {
		in, err := json.Marshal(map[string]string{"atom": files[folder+"feed.atom"], "json": files[folder+"feed.json"], "sitemap": files["/sitemap.xml"]})
		if err != nil {
			t.Fatal(err)
		}
		return sitetest.RunScript(t, "feeds.mjs", in)
	}
	files := makeAll(link(t, fixture(t).Files))
	got := &txtar.Archive{Comment: []byte("What the scripts of generator/testdata/npm read in the feeds of site.txtar, and in its sitemap.\n")}
	for _, folder := range []string{"/", "/regions/north/"} {
		got.Files = append(got.Files, txtar.File{Name: folder, Data: read(files, folder)})
	}
	golden.Same(t, filepath.Join("testdata", "read.txtar"), got)
	if strings.Contains(string(txtar.Format(got)), "fault:") {
		t.Error("there are faults")
	}
	broken := map[string]string{"/feed.atom": files["/feed.atom"], "/feed.json": strings.Replace(files["/feed.json"], "Because", "X", 1),
		"/sitemap.xml": strings.Replace(files["/sitemap.xml"], "<loc>", "<lok>", 1)}
	if out := string(read(broken, "/")); strings.Count(out, "fault:") < 2 {
		t.Errorf("the parsers do not tell of faults: %s", out)
	}
}

// TestAtomLaws holds every feed of a larger site to the musts of RFC 4287.
func TestAtomLaws(t *testing.T) {
	var files []txtar.File
	for path, data := range corpus.Files(1, 40) {
		files = append(files, txtar.File{Name: path, Data: data})
	}
	feeds := 0
	for path, data := range makeAll(link(t, files)) {
		if strings.HasSuffix(path, ".json") && !json.Valid([]byte(data)) {
			t.Errorf("%s is no JSON", path)
		}
		if !strings.HasSuffix(path, ".atom") {
			continue
		}
		feeds++
		for _, problem := range breaches(data) {
			t.Errorf("%s: %s", path, problem)
		}
	}
	if feeds < 20 {
		t.Errorf("%d feeds", feeds)
	}
	if list := breaches(`<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><entry><title>x</title></entry></feed>`); len(list) < 5 {
		t.Errorf("the laws find %q", list)
	}
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID, Title, Updated []string
	Link               []atomLink
}

// breaches returns which musts of RFC 4287 §4.1.1 and §4.1.2 a feed breaks.
func breaches(data string) []string {
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      []string `xml:"id"`
		Title   []string `xml:"title"`
		Updated []string `xml:"updated"`
		Author  []struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Link  []atomLink `xml:"link"`
		Entry []struct {
			ID      []string   `xml:"id"`
			Title   []string   `xml:"title"`
			Updated []string   `xml:"updated"`
			Link    []atomLink `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(data), &f); err != nil {
		return []string{err.Error()}
	}
	var list []string
	must := func(ok bool, what string) {
		if !ok {
			list = append(list, what)
		}
	}
	must(len(f.Author) == 1 && f.Author[0].Name != "", "no author")
	seen := map[string]bool{}
	check := func(e atomEntry, rels ...string) {
		must(len(e.ID) == 1 && strings.HasPrefix(e.ID[0], "tag:") && !strings.ContainsAny(e.ID[0], " #<"), "no tag URI for id")
		must(len(e.Title) == 1, "not one title")
		must(len(e.Updated) == 1, "not one updated")
		for _, u := range e.Updated {
			_, err := time.Parse(time.RFC3339, u)
			must(err == nil, "no RFC 3339 time")
		}
		for _, rel := range rels {
			n := slices.IndexFunc(e.Link, func(l atomLink) bool { return l.Rel == rel })
			must(n >= 0 && strings.HasPrefix(e.Link[max(n, 0)].Href, "https://"), "no full link "+rel)
		}
		for _, id := range e.ID {
			must(!seen[id], "an id twice")
			seen[id] = true
		}
	}
	check(atomEntry{f.ID, f.Title, f.Updated, f.Link}, "self", "alternate")
	for _, e := range f.Entry {
		check(atomEntry{e.ID, e.Title, e.Updated, e.Link}, "alternate")
	}
	return list
}

func TestEscapes(t *testing.T) {
	for _, c := range []struct{ text, xml, json string }{
		{"a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'", `"a<b>&\"c'"`},
		{"a\nb\tc\r", "a b c ", `"a\u000ab\u0009c\u000d"`},
		{"\x00\x1b\x7f", "\uFFFD\uFFFD\x7f", `"\u0000\u001b\u007f"`},
		{"é\xff\uFFFE\U0001F600\\", "é\uFFFD\uFFFD\U0001F600\\", "\"é\uFFFD\uFFFE\U0001F600\\\\\""},
		{"", "", `""`},
	} {
		if got := string(appendXML(nil, c.text)); got != c.xml {
			t.Errorf("appendXML(%q) = %q, want %q", c.text, got, c.xml)
		}
		if got := string(appendJSON(nil, c.text)); got != c.json {
			t.Errorf("appendJSON(%q) = %q, want %q", c.text, got, c.json)
		}
	}
}

func FuzzEscapes(f *testing.F) {
	f.Add("a<b>\x00\xff]]>")
	f.Fuzz(func(t *testing.T, text string) {
		var back struct {
			Text string `xml:",chardata"`
			At   string `xml:"at,attr"`
		}
		doc := fmt.Sprintf(`<x at="%s">%s</x>`, appendXML(nil, text), appendXML(nil, text))
		if err := xml.Unmarshal([]byte(doc), &back); err != nil || back.Text != back.At {
			t.Errorf("%q: %v", doc, err)
		}
		var s string
		if err := json.Unmarshal(appendJSON(nil, text), &s); err != nil || s != strings.ToValidUTF8(s, "") {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// BenchmarkFiles makes all files of a site of 1,000 explainers.
func BenchmarkFiles(b *testing.B) {
	var files []txtar.File
	for path, data := range corpus.Files(1, 1000) {
		files = append(files, txtar.File{Name: path, Data: data})
	}
	s := link(b, files)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, i := range New(s, nil).Plan() {
			n += len(i.Make(nil))
		}
		b.ReportMetric(float64(n), "bytes/op")
	}
}
