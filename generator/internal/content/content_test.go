package content_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

// Each fixture has the files of a content tree, each of which is parsed by itself,
// and "want": what was read of each, empty fields left out, and its diagnostics.
func TestFixtures(t *testing.T) {
	golden.Each(t, func(t *testing.T, a *txtar.Archive) string {
		var out strings.Builder
		for _, f := range a.Files {
			dump(&out, parse(f.Name, string(f.Data)))
		}
		return out.String()
	})
}

func parse(name, text string) *content.Document {
	return content.Parse(source.New(name, []byte(text)), strings.TrimPrefix(name, "content/"), content.Options{})
}

func dump(out *strings.Builder, d *content.Document) {
	fmt.Fprintf(out, "%s: %s %q in %q\n", d.Path, d.Kind, d.ID, d.Dir)
	fields(out, "  ", reflect.ValueOf(d.Meta))
	for _, part := range []any{d.Explainer, d.Actor, d.Region, d.Question, d.Source} {
		if v := reflect.ValueOf(part); !v.IsNil() {
			fields(out, "  ", v.Elem())
		}
	}
	body := *d.Body()
	body.Doc = markdown.Doc{} // package markdown tests it
	fields(out, "  ", reflect.ValueOf(body))
	fields(out, "  ", reflect.ValueOf(*d.Entries()))
	for _, x := range d.Diags.Sorted() {
		fmt.Fprintln(out, x)
	}
}

// fields writes the fields of a struct that are not empty.
func fields(out *strings.Builder, indent string, v reflect.Value) {
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if field.IsZero() || name == "Span" {
			continue
		}
		if field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct && field.Type().Elem() != reflect.TypeFor[frontmatter.Text]() {
			for k := range field.Len() {
				fmt.Fprintf(out, "%s%s\n", indent, name)
				fields(out, indent+"  ", field.Index(k))
			}
			continue
		}
		if words := value(field.Interface()); words != "" {
			fmt.Fprintf(out, "%s%s %s\n", indent, name, words)
		}
	}
}

func value(x any) string {
	switch x := x.(type) {
	case frontmatter.Text:
		if x.Value == "" {
			return ""
		}
		return fmt.Sprintf("%q", x.Value)
	case frontmatter.Date:
		return x.Date.String()
	case edtf.Date:
		return x.String()
	case []frontmatter.Text:
		var words []string
		for _, t := range x {
			words = append(words, t.Value)
		}
		return fmt.Sprintf("%q", words)
	case string, []string:
		return fmt.Sprintf("%q", x)
	case *content.Point:
		return fmt.Sprint(*x)
	}
	return fmt.Sprint(x)
}

// TestBounds holds lists to a length at which pages stay small.
func TestBounds(t *testing.T) {
	list := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%q,", fmt.Sprint("a", i))
		}
		return b.String()
	}
	days := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%d-01-01,", 1900+i)
		}
		return b.String()
	}
	for _, test := range []struct{ name, front, want string }{
		{"words", "known = [" + list(1001) + "]", "the list has 1001 entries; at most 1000 are read"},
		{"voices", "[[claims]]\nsays = \"x\"\nsource = \"s\"\nby = [" + list(51) + "]", "the list has 51 entries; at most 50 are read"},
		{"dates", "actors = [" + list(1000) + "]\ndates = [" + days(51) + "]", "too many dates without words, each of which stands for 1000 actors and regions"},
		{"fits", "actors = [" + list(1000) + "]\ndates = [" + days(50) + "]", ""},
	} {
		d := parse("content/explainers/x.md", "+++\ntitle = \"x\"\n"+test.front+"\n+++\n")
		got := ""
		for _, x := range d.Diags {
			got += x.Message
		}
		if got != test.want {
			t.Errorf("%s: %q instead of %q", test.name, got, test.want)
		}
	}
}

func TestQuotations(t *testing.T) {
	for says, want := range map[string]string{
		`It is so.`:                     "",
		`It is "so" and "thus".`:        "so|thus",
		`«Так», “so” and „so“.`:         "Так|so|so",
		`It's 5" long`:                  "",
		``:                              "",
		`"Ми" „не“ “`:                   "Ми|не",
		"\"one\ntwo\"":                  "one\ntwo",
		`“so" and "so”`:                 `so" and "so`,
		`“so" it goes`:                  "so",
		`„Das ist «alles» hier“ is odd`: "Das ist «alles» hier",
	} {
		if got := strings.Join(content.Quotations(says), "|"); got != want {
			t.Errorf("%q: %q instead of %q", says, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "+++\n+++\n", "+++\ntitle = \"x\"\ndates = [\"2022\", 2022-01-01]\n+++\n[x](claim: \"by=a on=2022 denies\")",
		"+++\nname = \"x\"\npoint = [nan, 1]\n[[status]]\nbasis = \"claims\"\n+++\n", "+++\n[[claims]]\nby = [\"\"]\n+++\n",
	} {
		for _, path := range []string{"explainers/x.md", "actors/x/index.md", "regions.md", "_index.md"} {
			f.Add(path, seed)
		}
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		d := parse("content/"+path+".md", text)
		if d.Title.Value == "" && d.Diags.Errors() == 0 && d.Kind != content.Home && d.Kind != content.Section {
			t.Error("no title, and no error")
		}
		again := parse("content/"+path+".md", text)
		var first, second strings.Builder
		dump(&first, d)
		dump(&second, again)
		if first.String() != second.String() {
			t.Errorf("the same file gives\n%s\nand\n%s", first.String(), second.String())
		}
	})
}

// TestInlineClaimsAreSmart holds that a claim in the text has the words that its link
// shows.
func TestInlineClaimsAreSmart(t *testing.T) {
	text := "+++\ntitle = \"X\"\n+++\n[It isn't \"*plain* theft\" -- yet](claim: \"by=a src=s\")\n"
	for smart, want := range map[bool]string{true: "It isn’t “plain theft” – yet", false: `It isn't "plain theft" -- yet`} {
		d := content.Parse(source.New("content/explainers/x.md", []byte(text)), "explainers/x.md", content.Options{Markdown: markdown.Options{Smart: smart}})
		if len(d.Diags) > 0 || d.Inline != 1 || d.Entries().Inline[0].Says.Value != want {
			t.Errorf("smart %v: got %+v, %v; want %q", smart, d.Entries().Inline, d.Diags, want)
		}
	}
}
