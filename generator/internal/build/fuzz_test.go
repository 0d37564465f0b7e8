package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/view"
)

// FuzzPage makes pages of front matter and texts that nobody would write, with the
// built-in layouts. Nothing panics, and whatever a page is made of, it runs no script
// and its tags are balanced.
func FuzzPage(f *testing.F) {
	for _, seed := range pageSeeds() {
		f.Add(seed[0], seed[1])
	}
	m := newPageMaker(f)
	f.Fuzz(func(t *testing.T, front, body string) {
		for _, folder := range []string{content.ExplainersDir, content.ActorsDir, content.RegionsDir, "guide"} {
			for _, page := range m.pages(t, folder+"/it.md", "+++\n"+front+"\n+++\n"+body) {
				if problem := unsafePage(page); problem != "" {
					t.Fatalf("%s\n%s", problem, page)
				}
			}
		}
	})
}

// pageMaker makes the pages of sites of one document.
type pageMaker struct {
	config  *config.Config
	options site.Options
	layouts *layout.Set
}

func newPageMaker(tb testing.TB) *pageMaker {
	tb.Helper()
	m := &pageMaker{config: config.Default(), options: site.Options{Today: corpusDay(tb), Drafts: true, Future: true}}
	m.config.Title = "Fuzz"
	in := &input{config: m.config}
	b := New(Options{Dir: tb.TempDir()})
	must(tb, b.readLayouts(in))
	m.layouts = b.layouts(in, m.config)
	if len(in.diags) > 0 {
		tb.Fatalf("the built-in layouts: %v", in.diags)
	}
	return m
}

// pages returns the pages that show the words of a document, which may be broken.
func (m *pageMaker) pages(t *testing.T, path, text string) [][]byte {
	doc := content.Parse(source.New(ContentDir+"/"+path, []byte(text)), path, content.Options{})
	s := site.Link(m.config, []*content.Document{doc}, nil, m.options)
	var pages [][]byte
	show := func(name string, v any) {
		var buf bytes.Buffer
		if err := m.layouts.Execute(&buf, name, v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pages = append(pages, buf.Bytes())
	}
	views := view.NewBuilder(s, nil)
	show("home", views.Home())
	show("timeline", views.Timeline(1))
	for _, e := range s.Explainers {
		show("explainer", views.Explainer(e))
	}
	for _, a := range s.Actors {
		show("actor", views.Actor(a))
	}
	for _, r := range s.Regions {
		show("region", views.Region(r))
	}
	for _, n := range s.Pages {
		show("page", views.Page(n))
	}
	for _, q := range s.Questions {
		show("question", views.Question(q))
	}
	for _, src := range s.Sources {
		show("source", views.Source(src))
	}
	return pages
}

// The script elements that a page may have: data for machines, which no browser runs,
// and the two scripts of the layouts.
var (
	structured = regexp.MustCompile(`<script type="application/ld\+json">([^<]*)</script>`)
	ours       = regexp.MustCompile(`<script( defer)? src="[a-z/]*/assets/(script|theme)\.[0-9a-f]{12}\.js"( integrity="sha384-([A-Za-z0-9/=]|&#43;)*")?( data-[a-z]+="[^"<>]*")*></script>`)
)

// unsafePage returns what is wrong with a page, "" if nothing is.
func unsafePage(page []byte) string {
	for _, m := range structured.FindAllSubmatch(page, -1) {
		if !json.Valid(m[1]) {
			return "the structured data is no JSON"
		}
	}
	page = structured.ReplaceAll(page, nil)
	page = ours.ReplaceAll(page, nil)
	if bytes.Contains(bytes.ToLower(page), []byte("<script")) {
		return "there is a script"
	}
	var open []string
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := tokens.Next()
		token := tokens.Token()
		switch kind {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return err.Error()
			}
			if len(open) > 0 {
				return "not closed: " + strings.Join(open, " ")
			}
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if problem := unsafeTag(token); problem != "" {
				return problem
			}
			if kind == html.StartTagToken && !isVoid(token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				return "</" + token.Data + "> ends " + strings.Join(open, " ")
			}
			open = open[:len(open)-1]
		}
	}
}

// isVoid reports the elements without an end tag (HTML Standard §13.1.2).
func isVoid(name string) bool {
	return slices.Contains([]string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}, name)
}

// unsafeTag returns what is wrong with a tag: elements and attributes that run or
// load something, and addresses that are no addresses of pages.
func unsafeTag(token html.Token) string {
	if slices.Contains([]string{"script", "iframe", "object", "embed", "base", "form", "style", "svg", "math", "template"}, token.Data) {
		return "there is <" + token.Data + ">"
	}
	for _, a := range token.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "style" {
			return "there is the attribute " + a.Key
		}
		if !slices.Contains([]string{"href", "src", "srcset", "action", "content", "cite", "poster"}, a.Key) {
			continue
		}
		// Browsers drop white space and controls from the scheme of an address.
		address := strings.ToLower(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || unicode.IsSpace(r) {
				return -1
			}
			return r
		}, a.Val))
		for _, scheme := range []string{"javascript:", "vbscript:", "data:", "blob:", "view-source:"} {
			if strings.HasPrefix(address, scheme) && a.Key != "content" {
				return "there is an address of " + scheme
			}
		}
	}
	return ""
}

// pageSeeds are front matter and texts to begin with.
func pageSeeds() [][2]string {
	return [][2]string{
		{"", ""},
		{`title = "T"` + "\n" + `name = "N"`, "Words with [[it]], [a link](it.md#x) and N.\n\n## Head {#x}\n\n- a\n- b"},
		{`title = "</title><script>alert(1)</script>"` + "\n" + `name = "<img src=x onerror=alert(1)>"`, "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>"},
		{`title = "x"` + "\nsummary = '\"><script>'\nkey_points = ['<b>']\nknown = [\"\\u0022 onload=x\"]\nauthors = ['<i>']", "[x](javascript:alert(1)) [y](JaVaScRiPt:x) ![z](data:text/html,x) <javascript:x>"},
		{`title = "x"` + "\ndates = [2022-01-02, \"201X\", \"../1991\"]\nactors = ['a-b']\nregions = ['c-d']", "Text[^1]\n\n[^1]: Note with \"quotes\" and `code <b>`."},
		{"title = 'x'\n[[dates]]\nwhen = 2022-01-02\ntitle = '</li></ul>'\nactors = ['it']\n[[updates]]\non = 2022-02-03\nkind = 'correction'\ntext = '<x>'", "| a | b |\n| - | - |\n| [x](y.md) | <td> |\n\n> [!NOTE]\n> text\n\n1. x\n\n   y"},
		{"title = 'x'\n[[questions]]\nid = 'q'\ntext = 'Why <b>?'\nkind = 'law'\n[[claims]]\nby = 'it'\nsays = '\"<script>\"'\non = 2022-01-02\nquestion = 'q'\nstance = 'denies'\nsource = ['s']\n[[sources]]\nid = 's'\ntitle = '<s>'\nurl = 'javascript:alert(1)'", "Words [@s, p. <b>] and [x](claim: \"by=it says=<b>\")."},
		{"name = 'N'\naliases = ['/old/', 'Other \"name\"']\nkind = 'person'\nimage = 'javascript:x'\nimage_alt = '\"><script>'\nwikidata = 'Q1'\n[[roles]]\ntitle = '<r>'\nfrom = 2020-01-01", "Other \"name\" is N. *a **b* c** [d *e](f) g*"},
		{"name = 'R'\npart_of = 'it'\npoint = [1.0, 2.0]\niso = 'XX'\n[[status]]\nholder = 'it'\nbasis = 'controls'\nas_of = 2022-01-01", "a  \nb\\\nc &lt;script&gt; &#x3c;script> <!-- --> <![CDATA[x]]> <?x?>"},
		{"title = 'x'\nlayout = 'redirect'\nslug = 'y'\nlang = 'ar'\ndraft = true\ndate = 9999-12-31\n[extra]\nx = '<b>'", "## a {onclick=x .b lang=uk}\n\n# b {#\"><script>}\n\nTerm\n: Definition\n\n- [ ] x\n- [x] y ~~z~~"},
		{"title = \"\\u202e\\ufeff\"", "\x00\xff\xfe\r\r\n\t\u2028<\u0000script>"},
	}
}

// TestUnsafePageFindsWhatItLooksFor holds the judge of the fuzz test to its task.
func TestUnsafePageFindsWhatItLooksFor(t *testing.T) {
	for page, want := range map[string]string{
		`<p>javascript: in words is fine<br></p>`:                               "",
		`<p><SCRIPT>x</SCRIPT></p>`:                                             "there is a script",
		`<script type="application/ld+json">{"a":"\u003c"}</script><p>x</p>`:    "",
		`<script type="application/ld+json">{"a":1}</script><script>x</script>`: "there is a script",
		`<script type="application/ld+json">alert(1)</script>`:                  "the structured data is no JSON",
		`<a href="java&#10;script:x">x</a>`:                                     "there is an address of javascript:",
		`<img src=" data:x">`:                                                   "there is an address of data:",
		`<p onclick="x">x</p>`:                                                  "there is the attribute onclick",
		`<p><b></p></b>`:                                                        "</p> ends p b",
		`<p><b></b>`:                                                            "not closed: p",
		`<iframe></iframe>`:                                                     "there is <iframe>",
	} {
		if got := unsafePage([]byte(page)); got != want {
			t.Errorf("%s: %q, want %q", page, got, want)
		}
	}
}

// TestSamplePagesAreSafe looks at every page of the repository's own site.
func TestSamplePagesAreSafe(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	r, err := build(New(Options{Dir: repository, Out: out, Today: corpusDay(t), Future: true}))
	must(t, err)
	if !r.OK() {
		t.Fatalf("the site of the repository has errors: %v", r.Diags)
	}
	for path := range snapshot(t, out) {
		if filepath.Ext(path) != ".html" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(out, path))
		must(t, err)
		if problem := unsafePage(data); problem != "" {
			t.Errorf("%s: %s", path, problem)
		}
	}
}
