package layout_test

import (
	"bytes"
	"os"
	"testing"

	"explainer/generator/internal/view"
)

// BenchmarkExecute makes pages of the sample site, compiled and with html/template.
func BenchmarkExecute(b *testing.B) {
	s := linkTree(b, os.DirFS("../../../content"), 20)
	views := view.NewBuilder(s, nil)
	longest := s.Explainers[0]
	for _, e := range s.Explainers {
		if len(views.Explainer(e).Body) > len(views.Explainer(longest).Body) {
			longest = e
		}
	}
	for _, page := range []struct {
		layout string
		data   any
	}{
		{"explainer", views.Explainer(longest)},
		{"actor", views.Actor(s.Actors[0])},
		{"timeline", views.Timeline(1)},
	} {
		for _, way := range []string{"compiled", "interpreted"} {
			b.Run(page.layout+"/"+way, func(b *testing.B) {
				set := loadBuiltin(b, way == "interpreted")
				b.ReportAllocs()
				var buf bytes.Buffer
				for b.Loop() {
					buf.Reset()
					if err := set.Execute(&buf, page.layout, page.data); err != nil {
						b.Fatal(err)
					}
				}
				b.SetBytes(int64(buf.Len()))
			})
		}
	}
}

// BenchmarkLoad loads the built-in layouts.
func BenchmarkLoad(b *testing.B) {
	for _, way := range []string{"compiled", "interpreted"} {
		b.Run(way, func(b *testing.B) {
			for b.Loop() {
				loadBuiltin(b, way == "interpreted")
			}
		})
	}
}
