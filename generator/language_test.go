package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"explainer/generator/internal/build"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
)

// everything is a site that shows all that a page can say by itself. What its author
// writes is in letters that are not ASCII, so that what is in ASCII was not translated.
var everything = map[string]string{
	"content/_index.md":            "+++\ntitle = \"Ж\"\n+++\nЖ\n",
	"content/about.md":             "+++\ntitle = \"Ж\"\nupdated = 2022-01-02\n+++\n## Ж\n\n> [!NOTE]\n> Ж\n\n> [!TIP]\n> Ж\n\n> [!IMPORTANT]\n> Ж\n\n> [!WARNING]\n> Ж\n\n> [!CAUTION]\n> Ж\n\n## Ж\n\nЖ[^1] [[ann]].\n\n[^1]: Ж\n\n- [x] Ж\n- [ ] Ж\n",
	"content/guide/_index.md":      "+++\ntitle = \"Ж\"\n+++\n",
	"content/guide/one.md":         "+++\ntitle = \"Ж\"\ndraft = true\n+++\n",
	"content/guide/two.md":         "+++\ntitle = \"Ж\"\n+++\n[[ann]], [[land]]\n",
	"content/actors/ann.md":        "+++\nname = \"Ж\"\nkind = \"person\"\naliases = [\"З\", \"И\"]\npart_of = [\"org\"]\nregion = \"land\"\nwikidata = \"Q1\"\n[[roles]]\ntitle = \"Ж\"\norg = \"org\"\nfrom = 2020-01-01\nto = 2021-01-01\n[[roles]]\ntitle = \"Й\"\norg = \"org\"\nfrom = 2022-01-01\n+++\nЖ\n",
	"content/actors/bob.md":        "+++\nname = \"Ї\"\nkind = \"state\"\n[[roles]]\ntitle = \"К\"\norg = \"org\"\n+++\nЖ\n",
	"content/actors/org.md":        "+++\nname = \"Є\"\nkind = \"organisation\"\n+++\n",
	"content/regions/land.md":      "+++\nname = \"Л\"\naliases = [\"М\"]\nkind = \"country\"\niso = \"UA\"\nwikidata = \"Q2\"\ngeonames = 7\npoint = [46.5, -32.5]\n[[status]]\nholder = \"ann\"\nbasis = \"recognised\"\naccording_to = [\"bob\"]\nfrom = \"1991\"\nto = \"2022-09\"\nextent = \"full\"\nsource = [\"paper\"]\n[[status]]\nholder = \"bob\"\nbasis = \"controls\"\nas_of = 2022-10-01\nextent = \"partial\"\nsource = [\"other\"]\n[[status]]\nholder = \"org\"\nbasis = \"claims\"\naccording_to = [\"org\"]\nextent = \"undefined\"\nsource = [\"other\"]\n+++\nЖ\n",
	"content/regions/part.md":      "+++\nname = \"О\"\npart_of = \"land\"\nkind = \"city\"\n+++\n",
	"content/questions/law.md":     "+++\ntext = \"Ж?\"\nkind = \"law\"\n+++\n",
	"content/questions/fact.md":    "+++\ntext = \"З?\"\nkind = \"fact\"\n+++\n",
	"content/questions/policy.md":  "+++\ntext = \"И?\"\nkind = \"policy\"\n+++\n",
	"content/questions/then.md":    "+++\ntext = \"К?\"\nkind = \"forecast\"\n+++\n",
	"content/sources/paper.md":     "+++\ntitle = \"П\"\nauthor = \"Ж\"\npublisher = \"З\"\npublished = 2022-01-01\nkind = \"primary\"\nlang = \"ar\"\nurl = \"https://example.org/1\"\narchived = \"https://example.org/2\"\naccessed = 2022-02-02\n+++\n",
	"content/sources/other.md":     "+++\ntitle = \"Р\"\nkind = \"wire\"\nurl = \"https://example.org/3\"\n+++\n",
	"content/sources/third.md":     "+++\ntitle = \"С\"\nkind = \"official\"\n+++\n",
	"content/sources/fourth.md":    "+++\ntitle = \"С\"\nkind = \"secondary\"\n+++\n",
	"content/sources/fifth.md":     "+++\ntitle = \"С\"\nkind = \"data\"\n+++\n",
	"content/explainers/later.md":  "+++\ntitle = \"Т\"\ndate = 2999-01-01\nactors = [\"ann\", \"bob\"]\n+++\n[[x]]\n",
	"content/explainers/second.md": "+++\ntitle = \"У\"\ndate = 2022-03-03\nactors = [\"ann\", \"стаб\"]\nregions = [\"land\", \"земля\"]\nsummary = \"Ж\"\n[[dates]]\nwhen = \"../1850\"\ntitle = \"Ж\"\nregions = [\"land\"]\nsource = [\"paper\"]\n+++\n[[x]] [[ann]] [[land]]\n",
	"content/explainers/x.md": "+++\ntitle = \"Х\"\nsummary = \"Ж\"\ndate = 2022-01-01\nupdated = \"2022-02\"\nas_of = \"2022\"\nreview_by = 2022-03-01\nauthors = [\"Ж\", \"З\", \"И\"]\nactors = [\"ann\", \"bob\", \"org\"]\nregions = [\"land\", \"part\"]\nkey_points = [\"Ж\"]\nknown = [\"Ж\"]\nunknown = [\"Ж\"]\n" +
		"[[dates]]\nwhen = \"2021-09-23/2021-09-27\"\ntitle = \"Ж\"\nactors = [\"ann\"]\nregions = [\"land\"]\ndisputed = true\nsource = [\"paper\", \"other\"]\n[[dates]]\nwhen = \"201X?\"\ntitle = \"З\"\n[[dates]]\nwhen = \"2014-03~\"\ntitle = \"И\"\n[[dates]]\nwhen = \"2022-02-24/..\"\ntitle = \"И\"\n[[dates]]\nwhen = \"20XX\"\ntitle = \"Й\"\n[[dates]]\nwhen = \"2021-XX\"\ntitle = \"К\"\n[[dates]]\nwhen = \"2022-21\"\ntitle = \"К\"\n[[dates]]\nwhen = \"-0043\"\ntitle = \"Л\"\n[[dates]]\nwhen = \"2021-01/\"\ntitle = \"К\"\n" +
		"[[claims]]\nid = \"one\"\nby = \"ann\"\nsays = \"Ж\"\non = 2020-05-05\nquestion = \"law\"\nstance = \"denies\"\nabout = [\"land\"]\nsource = [\"paper\"]\nstatus = \"superseded\"\nsuperseded_by = \"two\"\n" +
		"[[claims]]\nid = \"two\"\nby = \"ann\"\nsays = \"З\"\non = 2022-05-05\nquestion = \"law\"\nstance = \"supports\"\nabout = [\"land\"]\nsource = [\"paper\"]\n" +
		"[[claims]]\nid = \"three\"\nby = [\"bob\", \"org\"]\nfor = \"org\"\nsays = \"И\"\non = 2022-05-06\nquestion = \"law\"\nstance = \"opposes\"\nresponds_to = [\"two\"]\nsource = [\"other\"]\n" +
		"[[claims]]\nid = \"four\"\nby = \"bob\"\nsays = \"Й\"\nquestion = \"fact\"\nstance = \"mixed\"\nstatus = \"withdrawn\"\nsource = [\"third\"]\n" +
		"[[claims]]\nby = \"org\"\nsays = \"К\"\non = 2022-05-06\nquestion = \"fact\"\nstance = \"neutral\"\nsource = [\"fourth\"]\n" +
		"[[claims]]\nby = \"ann\"\nsays = \"К\"\non = 2022-05-06\nstance = \"unstated\"\nsource = [\"fourth\"]\n" +
		"[[updates]]\non = 2022-02-01\nkind = \"correction\"\ntext = \"Ж\"\n[[updates]]\non = 2022-02-02\nkind = \"clarification\"\ntext = \"Ж\"\n[[updates]]\non = 2022-02-03\nkind = \"update\"\ntext = \"Ж\"\n[[updates]]\non = 2022-02-04\nkind = \"editors-note\"\ntext = \"Ж\"\n+++\n## Ж {#a}\n\nЖ [@paper].\n\n## З {#b}\n\nЗ [[bob]].\n",
}

// TestEveryLanguage builds the site in each built-in language but English, with one and
// with many entries on a page, and looks for words that were not translated.
func TestEveryLanguage(t *testing.T) {
	for _, tag := range []string{"uk", "ar", "fr", "es"} {
		for _, size := range []int{2, 100} {
			t.Run(fmt.Sprint(tag, size), func(t *testing.T) {
				config := fmt.Sprintf("title = \"Ж\"\ndescription = \"З\"\nlanguage = %q\npage_size = %d\n[[menu]]\ntitle = \"Ж\"\nurl = \"/about/\"\n", tag, size)
				out := buildSite(t, everything, config)
				for path, doc := range pagesOf(t, out) {
					checkWords(t, path, tag, doc)
				}
			})
		}
	}
}

// TestPageInAnotherLanguage holds that a page speaks its own language on a site in
// another one, and marks what is in that one.
func TestPageInAnotherLanguage(t *testing.T) {
	files := maps.Clone(everything)
	files["content/explainers/x.md"] = strings.Replace(files["content/explainers/x.md"], "+++\n", "+++\nlang = \"ar\"\n", 1)
	out := buildSite(t, files, "title = \"English\"\nlanguage = \"en\"\ndescription = \"About it\"\n")
	for page, wants := range map[string][]string{
		"explainers/x": {
			`<html lang="ar" dir="rtl">`, `>أبرز النقاط</h2>`, `نُشر في <time dir="auto" datetime="2022-01-01">1 يناير 2022</time>`, `دقيقة واحدة للقراءة`,
			`<a href="/" lang="en" dir="ltr">English</a>`, `<a href="/actors/ann/" lang="en" dir="ltr">Ж</a>`, `من 23 إلى 27 سبتمبر 2021`, `class="stance is-denies">ينفي`,
			`<p lang="en" dir="ltr">About it</p>`, `بقلم Ж، З وИ`,
		},
		"explainers":    {`<html lang="en" dir="ltr">`, `<a href="/explainers/x/" lang="ar" dir="rtl">Х</a>`, `<p class="card-text" lang="ar" dir="rtl">Ж</p>`},
		"questions/law": {`<html lang="en" dir="ltr">`, `<p class="words" lang="ar" dir="rtl">З`, `Changed from “denies” to “supports”`},
		"timeline":      {`<p class="event-title" lang="ar" dir="rtl">`},
	} {
		html, err := os.ReadFile(filepath.Join(out, page, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(html), want) {
				t.Errorf("%s has no %s", page, want)
			}
		}
	}
}

// buildSite builds a site with drafts and pages of the future, and returns its output.
func buildSite(t *testing.T, files map[string]string, config string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	write(t, filepath.Join(dir, "config.toml"), config)
	today, err := edtf.Parse("2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	result, err := build.New(build.Options{Dir: dir, Drafts: true, Future: true, Once: true, Today: today.Earliest()}).Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range result.Diags {
		if d.ID == "no-words" || d.ID == "words-missing" || d.Severity == diag.Error {
			t.Error(d.String())
		}
	}
	return filepath.Join(dir, build.OutputDir)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// pagesOf parses the pages of an output folder.
func pagesOf(t *testing.T, dir string) map[string]*html.Node {
	t.Helper()
	pages := map[string]*html.Node{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(p) != ".html" {
			return err
		}
		f, err := os.Open(filepath.Join(dir, p))
		if err != nil {
			return err
		}
		defer f.Close()
		pages[p], err = html.Parse(f)
		return err
	})
	if err != nil || len(pages) < 20 {
		t.Fatal(len(pages), "pages;", err)
	}
	return pages
}

// names are what no language translates.
var names = []string{"Wikidata", "XXI", "GeoNames", "ISO", "UA", "UTC", "Atom", "JSON", "Feed", "RSS", "CSV", "iCalendar", "CSL", "BibLaTeX", "TimelineJS"}

var asciiWord = regexp.MustCompile(`[A-Za-z]{2,}`)

// checkWords reports words of ASCII letters in what readers see or hear. In the
// languages that are written in those letters, the words of English are looked for.
func checkWords(t *testing.T, path, tag string, doc *html.Node) {
	english := regexp.MustCompile(`(?i)\b(the|of|and|it|in|what|who|not|by|all|this|with|from|since|until|as|yet|said|cited|about)\b`)
	latin := tag == "fr" || tag == "es"
	check := func(what, text string) {
		found := asciiWord.FindAllString(text, -1)
		if latin {
			found = english.FindAllString(text, -1)
		}
		for _, word := range found {
			if !slices.Contains(names, word) && !strings.HasPrefix(text, "http") {
				t.Errorf("%s: %q is not translated in %s %q", path, word, what, strings.TrimSpace(text))
			}
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "data-") && len(a.Val) > 3 {
					check(a.Key, a.Val)
				}
			}
			return
		}
		if n.Type == html.TextNode {
			check("the text", n.Data)
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "aria-label", "title", "alt", "data-label", "placeholder", "summary":
				check(a.Key, a.Val)
			case "content":
				if n.Data == "meta" && attr(n, "name") == "description" {
					check("the description", a.Val)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	root := doc.FirstChild
	for root != nil && root.Type != html.ElementNode {
		root = root.NextSibling
	}
	dir := "ltr"
	if tag == "ar" {
		dir = "rtl"
	}
	if attr(root, "lang") != tag || attr(root, "dir") != dir {
		t.Errorf("%s: lang is %q and dir %q", path, attr(root, "lang"), attr(root, "dir"))
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
