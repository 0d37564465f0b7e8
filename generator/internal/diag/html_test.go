package diag

import (
	"errors"
	"strings"
	"testing"

	"explainer/generator/internal/source"
)

func TestWriteHTML(t *testing.T) {
	f := source.New("content/a<b>.md", []byte("first\ntitle = \"<script>alert(1)</script>\"\n\ttab & \u202ebidi\n"))
	at := func(what string) source.Span {
		i := strings.Index(string(f.Data()), what)
		return f.Span(i, i+len(what))
	}
	for _, c := range []struct {
		name string
		list List
		want string
	}{
		{"none", nil, ""},
		{"hostile", List{
			Errorf("x", at("<script>"), `unknown "%s"`, "<img src=x onerror=alert(1)>").
				WithNote(at("tab"), "see <here>").WithHelp("write %q", "&"),
		}, `<ol class="diagnostics">
<li class="error">
<p class="message"><span class="place">content/a&lt;b&gt;.md:2:10</span> <strong>error:</strong> <bdi>unknown &#34;&lt;img src=x onerror=alert(1)&gt;&#34;</bdi></p>
<pre class="line"><span class="number">2</span> <code dir="auto">title = &#34;<mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt;&#34;</code></pre>
<p class="note"><strong>note:</strong> see &lt;here&gt; <span class="place">(content/a&lt;b&gt;.md:3:2)</span></p>
<p class="help"><strong>help:</strong> write &#34;&amp;&#34;</p>
</li>
</ol>
`},
		{"warning", List{Warningf("stub", at("& "), "short\u202e")}, `<ol class="diagnostics">
<li class="warning">
<p class="message"><span class="place">content/a&lt;b&gt;.md:3:6</span> <strong>warning:</strong> <bdi>short` + "\ufffd" + `</bdi> <span class="id">[stub]</span></p>
<pre class="line"><span class="number">3</span> <code dir="auto">    tab <mark>&amp; </mark>` + "\ufffd" + `bidi</code></pre>
</li>
</ol>
`},
		{"a whole file, and no file", List{FileErrorf("x", "config.toml", "missing"), {Message: "all"}}, `<ol class="diagnostics">
<li class="error">
<p class="message"><span class="place">config.toml</span> <strong>error:</strong> <bdi>missing</bdi></p>
</li>
<li class="error">
<p class="message"><strong>error:</strong> <bdi>all</bdi></p>
</li>
</ol>
`},
		{"over many lines", List{Errorf("x", f.Span(3, len(f.Data())), "m")}, `<ol class="diagnostics">
<li class="error">
<p class="message"><span class="place">content/a&lt;b&gt;.md:1:4</span> <strong>error:</strong> <bdi>m</bdi></p>
<pre class="line"><span class="number">1</span> <code dir="auto">fir<mark>st</mark></code></pre>
</li>
</ol>
`},
		{"at the end of a line", List{Errorf("x", f.Span(5, 5), "m")}, `<ol class="diagnostics">
<li class="error">
<p class="message"><span class="place">content/a&lt;b&gt;.md:1:6</span> <strong>error:</strong> <bdi>m</bdi></p>
<pre class="line"><span class="number">1</span> <code dir="auto">first<mark></mark></code></pre>
</li>
</ol>
`},
	} {
		var b strings.Builder
		if err := WriteHTML(&b, c.list); err != nil || b.String() != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, b.String(), c.want)
		}
	}
}

// TestWriteHTMLOfLongLines holds the excerpt of a line of a megabyte to its width.
func TestWriteHTMLOfLongLines(t *testing.T) {
	f := source.New("x", []byte(strings.Repeat("<", 1<<20)))
	var b strings.Builder
	if err := WriteHTML(&b, List{Errorf("x", f.Span(1<<19, 1<<20), "m")}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "&lt;"); n != excerptWidth {
		t.Errorf("%d characters of the line are shown, want %d", n, excerptWidth)
	}
	if strings.Count(b.String(), "…") != 2 {
		t.Errorf("the cut line does not say so: %s", b.String())
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestWriteHTMLReturnsTheWritersError(t *testing.T) {
	if err := WriteHTML(closed{}, List{{Message: "m"}}); err == nil || err.Error() != "closed" {
		t.Errorf("%v, want closed", err)
	}
}
