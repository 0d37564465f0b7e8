package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/config"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/source"
)

// Each fixture is a config.toml and "want": the settings that differ from the
// standard ones, and the diagnostics.
func TestFixtures(t *testing.T) {
	golden.Each(t, func(t *testing.T, a *txtar.Archive) string {
		if len(a.Files) != 1 {
			t.Fatalf("%d files beside what is wanted", len(a.Files))
		}
		var ds diag.List
		got := dump(config.Parse(source.New(config.Name, a.Files[0].Data), &ds))
		for _, d := range ds.Sorted() {
			got += d.String() + "\n"
		}
		return got
	})
}

// dump writes each setting that is not the standard one on a line of its own.
func dump(c *config.Config) string {
	standard := strings.Split(lines(config.Default()), "\n")
	var out strings.Builder
	for line := range strings.Lines(lines(c)) {
		if !slices.Contains(standard, strings.TrimSuffix(line, "\n")) {
			out.WriteString(line)
		}
	}
	return out.String()
}

func lines(c *config.Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title %q\ndescription %q\nlanguage %s\nbase %s\npage size %d\nignore %q\n",
		c.Title, c.Description, c.Language, c.Base, c.PageSize, c.Ignore)
	fmt.Fprintf(&b, "explainers at %s\nactors at %s\nregions at %s\n",
		c.Permalinks.Explainers.Value, c.Permalinks.Actors.Value, c.Permalinks.Regions.Value)
	fmt.Fprintf(&b, "raw HTML %t\nsmart punctuation %t\nautolink %t\nfile size %d\n",
		c.Markdown.RawHTML, c.Markdown.SmartPunctuation, c.Markdown.Autolink, c.MaxFileSize)
	for _, s := range c.Silenced {
		fmt.Fprintf(&b, "off %s\n", s.Value)
	}
	for _, m := range c.Menu {
		fmt.Fprintf(&b, "menu %q %s\n", m.Title, m.URL.Value)
	}
	fmt.Fprintf(&b, "hosts %q\ncompress %t\npolicy %s\nfeeds %s\n", c.Publish.Hosts, c.Publish.Compress, c.Publish.Policy, c.Feeds.ID)
	fmt.Fprintf(&b, "extra %v\n", c.Extra)
	return b.String()
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "title = \"x\"", "title = 1\n[[menu]]\nurl = \"x\"", "[permalinks]\nactors = \"/:slug/\"", "page_size = -1\n[warnings]\noff = [1]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var ds diag.List
		c := config.Parse(source.New(config.Name, []byte(text)), &ds)
		if c.PageSize < 1 || c.MaxFileSize < 1 {
			t.Errorf("page size %d, file size %d", c.PageSize, c.MaxFileSize)
		}
		if c.Title == "" && ds.Errors() == 0 {
			t.Error("no title, and no error")
		}
	})
}
