package markdown

import (
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

func TestMentionSpan(t *testing.T) {
	text := "> One *two* Vladimir\n> Putin's \"words\" &amp; Kyiv, Київ.\n"
	var ds diag.List
	d := Parse(source.New("x.md", []byte(text)), 0, Options{Smart: true}, &ds)
	for _, name := range []string{"One", "two", "Vladimir Putin", "words", "Kyiv", "Київ"} {
		found := false
		for i := range d.Runs {
			at := strings.Index(d.Runs[i].Text, name)
			if at < 0 {
				continue
			}
			found = true
			got := d.MentionSpan(Mention{Run: int32(i), Start: int32(at), End: int32(at + len(name))}).Text()
			want := strings.ReplaceAll(name, " ", "\n> ")
			if got != want {
				t.Errorf("%s: the span holds %q", name, got)
			}
		}
		if !found {
			t.Errorf("%s is in no run", name)
		}
	}
	if s := d.MentionSpan(Mention{Run: 99}); !s.IsZero() {
		t.Error("a mention in no run has a span")
	}
}
