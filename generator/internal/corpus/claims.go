package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const (
	groupSize = 8 // explainers that share a question and a source with files of their own
	claims    = 6 // of an explainer
	inText    = 2 // of them in its text, the last ones
)

// record is what an explainer rests on and what is said in it: claims on two
// questions, its own and the one that its group shares, by three of its actors.
type record struct {
	asked   [2]string // ids of questions
	sources []string  // ids, that of the group first
	words   []string  // sentences of the second source, which gives its text
	claims  []claim
}

// claim is who says what. Those in the text have no words here: a link has them.
type claim struct {
	id, by, spokenFor string
	words, on, stance string
	question, source  string
	replaced          string   // id of the claim that replaces it, or empty
	about, answers    []string // ids of regions, and of claims
}

func sharedQuestion(group int) string { return fmt.Sprintf("shared-question-%d", group) }
func sharedSource(group int) string   { return fmt.Sprintf("shared-source-%d", group) }

// question returns the file of a group's question.
func (w *world) question(group int) []byte {
	r := w.stream(streamQuestion, group)
	return fmt.Appendf(nil, "+++\ntext = %q\nkind = %q\n+++\n\n%s\n", w.asked(r), w.askedKind(r), w.paragraph(r, nil, 3))
}

// source returns the file of a group's source.
func (w *world) source(group int) []byte {
	r := w.stream(streamSource, group)
	return fmt.Appendf(nil, "+++\n%s+++\n\n%s\n", w.document(r, 2010), w.paragraph(r, nil, 2))
}

func (w *world) asked(r *rand.Rand) string {
	return strings.TrimSuffix(w.sentence(r, nil), ".") + "?"
}

func (w *world) askedKind(r *rand.Rand) string {
	return pick(r, []string{"fact", "law", "policy", "forecast"})
}

// document returns the keys of a source; one in three has an archived copy.
func (w *world) document(r *rand.Rand, year int) string {
	var b strings.Builder
	name := w.word(r, latin)
	fmt.Fprintf(&b, "title = %q\npublisher = %q\npublished = %d-%02d-%02d\nurl = \"https://example.com/%s\"\n",
		capital(w.words3(r)), capital(w.word(r, latin)), year, 1+r.IntN(12), 1+r.IntN(28), name)
	if oneIn(r, 3) {
		fmt.Fprintf(&b, "archived = \"https://archive.example.com/%s\"\n", name)
	}
	fmt.Fprintf(&b, "kind = %q\n", pick(r, []string{"primary", "official", "wire", "secondary", "data"}))
	return b.String()
}

// record makes the record of an explainer. Every claim is older than the explainer,
// every source is cited, and every question has answers of several sides.
func (w *world) record(i int, h head, c *cast) *record {
	r, group := w.stream(streamClaims, i), i/groupSize
	rec := &record{
		asked:   [2]string{h.id + "-question", sharedQuestion(group)},
		sources: []string{sharedSource(group), h.id + "-text", h.id + "-wire"},
	}
	for range 3 {
		rec.words = append(rec.words, w.sentence(r, nil))
	}
	id := func(k int) string { return fmt.Sprintf("%s-claim-%d", h.id, k+1) }
	for k := range claims {
		said := claim{
			id: id(k), by: w.actors[c.actors[k%3]].id, on: w.day(r, h.year-1-zipf(r, 8)),
			stance:   []string{"supports", "denies", pick(r, []string{"mixed", "neutral", "opposes"})}[k/2],
			question: rec.asked[k%2], source: rec.sources[k%len(rec.sources)], words: w.sentence(r, nil),
		}
		if said.source == rec.sources[1] {
			said.words = `"` + pick(r, rec.words) + `"`
		}
		if oneIn(r, 5) {
			said.spokenFor = w.actors[c.actors[(k+1)%3]].id
		}
		if oneIn(r, 2) {
			said.about = []string{w.regions[pick(r, c.regions)].id}
		}
		if k/2 == 1 && oneIn(r, 2) {
			said.answers = []string{id(k - 2)}
		}
		rec.claims = append(rec.claims, said)
	}
	if oneIn(r, 5) { // whoever spoke first speaks again
		last := &rec.claims[claims-inText]
		last.by, rec.claims[0].replaced = rec.claims[0].by, last.id
	}
	return rec
}

// day writes a day of a year, which an unquoted word can be.
func (w *world) day(r *rand.Rand, year int) string {
	return fmt.Sprintf("%d-%02d-%02d", year, 1+r.IntN(12), 1+r.IntN(28))
}

// frontMatter writes the questions, sources and claims that stand in front matter.
func (rec *record) frontMatter(b *strings.Builder, r *rand.Rand, w *world, year int) {
	fmt.Fprintf(b, "\n[[questions]]\nid = %q\ntext = %q\nkind = %q\n", rec.asked[0], w.asked(r), w.askedKind(r))
	for i, id := range rec.sources[1:] {
		fmt.Fprintf(b, "\n[[sources]]\nid = %q\n%s", id, w.document(r, year-1))
		if i == 0 {
			fmt.Fprintf(b, "text = %q\n", strings.Join(rec.words, " "))
		}
	}
	for _, c := range rec.claims[:claims-inText] {
		fmt.Fprintf(b, "\n[[claims]]\nid = %q\nby = %q\n", c.id, c.by)
		for _, pair := range [][2]string{{"for", c.spokenFor}, {"superseded_by", c.replaced}} {
			if key, id := pair[0], pair[1]; id != "" {
				fmt.Fprintf(b, "%s = %q\n", key, id)
			}
		}
		writeList(b, "about", c.about)
		writeList(b, "responds_to", c.answers)
		fmt.Fprintf(b, "says = '%s'\non = %s\nquestion = %q\nstance = %q\nsource = [%q]\n", c.words, c.on, c.question, c.stance, c.source)
	}
}

// sentence returns what a section of the text says of the record: a claim written
// there, words that a claim of the front matter stands behind, or a citation.
func (rec *record) sentence(r *rand.Rand, w *world, section int) string {
	words := w.words3(r)
	switch {
	case section < inText:
		c := rec.claims[claims-inText+section]
		fields := fmt.Sprintf("id=%s by=%s on=%s q=%s %s src=%s", c.id, c.by, c.on, c.question, c.stance, c.source)
		if c.spokenFor != "" {
			fields += " for=" + c.spokenFor
		}
		return fmt.Sprintf("%s [%s](claim: %q).", capital(words), strings.TrimSuffix(c.words, "."), fields)
	case section == inText:
		return fmt.Sprintf("%s [%s](claim:%s).", capital(words), w.words3(r), pick(r, rec.claims).id)
	case oneIn(r, 2):
		return fmt.Sprintf("%s [@%s, p. %d].", capital(words), pick(r, rec.sources), 1+r.IntN(200))
	}
	return fmt.Sprintf("%s [@%s; @%s].", capital(words), rec.sources[0], rec.sources[len(rec.sources)-1])
}

// roles writes offices that cover all times, so that nobody speaks without one. No
// two people hold the same office.
func (w *world) roles(b *strings.Builder, r *rand.Rand, i int) {
	from, last := 0, r.IntN(3)
	for n := range last + 1 {
		fmt.Fprintf(b, "\n[[roles]]\ntitle = %q\n", fmt.Sprintf("%s of ward %d", capital(w.word(r, latin)), i*10+n))
		if i > 0 {
			fmt.Fprintf(b, "org = %q\n", w.actors[zipf(r, i)].id)
		}
		if from > 0 {
			fmt.Fprintf(b, "from = %d-01-01\n", from)
		}
		if n < last {
			from = max(from, 1980) + 5 + r.IntN(10)
			fmt.Fprintf(b, "to = %d-12-31\n", from-1)
		}
	}
}
