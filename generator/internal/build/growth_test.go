package build

import (
	"fmt"
	"strings"
	"testing"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/site"
	"explainer/generator/internal/sitetest"
	"explainer/generator/internal/source"
)

// linkCost returns how many allocations linking takes.
func linkCost(docs []*content.Document, day site.Options) float64 {
	cfg := config.Default()
	return testing.AllocsPerRun(1, func() { site.Link(cfg, docs, []string{"files/data.csv"}, day) })
}

// maxGrowth is how much more four times as many documents may cost. Sorting is not
// quite linear.
const maxGrowth = 4.8

// TestLinkingGrowsWithTheSite counts, instead of taking the time, so that the result
// does not depend on the machine.
func TestLinkingGrowsWithTheSite(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 5,000 explainers")
	}
	if !sitetest.Alone(t) {
		return
	}
	opts := site.Options{Today: corpusDay(t)}
	cost := map[int]float64{}
	for _, n := range []int{1_000, 4_000} {
		var docs []*content.Document
		for path, data := range corpus.Files(benchSeed, n) {
			if p, ok := strings.CutPrefix(path, ContentDir+"/"); ok && content.IsDocument(p) {
				docs = append(docs, content.Parse(source.New(path, data), p, content.Options{}))
			}
		}
		cost[n] = linkCost(docs, opts)
	}
	if growth := cost[4_000] / cost[1_000]; growth > maxGrowth {
		t.Errorf("4,000 explainers take %.0f allocations, 1,000 take %.0f: %.1f times as many", cost[4_000], cost[1_000], growth)
	}
}

// TestLinkingGrowsWithBadInput does the same for sites that somebody made to be slow.
func TestLinkingGrowsWithBadInput(t *testing.T) {
	doc := func(path, text string) *content.Document {
		return content.Parse(source.New(ContentDir+"/"+path, []byte(text)), path, content.Options{})
	}
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	shapes := map[string]func(n int) []*content.Document{
		"links to one page": func(n int) []*content.Document {
			return []*content.Document{doc("actors/x.md", "+++\nname = \"X\"\n+++\n"), doc("about.md", "+++\ntitle = \"A\"\n+++\n"+repeat(n, "[[x]] %d. "))}
		},
		"links to headings": func(n int) []*content.Document {
			return []*content.Document{doc("about.md", "+++\ntitle = \"A\"\n+++\n"+repeat(n, "## Head %[1]d\n\n[x](#head-%[1]d)\n\n"))}
		},
		"headings that are missing": func(n int) []*content.Document {
			return []*content.Document{doc("about.md", "+++\ntitle = \"A\"\n+++\n"+repeat(n, "## Head %[1]d\n\n[x](#bead%[1]d)\n\n"))}
		},
		"links that are broken": func(n int) []*content.Document {
			return []*content.Document{doc("about.md", "+++\ntitle = \"A\"\n+++\n"+repeat(n, "[[nobody-%d]] "))}
		},
		"stubs": func(n int) (docs []*content.Document) {
			for i := range n {
				docs = append(docs, doc(fmt.Sprintf("explainers/x%d.md", i), fmt.Sprintf("+++\ntitle = \"X\"\nactors = [\"stub-%d\"]\n+++\n", i)),
					doc(fmt.Sprintf("actors/a%d.md", i), "+++\nname = \"A\"\nautolink = false\n+++\n"))
			}
			return docs
		},
		"actors in one event": func(n int) (docs []*content.Document) {
			for i := range n {
				docs = append(docs, doc(fmt.Sprintf("explainers/x%d.md", i),
					fmt.Sprintf("+++\ntitle = \"X\"\n[[dates]]\nwhen = 2020-01-01\ntitle = \"Same\"\nactors = [\"stub-%d\"]\n+++\n", i)))
			}
			return docs
		},
		"short dates of listed actors": func(n int) []*content.Document {
			return []*content.Document{doc("explainers/x.md", "+++\ntitle = \"X\"\nactors = ["+repeat(n, "\"stub-%d\", ")+"]\ndates = ["+strings.Repeat("2020-01-01, ", n)+"]\n+++\n")}
		},
		"regions in a row": func(n int) (docs []*content.Document) {
			for i := range n {
				docs = append(docs, doc(fmt.Sprintf("regions/r%d.md", i), fmt.Sprintf("+++\nname = \"R\"\nautolink = false\npart_of = \"r%d\"\n+++\n", i+1)))
			}
			return docs
		},
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			opts := site.Options{Today: corpusDay(t)}
			small, large := linkCost(shape(500), opts), linkCost(shape(2_000), opts)
			if growth := large / small; growth > maxGrowth {
				t.Errorf("four times as much takes %.1f times the allocations: %.0f, %.0f", growth, small, large)
			}
		})
	}
}
