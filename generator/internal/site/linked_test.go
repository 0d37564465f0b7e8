package site_test

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/golden"
	"explainer/generator/internal/site"
)

// memory keeps linked texts by their frame, their path and the bytes of the file.
type memory struct {
	mu     sync.Mutex
	within site.Frame
	bytes  map[string]string // of the files, by path
	kept   map[memoryKey]string
	hits   int
}

type memoryKey struct {
	within      site.Frame
	path, bytes string
}

func (m *memory) Within(f site.Frame) { m.within = f }

func (m *memory) Get(path string) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.kept[memoryKey{m.within, path, m.bytes[path]}]
	if ok {
		m.hits++
	}
	return data, ok
}

func (m *memory) Put(path string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[memoryKey{m.within, path, m.bytes[path]}] = string(data)
}

// link links a site with what is kept of its texts, and returns how many were.
func (m *memory) link(in fixture) (*site.Site, int) {
	m.hits, m.bytes = 0, map[string]string{}
	for _, d := range in.docs {
		m.bytes[d.Path] = string(d.File.Data())
	}
	in.opts.Linked = m
	return in.link(), m.hits
}

// TestLinkedTexts links the sites of the fixtures with what is kept of their texts, whole and with each of
// their documents left out: what is kept of one site must not be taken for another, and must leave the
// same site. The second time nothing that has no diagnostics is linked anew.
func TestLinkedTexts(t *testing.T) {
	t.Parallel()
	all := 0
	golden.Each(t, func(t *testing.T, a *txtar.Archive) string {
		in := readFixture(t, a)
		whole := *in
		whole.show = nil
		m := &memory{kept: map[memoryKey]string{}}
		for i := range len(whole.docs) + 1 {
			some := whole
			if i > 0 {
				some.docs = slices.Delete(slices.Clone(whole.docs), i-1, i)
			}
			want := some.dump(some.link())
			for range 2 {
				linked, hits := m.link(some)
				if got := some.dump(linked); got != want {
					t.Fatalf("with what is kept of its texts, the site is\n%s\nand not\n%s", got, want)
				}
				all += hits
			}
		}
		linked, _ := m.link(*in)
		return in.dump(linked)
	})
	if all < 1000 {
		t.Errorf("only %d texts were kept", all)
	}
}

// TestFrame changes what texts are linked within, one thing at a time, and holds that no text keeps links of
// another frame. A change that no text can notice leaves what is kept of the others.
func TestFrame(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"content/explainers/a.md": "+++\ntitle = \"Reads\"\n+++\nAnn Lee met Ben Oh at the river. [[b]] says so, [[b#more]] too, and [[page:notes]].\n\n" +
			"See [[b#date:2022-09-30]], [it](b.md), [a file](../map.pdf), [a page](/notes/) and [what she said]{claim=first}.\n",
		"content/explainers/b.md": "+++\ntitle = \"Read\"\nactors = [\"ann\"]\ndates = [\"2022-09-30\"]\n\n" +
			"[[claims]]\nid = \"first\"\nby = \"ann\"\nsays = \"So it is.\"\nsource = \"paper\"\n\n[[sources]]\nid = \"paper\"\ntitle = \"Paper\"\npublisher = \"Press\"\nurl = \"https://example.com/\"\n+++\nWords.\n\n## More\n\nMore words.\n",
		"content/actors/ann.md":  "+++\nname = \"Ann Lee\"\naliases = [\"Lee\"]\n+++\nA person.\n",
		"content/actors/ben.md":  "+++\nname = \"Ben Oh\"\n+++\nA person.\n",
		"content/actors/carl.md": "+++\nname = \"Carl\"\n+++\nA person.\n",
		"content/notes.md":       "+++\ntitle = \"Notes\"\n+++\nNotes.\n",
		"content/map.pdf":        "",
		"config.toml":            "title = \"Site\"\nbase_url = \"https://example.org/\"\n",
	}
	site := func(t *testing.T, files map[string]string) fixture {
		a := &txtar.Archive{}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(files[name])})
		}
		return *readFixture(t, a)
	}
	for _, test := range []struct {
		name, file, old, new string
		kept                 int // texts
	}{
		{"another title of an actor", "content/actors/ben.md", "Ben Oh", "Ben Ho", 0},
		{"another alias", "content/actors/ann.md", `"Lee"`, `"Words"`, 0},
		{"a name that two have", "content/actors/carl.md", "Carl", "Ben Oh", 0},
		{"a name that is not to be linked", "content/actors/ben.md", "+++\nA", "autolink = false\n+++\nA", 0},
		{"no names at all", "config.toml", "\nbase", "\n[markdown]\nautolink = false\n#", 0},
		{"another title of an explainer", "content/explainers/b.md", "Read", "Heard", 0},
		{"another heading", "content/explainers/b.md", "## More", "## Less", 0},
		{"another address", "content/notes.md", "+++\nN", "slug = \"words\"\n+++\nN", 0},
		{"another date", "content/explainers/b.md", "2022-09-30", "2022-10-05", 0},
		{"another claim", "content/explainers/b.md", `"first"`, `"second"`, 0},
		{"a page that is gone", "content/notes.md", "", "", 0},
		{"a page in another place", "content/explainers/b.md", "", "content/explainers/b/index.md", 0},
		{"a file that is gone", "content/map.pdf", "", "", 0},
		{"another text", "content/actors/carl.md", "A person", "An actor", 5},
		{"another summary", "content/actors/carl.md", "+++\nA", "summary = \"A person.\"\n+++\nA", 5},
		{"other words of a claim", "content/explainers/b.md", "So it is.", "So be it.", 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := site(t, files)
			m := &memory{kept: map[memoryKey]string{}}
			first, _ := m.link(before)
			if ds := slices.Concat(before.diags, first.Diags); len(ds) > 0 {
				t.Fatal(ds)
			}
			changed := maps.Clone(files)
			changed[test.file] = strings.Replace(files[test.file], test.old, test.new, 1)
			if test.old == "" {
				delete(changed, test.file)
			}
			if path.Ext(test.new) == ".md" {
				changed[test.new] = files[test.file]
			}
			after := site(t, changed)
			want := after.dump(after.link())
			linked, hits := m.link(after)
			if got := after.dump(linked); got != want {
				t.Errorf("the site is\n%s\nand not\n%s", got, want)
			}
			if want == before.dump(first) {
				t.Error("the change changes nothing")
			}
			if hits != test.kept {
				t.Errorf("%d texts were kept, not %d", hits, test.kept)
			}
		})
	}
}
