package markdown

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// asWritten resolves every Ref to what the author wrote, escaped as the
// specification's examples are.
type asWritten struct{ d *Doc }

func (s asWritten) Ref(i int) Link {
	dest := unescape([]byte(s.d.Refs[i].Span.Text()))
	return Link{Href: string(util.URLEscape([]byte(dest), false))}
}

// TestCommonMark runs the examples of the CommonMark specification, which
// goldmark's module carries, with raw HTML on. Where this package means
// something else by a construct, or refuses it, deviations says so.
func TestCommonMark(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Skipf("the module of goldmark is not at hand: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Skipf("goldmark's module has no specification: %v", err)
	}
	var examples []struct {
		Markdown, HTML, Section string
		Example                 int
	}
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 600 {
		t.Fatalf("only %d examples", len(examples))
	}
	for _, e := range examples {
		var ds diag.List
		d := Parse(source.New("in.md", []byte(e.Markdown)), 0, Options{RawHTML: true}, &ds)
		got, want := normal(string(d.Render(nil, asWritten{d}, nil, nil))), normal(e.HTML)
		reason, deviates := deviations[e.Example]
		switch {
		case got == want && deviates:
			t.Errorf("example %d agrees and is listed as a deviation (%s)", e.Example, reason)
		case got != want && !deviates:
			t.Errorf("example %d, %s:\n%q\n got %q\nwant %q", e.Example, e.Section, e.Markdown, got, want)
		}
	}
	t.Logf("%d examples, %d deviations", len(examples), len(deviations))
}

// normal returns HTML with what this package adds or spells otherwise made
// equal: ids of headings, external links, loading of pictures, h1 as h2, percent
// encoding, white space at ends.
func normal(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.WriteString(strings.ReplaceAll(string(z.Text()), "&quot;", `"`))
		case html.CommentToken, html.DoctypeToken:
			b.Write(z.Raw())
		default:
			token := z.Token()
			if token.Data == "h1" {
				token.Data = "h2"
			}
			var kept []html.Attribute
			for _, a := range token.Attr {
				heading := len(token.Data) == 2 && token.Data[0] == 'h' && a.Key == "id"
				if heading || a.Key == "rel" || a.Key == "loading" || a.Key == "decoding" {
					continue
				}
				kept = append(kept, a)
			}
			token.Attr = kept
			if token.Type == html.SelfClosingTagToken {
				token.Type = html.StartTagToken
			}
			b.WriteString(token.String())
		}
	}
}

// deviations are the examples that come out otherwise, each with its reason.
var deviations = map[int]string{
	39:  "a line end from an entity is a space: it must not end a block of the plain text",
	200: emptyLink, 485: emptyLink, 486: emptyLink, 487: emptyLink, 567: emptyLink,
	202: backslash, 502: backslash, 603: backslash,
	346: "a backtick is no character of a host",
	500: "the first element of a relative path has a colon, which browsers take for a scheme",
	548: wikiFirst, 559: wikiFirst, 590: wikiFirst,
	572: captioned, 573: captioned, 576: captioned, 577: captioned, 584: captioned, 585: captioned, 586: captioned, 588: captioned,
	589: captioned, 591: captioned,
	596: scheme, 598: scheme, 599: scheme, 601: scheme,
}

const (
	emptyLink = "a link that leads nowhere is an error and no link"
	backslash = "browsers read a backslash in an address as a slash"
	wikiFirst = "[[ ]] is a wiki link"
	captioned = "a picture alone with a title is a figure with a caption"
	scheme    = "only http, https, mailto and tel are allowed"
)
