package markdown

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// FuzzParse holds every text to what the package promises: no panic, balanced
// tags with allowed attributes, no script, valid UTF-8, runs and references that
// fit the text, and a time in proportion to the length.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(ar.Files[0].Data), true)
	}
	for _, h := range hostile {
		f.Add(h.text(300), false)
	}
	f.Fuzz(func(t *testing.T, text string, smart bool) {
		start := time.Now()
		file := source.New("in.md", []byte(text))
		var ds diag.List
		d := Parse(file, 0, Options{Smart: smart}, &ds)
		out := string(d.Render(nil, site{d}, mentions(d, []string{"a", "the", "'"}), []Link{{Href: "/1"}, {Href: "/2"}, {Missing: true}}))
		if err := wellFormed(out); err != nil {
			t.Errorf("%v\n%q\n%q", err, text, out)
		}
		if lower := strings.ToLower(out); strings.Contains(lower, "<script") || strings.Contains(lower, `="javascript:`) {
			t.Errorf("script in %q", out)
		}
		if !utf8.ValidString(out) || !utf8.ValidString(d.Plain()) {
			t.Errorf("not UTF-8: %q", out)
		}
		if plain := string(d.Render(nil, site{d}, nil, nil)); plain != string(d.Render(nil, site{d}, []Mention{{Run: -1}, {Run: 0, Start: 5, End: 2}}, nil)) {
			t.Errorf("mentions that are no place change the page: %q", plain)
		}
		facts(t, d, len(text))
		claimFacts(t, d)
		for _, x := range ds {
			if x.Span.Start() < 0 || x.Span.Start() > len(text) || x.Span.End() < x.Span.Start() {
				t.Errorf("%s at %d to %d of %d", x.ID, x.Span.Start(), x.Span.End(), len(text))
			}
			_ = x.String()
		}
		if limit := time.Second + time.Duration(len(text))*100*time.Microsecond; time.Since(start) > limit {
			t.Errorf("%d bytes took %v", len(text), time.Since(start))
		}
	})
}

// facts holds what the site reads to the text that it is about.
func facts(t *testing.T, d *Doc, n int) {
	seen := map[string]bool{}
	for _, h := range d.Headings {
		if h.ID == "" || seen[h.ID] || h.Level < 2 || h.Level > 6 {
			t.Errorf("heading %+v", h)
		}
		seen[h.ID] = true
	}
	for i, r := range d.Refs {
		if r.Span.Start() < 0 || r.Span.End() < r.Span.Start() || r.Span.End() > n || r.Whole.Start() < 0 || r.Whole.End() > n || r.Whole.End() < r.Whole.Start() {
			t.Errorf("%v: span %d to %d, whole %d to %d, of %d", r.Kind, r.Span.Start(), r.Span.End(), r.Whole.Start(), r.Whole.End(), n)
		}
		if s := d.Sentence(i, nil); !utf8.ValidString(s) || strings.Contains(s, "\n") {
			t.Errorf("sentence %q", s)
		}
	}
	for i, r := range d.Runs {
		if !utf8.ValidString(r.Text) || strings.ContainsAny(r.Text, "\n\r") {
			t.Errorf("run %q", r.Text)
		}
		whole := Mention{Run: int32(i), End: int32(len(r.Text))}
		if s := d.MentionSentence(whole, nil); s == "" {
			t.Errorf("no sentence for %q", r.Text)
		}
		if from, to := r.shown(0), r.shown(len(r.Text)); from > to || to > len(d.plain) {
			t.Errorf("run %q is shown at %d to %d of %d", r.Text, from, to, len(d.plain))
		}
	}
}
