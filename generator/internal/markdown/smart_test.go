package markdown

import (
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

func TestSmartText(t *testing.T) {
	german := Quotes{"„", "“", "‚", "‘"}
	for _, c := range []struct {
		in, want string
		quotes   Quotes
	}{
		{"", "", Quotes{}},
		{"Plain", "Plain", Quotes{}},
		{`Putin's "votes" -- and 'so'...`, `Putin’s “votes” – and ‘so’…`, Quotes{}},
		{`"'Twice'" ('90s) "--" ---x ---- ....`, `“‘Twice’” (’90s) “–“ —x ---- ....`, Quotes{}},
		{`*No* [Markdown](x) \" &amp; <b>`, `*No* [Markdown](x) \” &amp; <b>`, Quotes{}},
		{`"Ja", 'so', sie's`, `„Ja“, ‚so‘, sie’s`, german},
		{"„Já“ “ok”…", "„Já“ “ok”…", Quotes{}},
		{"a\xff\"b\"", "a\xff”b”", Quotes{}},
		{`"half`, `«half`, Quotes{OpenDouble: "«"}},
	} {
		if got := SmartText(c.in, c.quotes); got != c.want {
			t.Errorf("SmartText(%q) = %q, want %q", c.in, got, c.want)
		}
		if again := SmartText(c.want, c.quotes); c.in != `*No* [Markdown](x) \" &amp; <b>` && again != c.want {
			t.Errorf("SmartText(%q) = %q, though it was smart", c.want, again)
		}
	}
}

// TestSmartTextAsBody holds that a title reads as the same words in a body do.
func TestSmartTextAsBody(t *testing.T) {
	for _, text := range []string{`"Double" and 'single', it's 'nested "twice" here'.`, `The '90s, 'tis -- en --- em... ----`, `("bracket") Putin's 5--6 --"dash" a/"b" "-'c'"`, `x--' "-- ...." .....'`} {
		var ds diag.List
		d := Parse(source.New("in.md", []byte(text+"\n")), 0, Options{Smart: true}, &ds)
		if got, want := SmartText(text, Quotes{})+"\n", d.Plain(); got != want {
			t.Errorf("title %q, body %q", got, want)
		}
	}
}
