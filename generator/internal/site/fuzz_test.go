package site_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// FuzzLink links small sites made at random of a few ids, so that lists, trees,
// claims, names and links meet in every way. No site makes Link panic, the order of
// reading does not matter, and no page has one id twice.
func FuzzLink(f *testing.F) {
	for seed := range uint64(200) {
		f.Add(seed, uint8(seed%16))
	}
	f.Fuzz(func(t *testing.T, seed uint64, size uint8) {
		in := randomSite(seed, int(size%24))
		s := in.link()
		got := in.dump(s)
		for i := range uint64(2) {
			if again := in.shuffled(seed + i).dump(in.shuffled(seed + i).link()); again != got {
				t.Fatalf("another order of reading gives\n%s\ninstead of\n%s", again, got)
			}
		}
		checkSite(t, s)
	})
}

// checkSite holds a site to what is true of all.
func checkSite(t *testing.T, s *site.Site) {
	t.Helper()
	for _, e := range s.Explainers {
		ids := map[string]bool{}
		unique := func(id string) {
			if ids[id] {
				t.Errorf("%s has the id %q twice", e.ID, id)
			}
			ids[id] = true
		}
		for _, m := range e.Dates {
			unique(m.Anchor)
		}
		for _, c := range e.Claims {
			unique(c.Anchor)
		}
		for i := range e.Targets() {
			if id := e.CiteID(i); id != "" {
				unique(id)
			}
		}
		for _, other := range e.Related {
			if other == e {
				t.Errorf("%s is related to itself", e.ID)
			}
		}
	}
	for _, r := range s.Regions {
		if len(r.Chain()) > 64 {
			t.Errorf("%s lies in %d others", r.ID, len(r.Chain()))
		}
	}
	urls := map[string]bool{}
	for _, a := range s.Actors {
		if a.URL != "" && urls[a.URL] {
			t.Errorf("two pages at %s", a.URL)
		}
		urls[a.URL] = true
		for _, b := range a.Backlinks {
			if b.From == &a.Node {
				t.Errorf("%s links to itself", a.ID)
			}
		}
	}
}

// writer writes a random site.
type writer struct {
	*rand.Rand
	out *strings.Builder
}

func randomSite(seed uint64, size int) *fixture {
	w := writer{rand.New(rand.NewPCG(seed, 2)), &strings.Builder{}}
	in := &fixture{config: config.Default()}
	in.config.Title = "Site"
	in.opts = site.Options{Today: 19_000, Drafts: w.IntN(2) == 0, Future: w.IntN(2) == 0}
	taken := map[string]bool{}
	for range size {
		path := w.path()
		if taken[path] {
			continue
		}
		taken[path] = true
		w.out.Reset()
		w.document(content.Locate(path).Kind)
		name := "content/" + path
		in.docs = append(in.docs, content.Parse(source.New(name, []byte(w.out.String())), path, content.Options{}))
	}
	for _, f := range []string{"pic.png", "explainers/a/x.png", "actors/b/index.html"} {
		if w.IntN(3) == 0 {
			in.static = append(in.static, f)
		}
	}
	return in
}

func (w writer) pick(words ...string) string { return words[w.IntN(len(words))] }

func (w writer) id() string {
	return w.pick("alpha", "alphb", "beta", "gamma", "delta", "alpha-2", "київ", "nobody", "page", "Bad Id", "")
}

func (w writer) path() string {
	id := w.pick("alpha", "beta", "gamma", "delta", "alpha-2", "київ", "index", "_index")
	folder := w.pick("explainers/", "explainers/", "actors/", "regions/", "questions/", "sources/", "", "guide/", "explainers/alpha/")
	if w.IntN(6) == 0 {
		return folder + id + "/index.md"
	}
	return folder + id + ".md"
}

func (w writer) ids() string {
	var list []string
	for range w.IntN(4) {
		list = append(list, fmt.Sprintf("%q", w.id()))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func (w writer) date() string {
	return w.pick(`"2022"`, `"2022-09"`, "2022-09-30", `"201X"`, `"../1991"`, `"2022-02-24/.."`, "2030-01-01", `"2022?"`, `"-0043"`, `"no"`)
}

// maybe writes a line every second time.
func (w writer) maybe(format string, args ...any) {
	if w.IntN(2) == 0 {
		fmt.Fprintf(w.out, format+"\n", args...)
	}
}

func (w writer) document(kind content.Kind) {
	w.out.WriteString("+++\n")
	w.maybe("draft = %t", w.IntN(3) == 0)
	w.maybe("slug = %q", w.pick("alpha", "beta", "x"))
	w.maybe(`aliases = [%q, %q]`, w.pick("Alpha", "Name", "/old/", "Київ"), w.pick("/actors/alpha/", "/old", "Beta"))
	switch kind {
	case content.Actor:
		fmt.Fprintf(w.out, "name = %q\n", w.pick("Alpha", "Beta", "Alpha Beta", "Київ"))
		w.maybe("kind = %q", w.pick("person", "state"))
		w.maybe("part_of = %s", w.ids())
		w.maybe("region = %q", w.id())
		w.maybe("[[roles]]\ntitle = %q\norg = %q\nfrom = %s\nto = %s", w.pick("Head", "Chair"), w.id(), w.date(), w.date())
	case content.Region:
		fmt.Fprintf(w.out, "name = %q\n", w.pick("Alpha", "Land", "Київ"))
		w.maybe("part_of = %q", w.id())
		w.maybe("[[status]]\nholder = %q\nbasis = %q\naccording_to = %s\nsource = %s", w.id(), w.pick("claims", "controls"), w.ids(), w.ids())
	case content.Question:
		fmt.Fprintf(w.out, "text = %q\n", w.pick("Why?", "How?"))
	default:
		fmt.Fprintf(w.out, "title = %q\n", w.pick("Why?", "How?", "Alpha"))
		w.maybe("date = %s", w.date())
	}
	if kind == content.Explainer {
		w.explainer()
	}
	w.out.WriteString("+++\n")
	w.text()
}

func (w writer) explainer() {
	w.maybe("actors = %s\nregions = %s", w.ids(), w.ids())
	w.maybe("dates = [%s, %s, { when = %s, title = %q, actors = %s, source = %s }]", w.date(), w.date(), w.date(), w.pick("Event", "Why?"), w.ids(), w.ids())
	w.maybe("[[questions]]\nid = %q\ntext = %q", w.id(), w.pick("Why?", "How?"))
	w.maybe("[[sources]]\nid = %q\ntitle = \"S\"\ntext = \"words\"", w.id())
	for range w.IntN(4) {
		fmt.Fprintf(w.out, "[[claims]]\nby = %s\nsays = 'He \"%s\".'\n", w.ids(), w.pick("words", "other", ""))
		w.maybe("id = %q", w.pick("one", "two", "alpha-2022", "alpha"))
		w.maybe("on = %s", w.date())
		w.maybe("question = %q\nstance = %q", w.id(), w.pick("supports", "denies"))
		w.maybe("about = %s\nsource = %s", w.ids(), w.ids())
		w.maybe("responds_to = [%q]", w.pick("one", "two", "three"))
		w.maybe("superseded_by = %q", w.pick("one", "two", "alpha"))
	}
}

func (w writer) text() {
	for range w.IntN(8) {
		w.out.WriteString(w.pick("Alpha ", "Alpha Beta's ", "Київ ", "Land. ", "\n\n## Head\n\n", "[@", "[[", "[x](", "[w](claim:", "`Alpha` ", "- Beta\n", "**Al**pha "))
		switch s := w.out.String(); {
		case strings.HasSuffix(s, "[@"):
			w.out.WriteString(w.id() + "] ")
		case strings.HasSuffix(s, "[["):
			w.out.WriteString(w.pick("", "actor:", "region:") + w.id() + w.pick("", "#head", "|words") + "]] ")
		case strings.HasSuffix(s, "claim:"):
			w.out.WriteString(w.pick("one) ", ` "by=alpha,beta denies src=alpha id=two") `, ` "by=gamma on=2022 q=beta") `))
		case strings.HasSuffix(s, "[x]("):
			w.out.WriteString(w.pick("../actors/alpha.md", "#head", "/old/", "alpha.md#head", "../pic.png", "/actors/alpha/", "x.png") + ") ")
		}
	}
}
