package build_test

import (
	"context"
	"flag"
	"html"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/build"
	"explainer/generator/internal/depgraph"
)

var proportionOf = flag.Int("proportion.of", 1_000, "how many explainers the site has on which the reach of an edit is measured")

// TestWorkIsInProportion edits one file of a large site and counts the pages that are
// made for it: those that show what has changed, and no others. Which those are is found
// by searching the outputs.
func TestWorkIsInProportion(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a site of 1,000 explainers")
	}
	t.Parallel()
	l := newLarge(t, *proportionOf)
	page := l.middle("explainers/")
	actor := l.middle("actors/")
	at := func(p string) string {
		return strings.TrimSuffix(strings.TrimPrefix(p, "content/"), ".md") + "/index.html"
	}
	t.Run("text", func(t *testing.T) {
		made := l.edit(t, page, func(d *document) { d.body += "\nA last sentence.\n" })
		if !slices.Equal(made, []string{at(page)}) {
			t.Errorf("a text that nobody quotes made %d pages: %q", len(made), head(made))
		}
	})
	t.Run("title", func(t *testing.T) {
		l.shows(t, page, "title", " anew?", true)
	})
	t.Run("name", func(t *testing.T) {
		l.shows(t, actor, "name", " Anew", false)
	})
	t.Run("title of a source", func(t *testing.T) {
		l.shows(t, l.middle("sources/"), "title", " anew", true)
	})
	t.Run("question", func(t *testing.T) {
		l.shows(t, l.middle("questions/"), "text", " anew?", true)
	})
	t.Run("summary", func(t *testing.T) {
		l.shows(t, page, "summary", " Anew.", true)
	})
	t.Run("back", func(t *testing.T) {
		made := l.build(t, l.state)
		if len(made) > 0 {
			t.Errorf("nothing has changed, and %d pages were made: %q", len(made), head(made))
		}
	})
}

func head(list []string) []string { return list[:min(8, len(list))] }

// large is a large site and what a Builder made of it.
type large struct {
	site    *folder
	builder *build.Builder
	state   state
	image   image
	why     map[string][]depgraph.Key
}

func newLarge(t *testing.T, explainers int) *large {
	l := &large{site: newFolder(t), state: corpusState(1, explainers), image: image{}}
	l.builder = build.New(build.Options{Dir: l.site.dir, DryRun: true, Today: today(t)})
	all := l.build(t, l.state)
	t.Logf("%d files, %d pages", len(l.state), len(all))
	return l
}

// middle returns the document in the middle of a folder.
func (l *large) middle(folder string) string {
	a := author{s: l.state}
	docs := a.docs(folder)
	return docs[len(docs)/2]
}

// build builds a state of the site, and returns the pages that were made, sorted.
func (l *large) build(t *testing.T, s state) []string {
	t.Helper()
	l.site.show(s)
	l.state = s
	r, err := l.builder.Build(context.Background())
	must(t, err)
	if !r.OK() {
		t.Fatal(r.Diags[0])
	}
	var made []string
	l.why = map[string][]depgraph.Key{}
	for _, m := range r.Made {
		made = append(made, m.Path())
		l.why[m.Path()] = m.Why
	}
	slices.Sort(made)
	l.image.apply(t, result{r, l.builder.Reads, l.builder.Page}, nil)
	return made
}

// edit changes a file, and returns the pages that were made.
func (l *large) edit(t *testing.T, p string, how func(*document)) []string {
	t.Helper()
	a := author{s: l.state}
	return l.build(t, l.state.after(edit{"", a.change(p, how)}))
}

// shows puts words at the end of a key's text, where they change no order, and compares the
// pages made with those that show the old text. What stands in texts as mere words is not
// made again, so that for names the two are not exactly the same.
func (l *large) shows(t *testing.T, p, key, words string, exactly bool) {
	t.Helper()
	d, _ := take(l.state[p], true)
	old := d.top.text(key)
	before := maps.Clone(l.image)
	var want []string
	for path, text := range before {
		if filepath.Ext(path) == ".html" && strings.Contains(html.UnescapeString(*text), old) {
			want = append(want, path)
		}
	}
	slices.Sort(want)
	a, renamed := author{s: l.state}, strings.TrimRight(old, "?")+words
	ops := a.change(p, func(d *document) { d.top.set(key, quoted(renamed)) })
	for q, text := range l.state { // links by name follow it
		if strings.Contains(text, "[["+old+"]]") {
			ops = append(ops, a.rewrite(q, strings.ReplaceAll(text, "[["+old+"]]", "[["+renamed+"]]"))...)
		}
	}
	made := l.build(t, l.state.after(edit{"", ops}))
	t.Logf("%s of %s: %d pages show it, %d were made", key, p, len(want), len(made))
	needless := 0
	for _, path := range made {
		if *before[path] == *l.image[path] {
			needless++
		}
		// The title and the address of a thing are one fact, so a page that leads to it in
		// words of its own is made, too.
		leads := strings.Contains(*before[path], "/"+strings.TrimSuffix(strings.TrimPrefix(p, "content/"), ".md")+"/")
		if exactly && !leads && !slices.Contains(want, path) {
			t.Errorf("%s was made, and does not show %q: %q", path, old, l.why[path])
		}
	}
	if needless > len(made)/10 {
		t.Errorf("%d of %d pages were made, and are as before", needless, len(made))
	}
	for _, path := range want {
		if exactly && !slices.Contains(made, path) {
			t.Errorf("%s shows %q, and was not made", path, old)
		}
	}
}
