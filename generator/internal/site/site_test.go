package site_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
)

// TestFixtures links small sites. Each fixture is an archive of a site's files and
// of "want", the dump of the linked site with all diagnostics. The archive's comment
// says what is tested, and may have lines of settings:
//
//	show: links related       the parts of the dump to keep; without it, all
//	today: 2022-10-01         otherwise 2022-12-31
//	drafts: true              link drafts and future pages too
//	quiet: stub source-unused warnings that the fixture is not about
func TestFixtures(t *testing.T) {
	golden.Each(t, func(t *testing.T, a *txtar.Archive) string {
		in := readFixture(t, a)
		got := in.dump(in.link())
		for seed := range uint64(3) {
			if again := in.shuffled(seed).dump(in.shuffled(seed).link()); again != got {
				t.Fatalf("another order of reading gives another site:\n%s\ninstead of:\n%s", again, got)
			}
		}
		return got
	})
}

// fixture is a site as it is read.
type fixture struct {
	config *config.Config
	docs   []*content.Document
	static []string
	opts   site.Options
	diags  diag.List
	show   []string
	quiet  []string
}

func readFixture(t *testing.T, a *txtar.Archive) *fixture {
	t.Helper()
	in := &fixture{config: config.Default(), opts: site.Options{Today: day(t, "2022-12-31")}}
	in.config.Title = "Site"
	in.settings(t, string(a.Comment))
	for _, f := range a.Files {
		p, isContent := strings.CutPrefix(f.Name, "content/")
		switch {
		case f.Name == config.Name:
			in.config = config.Parse(source.New(f.Name, f.Data), &in.diags)
		case !isContent:
			t.Fatalf("%s is no file of a site", f.Name)
		case content.IsDocument(p):
			d := parse(f.Name, string(f.Data))
			in.docs = append(in.docs, d)
			in.diags.Add(d.Diags...)
		default:
			in.static = append(in.static, p)
		}
	}
	return in
}

// parse reads one file of content/.
func parse(name, text string) *content.Document {
	opts := content.Options{Markdown: markdown.Options{Smart: true}}
	return content.Parse(source.New(name, []byte(text)), strings.TrimPrefix(name, "content/"), opts)
}

func day(t testing.TB, text string) edtf.Day {
	t.Helper()
	d, err := edtf.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.Earliest()
}

func (in *fixture) settings(t *testing.T, comment string) {
	t.Helper()
	for line := range strings.Lines(comment) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "show":
			in.show = strings.Fields(value)
		case "today":
			in.opts.Today = day(t, value)
		case "drafts":
			in.opts.Drafts, in.opts.Future = true, true
		case "quiet":
			in.quiet = strings.Fields(value)
		}
	}
}

func (in *fixture) link() *site.Site { return site.Link(in.config, in.docs, in.static, in.opts) }

// shuffled returns the site read in another order.
func (in *fixture) shuffled(seed uint64) *fixture {
	other := *in
	r := rand.New(rand.NewPCG(seed, 1))
	other.docs, other.static = slices.Clone(in.docs), slices.Clone(in.static)
	r.Shuffle(len(other.docs), func(i, j int) { other.docs[i], other.docs[j] = other.docs[j], other.docs[i] })
	r.Shuffle(len(other.static), func(i, j int) { other.static[i], other.static[j] = other.static[j], other.static[i] })
	return &other
}

// dump writes what was linked, and the diagnostics.
func (in *fixture) dump(s *site.Site) string {
	d := dumper{show: in.show}
	d.site(s)
	all := slices.Clone(in.diags)
	all.Add(s.Diags...)
	for _, x := range all.Sorted() {
		if !slices.Contains(in.quiet, x.ID) {
			fmt.Fprintf(&d.out, "%s\n", x)
		}
	}
	return d.out.String()
}

// TestEmpty links a site that has no files at all.
func TestEmpty(t *testing.T) {
	s := site.Link(config.Default(), nil, nil, site.Options{})
	if s.Home == nil || s.Home.URL != "/" || len(s.Diags) != 0 || len(s.Indexes) != 6 {
		t.Errorf("got home %v, diagnostics %v, %d indexes", s.Home, s.Diags, len(s.Indexes))
	}
}
