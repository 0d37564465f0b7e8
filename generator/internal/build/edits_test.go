package build

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	explainer "explainer"
	"explainer/generator/internal/corpus"
)

// seedEnv repeats a run of TestIncrementalEqualsClean.
const seedEnv = "EXPLAINER_SEED"

// TestIncrementalEqualsClean edits a site at random. After each edit a Builder that
// has built all states before says and writes what a new one does.
func TestIncrementalEqualsClean(t *testing.T) {
	edits := 60
	if testing.Short() {
		edits = 15
	}
	seed := uint64(3) // of those tried, one that leaves many good states and some with errors
	if s := os.Getenv(seedEnv); s != "" {
		var err error
		seed, err = strconv.ParseUint(s, 10, 64)
		must(t, err)
	}
	e := newEditor(t, seed)
	opts := Options{Dir: e.dir, Out: filepath.Join(t.TempDir(), "out"), Today: corpusDay(t)}
	builder := New(opts)
	mustBuild(t, builder)
	good, failed := 0, 0
	for range edits {
		e.edit()
		before := snapshot(t, opts.Out)
		r, err := build(builder)
		must(t, err)
		want, clean := cleanBuild(t, opts)
		if clean.OK() {
			good++
		} else {
			failed++
			want = before // nothing is written if anything is wrong
		}
		if d := differences(snapshot(t, opts.Out), want); d != "" {
			t.Fatalf("%s\n%s=%d; edits:\n%s", d, seedEnv, seed, strings.Join(e.log, "\n"))
		}
		got, want2 := diagnostics(t, r.Diags), diagnostics(t, clean.Diags)
		if got != want2 || r.Counts != clean.Counts {
			t.Fatalf("said:\n%s\na clean build says:\n%s\n%s=%d; edits:\n%s", got, want2, seedEnv, seed, strings.Join(e.log, "\n"))
		}
	}
	t.Logf("seed %d: %d good states, %d with errors", seed, good, failed)
	if good < edits/4 || failed == 0 {
		t.Errorf("the edits are one-sided: %d good states, %d with errors", good, failed)
	}
}

// editor changes the files of a site at random.
type editor struct {
	t    *testing.T
	r    *rand.Rand
	dir  string
	log  []string
	undo func() // takes the last edit back, if it may have broken the site
}

func newEditor(t *testing.T, seed uint64) *editor {
	dir := filepath.Join(t.TempDir(), "site")
	must(t, corpus.Write(dir, seed, 40))
	return &editor{t: t, r: rand.New(rand.NewPCG(seed, 1)), dir: dir}
}

func (e *editor) logf(format string, args ...any) {
	e.log = append(e.log, fmt.Sprintf("%d. ", len(e.log)+1)+fmt.Sprintf(format, args...))
}

// edit makes one edit. Two of three times an edit that may have broken the site is
// taken back by the next.
func (e *editor) edit() {
	if undo := e.undo; undo != nil && e.r.IntN(3) > 0 {
		e.undo = nil
		e.logf("take that back")
		undo()
		return
	}
	kinds := []func(){
		e.appendText, e.changeKey, e.changeKey, e.changeList, e.changeList, e.changeDate, e.addAlias,
		e.newDocument, e.newDocument, e.deleteDocument, e.renameDocument, e.breakFrontMatter, e.changeLayout, e.changeConfig,
		e.copyDocument,
	}
	kinds[e.r.IntN(len(kinds))]()
}

// document returns the path of a document of one of the folders.
func (e *editor) document(folders ...string) string {
	for {
		folder := folders[e.r.IntN(len(folders))]
		found, err := filepath.Glob(filepath.Join(e.dir, ContentDir, folder, "*.md"))
		must(e.t, err)
		if len(found) > 0 {
			rel, err := filepath.Rel(e.dir, found[e.r.IntN(len(found))])
			must(e.t, err)
			return filepath.ToSlash(rel)
		}
	}
}

func (e *editor) any() string { return e.document("explainers", "actors", "regions", "guide", ".") }

// id returns the id of an entity of a folder.
func (e *editor) id(folder string) string {
	for {
		if id := strings.TrimSuffix(filepath.Base(e.document(folder)), ".md"); id != "_index" {
			return id
		}
	}
}

// replace rewrites a file and remembers how it was.
func (e *editor) replace(path, text string) {
	name := filepath.Join(e.dir, path)
	old, err := os.ReadFile(name)
	e.undo = func() {
		if err == nil {
			put(e.t, e.dir, path, string(old))
		} else {
			must(e.t, os.Remove(name))
		}
	}
	put(e.t, e.dir, path, text)
}

func (e *editor) word() string { return fmt.Sprintf("word%d", e.r.IntN(1000)) }

func (e *editor) appendText() {
	path := e.any()
	more := [...]string{
		"A sentence with " + e.word() + ".",
		"See [[" + e.id("actors") + "]] and [[region:" + e.id("regions") + "|there]].",
		"See [it](/explainers/).",
		"See [[" + e.word() + "-of-nobody]].",
		"## A heading " + e.word() + "\n\nText[^x].\n\n[^x]: Note.",
	}[e.r.IntN(5)]
	e.logf("append to %s: %q", path, more)
	e.replace(path, get(e.t, e.dir, path)+"\n"+more+"\n")
}

func (e *editor) changeKey() {
	path := e.any()
	key := [...]string{"title", "name", "summary"}[e.r.IntN(3)]
	line := regexp.MustCompile(`(?m)^` + key + ` = .*$`)
	e.logf("change the first %s of %s", key, path)
	text := get(e.t, e.dir, path)
	if at := line.FindStringIndex(text); at != nil {
		e.replace(path, text[:at[0]]+fmt.Sprintf("%s = %q", key, "Changed "+e.word())+text[at[1]:])
	}
}

func (e *editor) changeList() {
	path := e.document("explainers")
	key := [...]string{"actors", "regions"}[e.r.IntN(2)]
	id := e.id(key)
	switch e.r.IntN(6) {
	case 0:
		id = e.word() // a stub
	case 1:
		id = id[:len(id)-1] // perhaps a slip
	}
	list := regexp.MustCompile(`(?m)^` + key + ` = \[.*$`)
	text := get(e.t, e.dir, path)
	places := list.FindAllStringIndex(text, -1)
	e.logf("set %s of %s to %s", key, path, id)
	if len(places) > 0 {
		at := places[e.r.IntN(len(places))]
		e.replace(path, text[:at[0]]+fmt.Sprintf("%s = [%q]", key, id)+text[at[1]:])
	}
}

func (e *editor) changeDate() {
	path := e.document("explainers")
	date := [...]string{"2022-09-30", `"2021"`, `"199X"`, `"2022-02-24/.."`, `"2022-02-30"`, `"2030-01-01"`}[e.r.IntN(6)]
	key := [...]string{"when", "date", "review_by", "updated"}[e.r.IntN(4)]
	line := regexp.MustCompile(`(?m)^` + key + ` = .*$`)
	e.logf("set the first %s of %s to %s", key, path, date)
	text := get(e.t, e.dir, path)
	if at := line.FindStringIndex(text); at != nil {
		e.replace(path, text[:at[0]]+key+" = "+date+text[at[1]:])
	}
}

func (e *editor) addAlias() {
	path := e.document("explainers", "actors")
	alias := [...]string{"/before/" + e.word() + "/", "/about/", "Alias " + e.word()}[e.r.IntN(3)]
	text := get(e.t, e.dir, path)
	if strings.Contains(text, "\naliases = ") || !strings.HasPrefix(text, "+++\n") {
		return
	}
	e.logf("give %s the alias %q", path, alias)
	e.replace(path, fmt.Sprintf("+++\naliases = [%q]\n", alias)+strings.TrimPrefix(text, "+++\n"))
}

func (e *editor) newDocument() {
	word := e.word()
	path, text := "content/actors/new-"+word+".md", fmt.Sprintf("+++\nname = \"New %s\"\nkind = \"person\"\n+++\n\nA life.\n", word)
	switch e.r.IntN(5) {
	case 0:
		path, text = "content/regions/new-"+word+".md", fmt.Sprintf("+++\nname = %q\npart_of = %q\n+++\n\nA place.\n", "Land "+word, e.id("regions"))
	case 1:
		path, text = "content/explainers/new-"+word+"/index.md", fmt.Sprintf("+++\ntitle = \"What of %s?\"\ndate = 2024-05-06\nactors = [%q]\n+++\n\nThey say [[%s]].\n", word, e.id("actors"), e.id("regions"))
	case 2:
		path, text = "content/guide/deep/"+word+".md", "+++\ntitle = \"Deep\"\n+++\n\nText.\n"
	case 3:
		path, text = "content/files/"+word+".txt", "data "+word
	}
	e.logf("write %s", path)
	e.replace(path, text)
}

// copyDocument makes a second file of the same names.
func (e *editor) copyDocument() {
	from := e.document("actors", "regions")
	to := strings.TrimSuffix(from, ".md") + "-too.md"
	e.logf("copy %s to %s", from, to)
	e.replace(to, get(e.t, e.dir, from))
}

func (e *editor) deleteDocument() {
	path := e.any()
	e.logf("delete %s", path)
	old := get(e.t, e.dir, path)
	e.undo = func() { put(e.t, e.dir, path, old) }
	must(e.t, os.Remove(filepath.Join(e.dir, path)))
}

func (e *editor) renameDocument() {
	path := e.any()
	to := strings.TrimSuffix(path, ".md") + "-" + e.word() + ".md"
	e.logf("rename %s to %s", path, to)
	from, into := filepath.Join(e.dir, path), filepath.Join(e.dir, to)
	e.undo = func() { must(e.t, os.Rename(into, from)) }
	must(e.t, os.Rename(from, into))
}

func (e *editor) breakFrontMatter() {
	path := e.any()
	broken := [...]string{"x = = 1", "unknown_key = 1", "title = 1979", "draft = true", "+++"}[e.r.IntN(5)]
	e.logf("put %q into the front matter of %s", broken, path)
	e.replace(path, "+++\n"+broken+"\n"+strings.TrimPrefix(get(e.t, e.dir, path), "+++\n"))
}

func (e *editor) changeLayout() {
	name := [...]string{"partials/footer.html", "explainer.html", "assets/style.css", "home.html"}[e.r.IntN(4)]
	path := LayoutsDir + "/" + name
	if _, err := os.Stat(filepath.Join(e.dir, path)); err == nil && e.r.IntN(2) == 0 {
		e.logf("delete %s", path)
		e.undo = nil
		must(e.t, os.Remove(filepath.Join(e.dir, path)))
		return
	}
	data, err := fs.ReadFile(explainer.Layouts, path)
	must(e.t, err)
	more := [...]string{"\n<!-- " + e.word() + " -->", "\n{{.NoSuchField}}", "\n{{if}}"}[e.r.IntN(3)]
	if strings.HasSuffix(name, ".css") {
		more = "\n." + e.word() + " { color: red }\n"
	}
	e.logf("append %q to the built-in %s", more, path)
	e.replace(path, string(data)+more)
}

func (e *editor) changeConfig() {
	more := [...]string{
		"page_size = 3", "language = \"uk\"", "ignore = [\"guide\"]", "[markdown]\nautolink = false",
		"[permalinks]\nactors = \"/who/:slug/\"", "[permalinks]\nexplainers = \"/:year/:slug/\"", "no_such_key = 1",
	}[e.r.IntN(7)]
	text := get(e.t, e.dir, "config.toml")
	e.logf("put %q into config.toml", more)
	e.replace("config.toml", strings.Replace(text, "\n[[menu]]", "\n"+more+"\n\n[[menu]]", 1))
}
