package build

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"explainer/generator/internal/content"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/output"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
)

const benchSeed = 1

// corpusDay is the day on which tests build a corpus.
func corpusDay(tb testing.TB) edtf.Day {
	tb.Helper()
	d, err := parseDay(corpus.Today)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func parseDay(text string) (edtf.Day, error) {
	d, err := edtf.Parse(text)
	return d.Earliest(), err
}

// corpusSite writes a corpus into a new folder.
func corpusSite(tb testing.TB, seed uint64, explainers int) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := corpus.Write(dir, seed, explainers); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// mustBuild builds and fails the test unless there was nothing to complain about.
func mustBuild(tb testing.TB, b *Builder) Result {
	tb.Helper()
	r, err := b.Build(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	if len(r.Diags) > 0 {
		tb.Fatalf("%d diagnostics, the first: %s", len(r.Diags), r.Diags[0])
	}
	return r
}

// BenchmarkBuild builds whole sites: into an empty folder, again in the same
// process, and again by a new process over what was written.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		dir, day := "", corpusDay(b)
		builder := func(out string) *Builder {
			if dir == "" {
				dir = corpusSite(b, benchSeed, n)
			}
			return New(Options{Dir: dir, Out: out, Today: day})
		}
		b.Run(fmt.Sprintf("%d/cold", n), func(b *testing.B) {
			builder("")
			b.ReportAllocs()
			pages := 0
			for i := 0; b.Loop(); i++ {
				pages = mustBuild(b, builder(filepath.Join(b.TempDir(), fmt.Sprint(i)))).Counts.Files
			}
			reportPages(b, pages)
		})
		b.Run(fmt.Sprintf("%d/again", n), func(b *testing.B) {
			builder := builder(b.TempDir())
			pages := mustBuild(b, builder).Counts.Files
			b.ReportAllocs()
			for b.Loop() {
				if r := mustBuild(b, builder); r.Written.Written != 0 {
					b.Fatalf("%d files written again", r.Written.Written)
				}
			}
			reportPages(b, pages)
		})
		b.Run(fmt.Sprintf("%d/over", n), func(b *testing.B) {
			out := b.TempDir()
			pages := mustBuild(b, builder(out)).Counts.Files
			b.ReportAllocs()
			for b.Loop() {
				if r := mustBuild(b, builder(out)); r.Written.Written != 0 {
					b.Fatalf("%d files written again", r.Written.Written)
				}
			}
			reportPages(b, pages)
		})
	}
}

func reportPages(b *testing.B, pages int) {
	b.ReportMetric(float64(pages)*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}

// stages is a build taken apart.
type stages struct {
	*Builder
	in   *input
	docs []*content.Document
	site *site.Site
	set  *output.Set
}

func (s *stages) link() {
	s.site = site.Link(s.in.config, s.docs, s.in.static, site.Options{Today: s.opts.Today})
}

func (s *stages) render(tb testing.TB) {
	_, set, ds, err := s.Builder.render(context.Background(), s.in, render.Input{
		Site: s.site, Layouts: s.layouts(s.in, s.site.Config), Assets: s.in.assets, Static: s.staticFile(s.in),
	}, render.NewPlan(s.site, nil), nil)
	must(tb, err)
	if len(ds) > 0 {
		tb.Fatal(ds[0])
	}
	s.set = set
}

// newStages takes a build of a corpus to its end.
func newStages(tb testing.TB, explainers int) *stages {
	tb.Helper()
	s := &stages{Builder: New(Options{Dir: corpusSite(tb, benchSeed, explainers), Today: corpusDay(tb)})}
	var err error
	if s.in, err = s.read(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.in.close)
	s.docs = s.parse(context.Background(), s.in)
	s.link()
	s.render(tb)
	return s
}

// BenchmarkStage measures the steps of a build one by one, so that a profile shows
// one step alone.
func BenchmarkStage(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		var s *stages
		all := b // what is made once stays until all stages are measured
		stage := func(name string, step func(b *testing.B)) {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				if s == nil {
					s = newStages(all, n)
				}
				b.ReportAllocs()
				for b.Loop() {
					step(b)
				}
				reportPages(b, s.set.Len())
			})
		}
		stage("read", func(b *testing.B) {
			in, err := s.read()
			if err != nil {
				b.Fatal(err)
			}
			in.close()
		})
		stage("parse", func(*testing.B) {
			s.Builder.docs = nil
			s.docs = s.parse(context.Background(), s.in)
		})
		stage("link", func(*testing.B) { s.link() })
		stage("render", func(b *testing.B) { s.render(b) })
		stage("write", func(b *testing.B) {
			if _, err := output.Write(context.Background(), b.TempDir(), s.set, output.Options{}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
