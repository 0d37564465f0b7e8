package corpus

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// head is what other files need to know of an explainer to link to it.
type head struct {
	id, title string
	year      int
}

func (w *world) head(i int) head {
	r := w.stream(streamHead, i)
	words := make([]string, 4+r.IntN(4))
	for k := range words {
		words[k] = w.word(r, latin)
	}
	return head{
		id:    fmt.Sprintf("%s-%s-%d", words[0], words[1], i),
		title: capital(strings.Join(words, " ")) + "?",
		year:  2010 + r.IntN(16),
	}
}

// cast is whom and where an explainer is about: indices of actors and regions.
type cast struct{ actors, regions []int }

func (w *world) explainer(i int) []byte {
	r, h := w.stream(streamExplainer, i), w.head(i)
	c := &cast{actors: some(r, 3+r.IntN(6), len(w.actors)), regions: some(r, 2+r.IntN(4), len(w.regions))}
	rec := w.record(i, h, c)
	var b strings.Builder
	w.frontMatter(&b, r, h, c, i, rec)
	w.body(&b, r, c, rec)
	return []byte(b.String())
}

func (w *world) frontMatter(b *strings.Builder, r *rand.Rand, h head, c *cast, i int, rec *record) {
	fmt.Fprintf(b, "+++\ntitle = %q\nsummary = %q\n", h.title, w.sentence(r, nil))
	month, day := 1+r.IntN(9), 1+r.IntN(28)
	fmt.Fprintf(b, "date = %d-%02d-%02d\n", h.year, month, day)
	if oneIn(r, 2) {
		fmt.Fprintf(b, "updated = %d-%02d-%02d\n", h.year, month+1+r.IntN(2), day)
	}
	if oneIn(r, 3) {
		fmt.Fprintf(b, "as_of = %d-%02d-%02d\nreview_by = %d-06-01\n", h.year, month, day, 2027+r.IntN(4))
	}
	if oneIn(r, 10) {
		fmt.Fprintf(b, "aliases = [\"/old/%d/\"]\n", i)
	}
	fmt.Fprintf(b, "authors = [%q]\n", capital(w.word(r, latin)))
	writeList(b, "actors", w.ids(w.actors, c.actors))
	writeList(b, "regions", w.ids(w.regions, c.regions))
	for _, key := range []string{"key_points", "known", "unknown"} {
		points := make([]string, 2+r.IntN(3))
		for k := range points {
			points[k] = w.sentence(r, nil)
		}
		writeList(b, key, points)
	}
	w.dates(b, r, h, c)
	rec.frontMatter(b, r, w, h.year)
	if oneIn(r, 6) {
		fmt.Fprintf(b, "\n[[updates]]\non = %d-12-01\nkind = \"correction\"\ntext = %q\n", h.year, w.sentence(r, nil))
	}
	b.WriteString("+++\n\n")
}

func (w *world) ids(list []entity, indices []int) []string {
	ids := make([]string, len(indices))
	for i, k := range indices {
		ids[i] = list[k].id
	}
	return ids
}

// dates writes eight to thirteen dates; one explainer in eight has the short form.
func (w *world) dates(b *strings.Builder, r *rand.Rand, h head, c *cast) {
	n := 8 + r.IntN(6)
	if oneIn(r, 8) {
		short := make([]string, 0, n)
		for i := range n { // two years of one decade may come out alike
			if d := date(r, h.year-i); !slices.Contains(short, d) {
				short = append(short, d)
			}
		}
		fmt.Fprintf(b, "dates = [%s]\n", strings.Join(short, ", "))
		return
	}
	for range n {
		fmt.Fprintf(b, "\n[[dates]]\nwhen = %s\ntitle = %q\n", date(r, h.year-zipf(r, 60)), capital(w.words3(r)))
		writeList(b, "actors", w.ids(w.actors, c.actors[:1+r.IntN(2)]))
		writeList(b, "regions", w.ids(w.regions, c.regions[:1]))
		if oneIn(r, 9) {
			b.WriteString("disputed = true\n")
		}
	}
}

// date writes a date of a year, in one of the forms of EDTF or as a date of TOML.
func date(r *rand.Rand, year int) string {
	m, d := 1+r.IntN(8), 1+r.IntN(28)
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf(`"%d"`, year)
	case 1:
		return fmt.Sprintf(`"%d-%02d"`, year, m)
	case 2:
		return fmt.Sprintf(`"%d-%02d~"`, year, m)
	case 3:
		return fmt.Sprintf(`"%d-%02d-%02d?"`, year, m, d)
	case 4:
		return fmt.Sprintf(`"%d%%"`, year)
	case 5:
		return fmt.Sprintf(`"%d-%02d-%02d/%d-%02d-%02d"`, year, m, d, year, m+1+r.IntN(3), d)
	case 6:
		return fmt.Sprintf(`"%d-%02d/.."`, year, m)
	case 7:
		return fmt.Sprintf(`"../%d"`, year)
	case 8:
		return fmt.Sprintf(`"%dX"`, year/10)
	}
	return fmt.Sprintf("%d-%02d-%02d", year, m, d)
}

// words3 returns three words.
func (w *world) words3(r *rand.Rand) string {
	return w.word(r, latin) + " " + w.word(r, latin) + " " + w.word(r, latin)
}
