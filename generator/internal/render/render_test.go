package render_test

import (
	"context"
	"html/template"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/assets"
	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// sample is a site with a page of every kind, and lists that go on.
var sample = map[string]string{
	"actors/ann.md":     "+++\nname = \"Ann\"\nkind = \"person\"\npart_of = [\"org\"]\n+++\n",
	"actors/bob.md":     "+++\nname = \"Bob\"\nkind = \"person\"\npart_of = [\"org\"]\n+++\n",
	"actors/org.md":     "+++\nname = \"Org\"\nkind = \"organisation\"\n+++\n",
	"regions/land.md":   "+++\nname = \"Land\"\n+++\n",
	"questions/why.md":  "+++\ntext = \"Why?\"\nkind = \"fact\"\n+++\n",
	"sources/paper.md":  "+++\ntitle = \"Paper\"\n+++\n",
	"explainers/x.md":   "+++\ntitle = \"X\"\naliases = [\"/old/\"]\n[[dates]]\nwhen = \"2022\"\ntitle = \"It\"\nactors = [\"ann\"]\n+++\nSee [[bob]].\n",
	"guide/first.md":    "+++\ntitle = \"First\"\n+++\n",
	"guide/second.md":   "+++\ntitle = \"Second\"\n+++\n",
	"about.md":          "+++\ntitle = \"About\"\n+++\n",
	"explainers/big.md": "+++\ntitle = \"Big\"\nlayout = \"wide\"\n+++\n",
}

// paths is what the sample becomes with one entry on a page.
const paths = `
404.html
about/index.html
actors/ann/index.html
actors/bob/index.html
actors/index.html
actors/kind/organisation/index.html
actors/kind/person/index.html
actors/kind/person/page/2/index.html
actors/org/index.html
actors/org/members/page/2/index.html
actors/page/2/index.html
actors/page/3/index.html
explainers/big/index.html
explainers/index.html
explainers/page/2/index.html
explainers/x/index.html
guide/first/index.html
guide/index.html
guide/page/2/index.html
guide/second/index.html
index.html
old/index.html
questions/index.html
questions/why/index.html
regions/index.html
regions/land/index.html
sources/index.html
sources/paper/index.html
timeline/index.html
`

// link makes a site of documents, in the order of their names or against it.
func link(t *testing.T, docs map[string]string, backwards bool) *site.Site {
	t.Helper()
	names := make([]string, 0, len(docs))
	for name := range docs {
		names = append(names, name)
	}
	slices.Sort(names)
	if backwards {
		slices.Reverse(names)
	}
	var parsed []*content.Document
	for _, name := range names {
		d := content.Parse(source.New("content/"+name, []byte(docs[name])), name, content.Options{Markdown: markdown.Options{}})
		if d.Diags.Errors() > 0 {
			t.Fatal(d.Diags)
		}
		parsed = append(parsed, d)
	}
	cfg := config.Default()
	cfg.Title, cfg.PageSize = "Test", 1
	today, err := edtf.Parse("2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	s := site.Link(cfg, parsed, nil, site.Options{Today: today.Earliest()})
	if s.Diags.Errors() > 0 {
		t.Fatal(s.Diags)
	}
	return s
}

// layouts returns a layout that writes the title for every kind of page, and those
// given beside or instead of them.
func layouts(t *testing.T, others map[string]string) *layout.Set {
	t.Helper()
	texts := map[string]string{}
	for name := range render.Views() {
		texts[name] = "{{.Title}}"
	}
	for name, text := range others {
		texts[name] = text
	}
	var files []layout.File
	for name, text := range texts {
		files = append(files, layout.File{Source: source.New("layouts/"+name+".html", []byte(text)), Name: name + ".html"})
	}
	var ds diag.List
	set := layout.Load(files, layout.Options{Views: render.Views(), Funcs: template.FuncMap{}}, &ds)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	return set
}

func said(ds diag.List) string {
	text := ""
	for _, d := range ds {
		text += d.String()
	}
	return text
}

// jobPaths returns the paths of the pages.
func jobPaths(jobs []render.Job) []string {
	var list []string
	for _, j := range jobs {
		if j.IsPage() {
			list = append(list, j.Path())
		}
	}
	return list
}

func TestPlanHasEachPathOnce(t *testing.T) {
	plan := render.NewPlan(link(t, sample, false), nil)
	if len(plan.Diags) > 0 {
		t.Error(plan.Diags)
	}
	got := jobPaths(plan.Jobs)
	if again := jobPaths(render.NewPlan(link(t, sample, true), nil).Jobs); !slices.Equal(got, again) {
		t.Errorf("the order of the plan follows the order of reading:\n%q\n%q", got, again)
	}
	slices.Sort(got)
	if text := "\n" + strings.Join(got, "\n") + "\n"; text != paths {
		t.Errorf("got:%s\nwant:%s", text, paths)
	}
}

// A page may have the address that the second page of a list has.
func TestPlanReportsTwoPagesForOneAddress(t *testing.T) {
	docs := map[string]string{
		"explainers/a.md": "+++\ntitle = \"A\"\n+++\n",
		"explainers/b.md": "+++\ntitle = \"B\"\naliases = [\"/explainers/page/2/\"]\n+++\n",
	}
	plan := render.NewPlan(link(t, docs, false), nil)
	const want = "error: two pages for one address: /explainers/page/2/\n  help: give one of them another slug"
	if got := said(plan.Diags); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	paths := jobPaths(plan.Jobs)
	slices.Sort(paths)
	if len(slices.Compact(paths)) != len(jobPaths(plan.Jobs)) {
		t.Errorf("a path is planned twice: %q", jobPaths(plan.Jobs))
	}
}

func TestCheckLayouts(t *testing.T) {
	s := link(t, sample, false)
	jobs := render.NewPlan(s, nil).Jobs
	for _, test := range []struct{ name, wide, want string }{
		{"fits", "{{.Title}} {{.Minutes}}", ""},
		{"missing", "", `there is no layout "wide"`},
		{"made for actors", "{{.Name}} {{.ActorKind}}", `the layout "wide" does not fit this page: `},
	} {
		t.Run(test.name, func(t *testing.T) {
			others := map[string]string{}
			if test.wide != "" {
				others["wide"] = test.wide
			}
			got := ""
			for _, d := range (render.Input{Site: s, Layouts: layouts(t, others)}).CheckLayouts(jobs) {
				if d.Span.File == nil || d.Span.File.Path != "content/explainers/big.md" {
					t.Errorf("not at the page that chose it: %v", d)
				}
				got += d.Message
			}
			if test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPages(t *testing.T) {
	s := link(t, sample, false)
	jobs := render.NewPlan(s, nil).Jobs
	in := render.Input{Site: s, Layouts: layouts(t, map[string]string{
		"wide":   "wide {{.Title}}",
		"region": "{{.Title}}{{index .Aliases 0}}",
	}), Record: true}
	failed := 0
	for i, p := range in.Pages(context.Background(), jobs) {
		if p.Path() != jobs[i].Path() {
			t.Fatalf("page %d is %s, want %s", i, p.Path(), jobs[i].Path())
		}
		switch {
		case p.Path() == "explainers/big/index.html" && string(p.Data) != "wide Big":
			t.Errorf("the page did not get the layout it chose: %q", p.Data)
		case len(p.Diags) > 0:
			failed++
			if p.Path() != "regions/land/index.html" || p.Data != nil ||
				!strings.Contains(said(p.Diags), "layouts/region.html:1:13: error: page /regions/land/: ") {
				t.Errorf("%s: %q, %s", p.Path(), p.Data, said(p.Diags))
			}
		case len(p.Data) == 0 && p.Path() != "data/sources.bib", len(p.Reads) == 0 && p.Path() != "404.html":
			t.Errorf("%s: %q, made from %q", p.Path(), p.Data, p.Reads)
		}
	}
	if failed != 1 {
		t.Errorf("%d pages failed, want 1", failed)
	}
}

func TestPagesStopWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := link(t, sample, false)
	for _, p := range (render.Input{Site: s, Layouts: layouts(t, nil)}).Pages(ctx, render.NewPlan(s, nil).Jobs) {
		if p.Job != (render.Job{}) || p.Data != nil {
			t.Errorf("%s was made", p.Path())
		}
	}
}

func TestFilesAreNoPages(t *testing.T) {
	s := link(t, sample, false)
	in := render.Input{Site: s, Layouts: layouts(t, nil), Assets: &assets.Set{}, Record: true}
	var data []render.Job
	for _, j := range render.NewPlan(s, nil).Jobs {
		if !j.IsPage() {
			data = append(data, j)
		}
	}
	if len(data) == 0 {
		t.Error("no data files")
	}
	for _, p := range in.Pages(context.Background(), data) {
		if len(p.Data) == 0 || len(p.Reads) == 0 || strings.HasSuffix(p.Path(), ".html") {
			t.Errorf("%q, %d bytes, made from %q", p.Path(), len(p.Data), p.Reads)
		}
	}
}
