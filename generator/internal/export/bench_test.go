package export

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/corpus"
)

// BenchmarkFiles makes the files of sites of two sizes, so that it shows whether the
// time grows faster than the site.
func BenchmarkFiles(b *testing.B) {
	const seed = 1
	for _, explainers := range []int{500, 2_000} {
		var input []txtar.File
		for path, data := range corpus.Files(seed, explainers) {
			input = append(input, txtar.File{Name: path, Data: data})
		}
		s := link(b, input)
		b.Run(fmt.Sprint(explainers), func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				size = 0
				for _, f := range files(s) {
					size += len(f.Make(nil))
				}
			}
			b.SetBytes(int64(size))
			b.ReportMetric(float64(size)/1e6, "MB/site")
		})
	}
}
