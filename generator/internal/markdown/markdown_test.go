package markdown

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/source"
)

// site resolves what the fixtures link: everything but "nowhere", with the
// address made of kind and target.
type site struct{ d *Doc }

func (s site) Ref(i int) Link {
	ref := s.d.Refs[i]
	l := Link{Href: "/" + strings.TrimPrefix(ref.Target, "/")}
	switch {
	case strings.Contains(ref.Target, "nowhere"):
		return Link{Missing: true}
	case ref.Kind == Cite:
		n := strconv.Itoa(i + 1)
		return Link{ID: "cite:" + n, Href: "#source:" + ref.Target, Title: "About " + ref.Target, Text: n}
	case ref.Kind == Claim && ref.Target == "":
		l.Href, l.Class = "#claim:"+strconv.Itoa(ref.Claim), "claim inline"
	case ref.Kind == Claim:
		l.Href = "#claim:" + ref.Target
	case ref.Kind == Wiki:
		l.Href, l.Class = "/wiki/"+ref.Target+"/", "entity"
		if ref.Text == "" {
			_, size := utf8.DecodeRuneInString(ref.Target)
			l.Text = strings.ToUpper(ref.Target[:size]) + ref.Target[size:]
		}
	case ref.Kind == Image:
		l.Width, l.Height = 640, 480
	case ref.Kind == Fragment:
		l.Href = ""
	}
	if ref.Fragment != "" {
		l.Href += "#" + ref.Fragment
	}
	return l
}

// mentions finds the names in the runs, the simplest way: first come, first
// served, without a look at word boundaries.
func mentions(d *Doc, names []string) (ms []Mention) {
	for i, run := range d.Runs {
		for at := 0; at < len(run.Text); {
			found := false
			for target, name := range names {
				if strings.HasPrefix(run.Text[at:], name) {
					ms = append(ms, Mention{Run: int32(i), Start: int32(at), End: int32(at + len(name)), Target: int32(target)})
					at += len(name)
					found = true
					break
				}
			}
			if !found {
				at++
			}
		}
	}
	return ms
}

// TestFixtures runs each testdata/*.txtar: "in.md" is read with the options that
// the comment names, and every other file of the archive says what must come
// out: html, headings, refs, runs, plain, diagnostics. With -update they are
// written anew.
func TestFixtures(t *testing.T) { golden.Rewrite(t, fixture) }

func fixture(t *testing.T, ar *txtar.Archive) {
	var opts Options
	var names []string
	for _, line := range strings.Split(string(ar.Comment), "\n") {
		option, value, _ := strings.Cut(line, ": ")
		switch option {
		case "smart":
			opts.Smart = true
		case "raw":
			opts.RawHTML = true
		case "names":
			names = strings.Split(value, ", ")
		}
	}
	var in []byte
	for _, f := range ar.Files {
		if f.Name == "in.md" {
			in = f.Data
		}
	}
	body := 0
	if i := strings.Index(string(in), "\n+++\n"); i > 0 {
		body = i + 5
	}
	f := source.New("in.md", in)
	var ds diag.List
	d := Parse(f, body, opts, &ds)
	for i := range ar.Files {
		out := &ar.Files[i]
		if out.Name == "in.md" {
			continue
		}
		out.Data = []byte(output(t, out.Name, d, ds, names))
	}
	if !slices.ContainsFunc(ar.Files, func(f txtar.File) bool { return f.Name == "diagnostics" }) && len(ds) > 0 {
		t.Errorf("unexpected diagnostics:\n%s", output(t, "diagnostics", d, ds, nil))
	}
	if !opts.RawHTML {
		if err := wellFormed(output(t, "html", d, nil, names)); err != nil {
			t.Error(err)
		}
	}
}

func output(t *testing.T, name string, d *Doc, ds diag.List, names []string) string {
	var b strings.Builder
	ms := mentions(d, names)
	switch name {
	case "html":
		links := make([]Link, len(names))
		for i, n := range names {
			links[i] = Link{Href: "/name/" + n}
		}
		b.Write(d.Render(nil, site{d}, ms, links))
	case "headings":
		for i, h := range d.Headings {
			fmt.Fprintf(&b, "%d #%s %q at %d:%d %q\n", h.Level, h.ID, d.HeadingText(i, site{d}), h.Span.Pos().Line, h.Span.Pos().Column, h.Span.Text())
		}
	case "refs":
		for i, r := range d.Refs {
			fmt.Fprintf(&b, "%s target=%q query=%q fragment=%q text=%q\n  span %q in %q\n  %s\n", r.Kind, r.Target, r.Query, r.Fragment, r.Text,
				r.Span.Text(), r.Whole.Text(), d.Sentence(i, site{d}))
		}
	case "claims":
		for _, claim := range d.Claims {
			fmt.Fprintf(&b, "%q at %q\n", claim.Words, claim.Span.Text())
			for _, f := range claim.Fields {
				fmt.Fprintf(&b, "  %q=%q at %q, %d:%d\n", f.Key, f.Value, f.KeySpan.Text()+"|"+f.Span.Text(), f.Span.Pos().Line, f.Span.Pos().Column)
			}
		}
	case "runs":
		for _, r := range d.Runs {
			fmt.Fprintf(&b, "%d %q", r.Section, r.Text)
			if r.Before != 0 || r.After != 0 {
				fmt.Fprintf(&b, " between %q and %q", r.Before, r.After)
			}
			b.WriteByte('\n')
		}
	case "mentions":
		for _, m := range ms {
			fmt.Fprintf(&b, "%s: %s\n", names[m.Target], d.MentionSentence(m, site{d}))
		}
	case "plain":
		b.WriteString(d.Plain())
		fmt.Fprintf(&b, "(%d words)\n", d.Words)
	case "diagnostics":
		if err := diag.WriteText(&b, ds.Sorted(), diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatalf("the fixture has a file %q", name)
	}
	return b.String()
}
