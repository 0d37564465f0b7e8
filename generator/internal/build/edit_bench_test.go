package build

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkEdit measures what a preview does after an edit: from the changed file to
// the changed pages in memory, for an edit of a text and for one of a title.
func BenchmarkEdit(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		dir, builder, page := "", (*Builder)(nil), ""
		prepare := func(b *testing.B) {
			if dir != "" {
				return
			}
			dir = corpusSite(b, benchSeed, n)
			builder = New(Options{Dir: dir, DryRun: true, Live: true, Today: corpusDay(b)})
			mustBuild(b, builder)
			found, err := filepath.Glob(filepath.Join(dir, ContentDir, "explainers", "*.md"))
			must(b, err)
			page = found[len(found)/2]
		}
		edit := func(b *testing.B, change func(data []byte, i int) []byte) {
			prepare(b)
			data, err := os.ReadFile(page)
			must(b, err)
			pages := 0
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				must(b, os.WriteFile(page, change(data, i), 0o644))
				pages += len(mustBuild(b, builder).Made)
			}
			b.ReportMetric(float64(pages)/float64(b.N), "pages/op")
		}
		b.Run(fmt.Sprintf("%d/text", n), func(b *testing.B) {
			edit(b, func(data []byte, i int) []byte { return fmt.Appendf(bytes.Clone(data), "\nEdit %d.\n", i) })
		})
		b.Run(fmt.Sprintf("%d/title", n), func(b *testing.B) {
			edit(b, func(data []byte, i int) []byte {
				return bytes.Replace(data, []byte(`title = "`), fmt.Appendf(nil, `title = "Edit %d of `, i), 1)
			})
		})
	}
}
