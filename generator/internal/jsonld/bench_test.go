package jsonld

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/corpus"
)

// BenchmarkPages makes the documents of all pages of a site.
func BenchmarkPages(b *testing.B) {
	const seed, explainers = 1, 1_000
	archive := &txtar.Archive{}
	for path, data := range corpus.Files(seed, explainers) {
		archive.Files = append(archive.Files, txtar.File{Name: path, Data: data})
	}
	s := readSite(b, archive)
	b.ReportAllocs()
	count := 0
	for b.Loop() {
		count = len(pages(s))
	}
	b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
