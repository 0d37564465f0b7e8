package view_test

import (
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/view"
	"explainer/generator/internal/words"
)

// TestFixtures makes views of small sites. Each fixture is an archive of a site's
// files, of "ask", and of "want". A line of ask names a page and the fields of its
// view to show, with dots between the parts of a path; what is empty is left out.
//
//	explainer x: Sources Positions.Rows
//	actors person 1: Letters
//	list actor x dates 2:
func TestFixtures(t *testing.T) { golden.Each(t, answer) }

// link reads and links the site of an archive. Its errors are shown; warnings are
// not what is tested here.
func link(t *testing.T, a *txtar.Archive) (s *site.Site, errors string) {
	t.Helper()
	cfg := config.Default()
	var docs []*content.Document
	var static []string
	var ds diag.List
	for _, f := range a.Files {
		p, isContent := strings.CutPrefix(f.Name, "content/")
		switch {
		case f.Name == config.Name:
			cfg = config.Parse(source.New(f.Name, f.Data), &ds)
		case isContent && content.IsDocument(p):
			d := content.Parse(source.New(f.Name, f.Data), p, content.Options{Markdown: markdown.Options{Smart: true}})
			docs = append(docs, d)
			ds.Add(d.Diags...)
		case isContent:
			static = append(static, p)
		}
	}
	today, err := edtf.Parse("2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	s = site.Link(cfg, docs, static, site.Options{Today: today.Earliest(), Drafts: true})
	ds.Add(s.Diags...)
	for _, d := range ds.Sorted() {
		if d.Severity == diag.Error {
			errors += d.String() + "\n"
		}
	}
	return s, errors
}

func answer(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	s, errors := link(t, a)
	var out strings.Builder
	out.WriteString(errors)
	q := asker{t: t, site: s, views: view.NewBuilder(s, nil)}
	for _, f := range a.Files {
		if f.Name != "ask" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			page, fields, _ := strings.Cut(strings.TrimSpace(line), ":")
			fmt.Fprintf(&out, "%s\n", page)
			v := reflect.ValueOf(q.view(strings.Fields(page))).Elem()
			if fields == "" {
				show(&out, "  ", v, true)
			}
			for field := range strings.FieldsSeq(fields) {
				showPath(&out, "  ", v, strings.Split(field, "."))
			}
		}
	}
	return out.String()
}

// asker finds pages by their names.
type asker struct {
	t     *testing.T
	site  *site.Site
	views *view.Builder
}

func (q asker) view(words []string) any {
	q.t.Helper()
	arg := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		return ""
	}
	number := func(i int) int {
		n, err := strconv.Atoi(arg(i))
		if err != nil {
			return 1
		}
		return n
	}
	switch words[0] {
	case "home":
		return q.views.Home()
	case "explainers":
		return q.views.ExplainerIndex(number(1))
	case "actors":
		return q.views.ActorIndex("", number(1))
	case "actors-of":
		return q.views.ActorIndex(arg(1), number(2))
	case "regions":
		return q.views.RegionIndex(number(1))
	case "questions":
		return q.views.QuestionIndex(number(1))
	case "sources":
		return q.views.SourceIndex(number(1))
	case "timeline":
		return q.views.Timeline(number(1))
	case "section":
		i := slices.IndexFunc(q.site.Sections, func(s *site.Section) bool { return s.ID == arg(1) })
		return q.views.Section(q.site.Sections[i], number(2))
	case "redirect":
		return q.views.Redirect(q.site.Redirects[number(1)-1])
	case "404":
		return q.views.NotFound()
	case "list":
		lists := q.lists(arg(1), arg(2))
		i := slices.IndexFunc(lists, func(l view.List) bool { return l.What == arg(3) })
		return q.views.ListPage(lists[i], number(4))
	}
	return q.page(words[0], arg(1))
}

func (q asker) page(kind, id string) any {
	q.t.Helper()
	for _, e := range q.site.Explainers {
		if kind == "explainer" && e.ID == id {
			return q.views.Explainer(e)
		}
	}
	for _, a := range q.site.Actors {
		if kind == "actor" && a.ID == id {
			return q.views.Actor(a)
		}
	}
	for _, r := range q.site.Regions {
		if kind == "region" && r.ID == id {
			return q.views.Region(r)
		}
	}
	for _, x := range q.site.Questions {
		if kind == "question" && x.ID == id {
			return q.views.Question(x)
		}
	}
	for _, x := range q.site.Sources {
		if kind == "source" && x.ID == id {
			return q.views.Source(x)
		}
	}
	for _, n := range q.site.Pages {
		if kind == "page" && n.ID == id {
			return q.views.Page(n)
		}
	}
	q.t.Fatalf("no %s %q", kind, id)
	return nil
}

func (q asker) lists(kind, id string) []view.List {
	q.t.Helper()
	for _, a := range q.site.Actors {
		if kind == "actor" && a.ID == id {
			return view.ActorLists(a)
		}
	}
	for _, r := range q.site.Regions {
		if kind == "region" && r.ID == id {
			return view.RegionLists(r)
		}
	}
	for _, x := range q.site.Questions {
		if kind == "question" && x.ID == id {
			return view.QuestionLists(x)
		}
	}
	for _, x := range q.site.Sources {
		if kind == "source" && x.ID == id {
			return view.SourceLists(x)
		}
	}
	for _, n := range q.site.Pages {
		if kind == "page" && n.ID == id {
			return view.Lists(n)
		}
	}
	q.t.Fatalf("no %s %q", kind, id)
	return nil
}

// showPath shows a part of a view, in each entry of the lists on the way.
func showPath(out *strings.Builder, indent string, v reflect.Value, path []string) {
	if len(path) == 0 {
		show(out, indent, v, false)
		return
	}
	field := v.FieldByName(path[0])
	if !field.IsValid() {
		fmt.Fprintf(out, "%sno field %s\n", indent, path[0])
		return
	}
	if field.Kind() != reflect.Slice || len(path) == 1 {
		if len(path) == 1 {
			showField(out, indent, path[0], field)
			return
		}
		fmt.Fprintf(out, "%s%s\n", indent, path[0])
		showPath(out, indent+"  ", field, path[1:])
		return
	}
	for i := range field.Len() {
		fmt.Fprintf(out, "%s%s\n", indent, path[0])
		showPath(out, indent+"  ", field.Index(i), path[1:])
	}
}

// show shows the fields of a struct that are not empty, without what all pages share
// if whole is set.
func show(out *strings.Builder, indent string, v reflect.Value, whole bool) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).IsZero() || whole && name == "Base" {
			continue
		}
		showField(out, indent, name, v.Field(i))
	}
}

func showField(out *strings.Builder, indent, name string, v reflect.Value) {
	switch x := v.Interface().(type) {
	case view.Date:
		if x.Words != "" {
			fmt.Fprintf(out, "%s%s %s\n", indent, name, x.EDTF)
		}
		return
	case *words.Words:
		return
	case view.Term:
		if x.ID != "" {
			fmt.Fprintf(out, "%s%s %s\n", indent, name, x.ID)
		}
		return
	case view.Link:
		fmt.Fprintf(out, "%s%s %s\n", indent, name, linkText(x))
		return
	case []view.Link:
		for _, l := range x {
			fmt.Fprintf(out, "%s%s %s\n", indent, name, linkText(l))
		}
		return
	case template.HTML:
		fmt.Fprintf(out, "%s%s %s\n", indent, name, strings.ReplaceAll(strings.TrimSpace(string(x)), "\n", "\n"+indent+"  "))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			showField(out, indent, name, v.Elem())
		}
	case reflect.Struct:
		fmt.Fprintf(out, "%s%s\n", indent, name)
		show(out, indent+"  ", v, false)
	case reflect.Slice:
		for i := range v.Len() {
			showField(out, indent, name, v.Index(i))
		}
	default:
		fmt.Fprintf(out, "%s%s %v\n", indent, name, v.Interface())
	}
}

func linkText(l view.Link) string {
	text := fmt.Sprintf("%s %q", l.URL, l.Title)
	if l.Lang != "" {
		text += " " + l.Lang + " " + l.Dir
	}
	if l.Current {
		text += " current"
	}
	return text
}
