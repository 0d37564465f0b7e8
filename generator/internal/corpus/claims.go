package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const (
	groupSize = 8  // explainers that share a question and a source with files of their own
	questions = 3  // of an explainer, the last one that of its group
	sources   = 7  // of an explainer, the first one that of its group
	claims    = 12 // of an explainer
	inText    = 2  // of them in its text, the last ones
)

// record is what an explainer rests on and what is said in it: claims on its own
// questions and on the one that its group shares, by three of its actors.
type record struct {
	asked   [questions]string
	sources [sources]string // the second one gives its text
	words   []string        // the sentences of that
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
	rec := &record{}
	for k := range questions - 1 {
		rec.asked[k] = fmt.Sprintf("%s-question-%d", h.id, k+1)
	}
	for k := range sources {
		rec.sources[k] = fmt.Sprintf("%s-source-%d", h.id, k)
	}
	rec.asked[questions-1], rec.sources[0] = sharedQuestion(group), sharedSource(group)
	for range 3 {
		rec.words = append(rec.words, w.sentence(r, nil))
	}
	id := func(k int) string { return fmt.Sprintf("%s-claim-%d", h.id, k+1) }
	for k := range claims {
		round := k / questions // every round has a claim on each question, by somebody else
		speaker := (k + round) % 3
		said := claim{
			id: id(k), by: w.actors[c.actors[speaker]].id, on: w.day(r, h.year-1-zipf(r, 8)),
			stance:   []string{"supports", "denies", pick(r, []string{"mixed", "neutral", "opposes"}), "supports"}[round],
			question: rec.asked[k%questions], source: rec.sources[k%sources], words: w.sentence(r, nil),
		}
		if said.source == rec.sources[1] {
			said.words = `"` + pick(r, rec.words) + `"`
		}
		if oneIn(r, 5) {
			said.spokenFor = w.actors[c.actors[(speaker+1)%3]].id
		}
		if oneIn(r, 2) {
			said.about = []string{w.regions[pick(r, c.regions)].id}
		}
		if round == 1 && oneIn(r, 2) {
			said.answers = []string{id(k - questions)}
		}
		rec.claims = append(rec.claims, said)
	}
	if oneIn(r, 5) { // whoever spoke first speaks again, and otherwise
		again := &rec.claims[questions*3]
		again.stance, rec.claims[0].replaced = "mixed", again.id
	}
	return rec
}

// day writes a day of a year, which an unquoted word can be.
func (w *world) day(r *rand.Rand, year int) string {
	return fmt.Sprintf("%d-%02d-%02d", year, 1+r.IntN(12), 1+r.IntN(28))
}

// frontMatter writes the questions, sources and claims that stand in front matter.
func (rec *record) frontMatter(b *strings.Builder, r *rand.Rand, w *world, year int) {
	for _, id := range rec.asked[:questions-1] {
		fmt.Fprintf(b, "\n[[questions]]\nid = %q\ntext = %q\nkind = %q\n", id, w.asked(r), w.askedKind(r))
	}
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

// sentences returns what a section of the text says of the record: a claim written
// there or words that one of the front matter stands behind, and citations.
func (rec *record) sentences(r *rand.Rand, w *world, section int) string {
	var b strings.Builder
	if section < inText {
		c := rec.claims[claims-inText+section]
		fields := fmt.Sprintf("id=%s by=%s on=%s q=%s %s src=%s", c.id, c.by, c.on, c.question, c.stance, c.source)
		if c.spokenFor != "" {
			fields += " for=" + c.spokenFor
		}
		fmt.Fprintf(&b, "%s [%s](claim: %q). ", capital(w.words3(r)), strings.TrimSuffix(c.words, "."), fields)
	} else {
		fmt.Fprintf(&b, "%s [%s](claim:%s). ", capital(w.words3(r)), w.words3(r), pick(r, rec.claims).id)
	}
	fmt.Fprintf(&b, "%s %s.", capital(w.words3(r)), rec.cite(r))
	return b.String()
}

// cite returns a citation of one source or two.
func (rec *record) cite(r *rand.Rand) string {
	if oneIn(r, 4) {
		return fmt.Sprintf("[@%s; @%s]", rec.sources[0], rec.sources[1+r.IntN(sources-1)])
	}
	return fmt.Sprintf("[@%s, p. %d]", pick(r, rec.sources[:]), 1+r.IntN(200))
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

// statuses writes who says that whom a region belongs to; every other region has some.
func (w *world) statuses(b *strings.Builder, r *rand.Rand) {
	if w.explainers == 0 || oneIn(r, 2) {
		return
	}
	groups := (w.explainers + groupSize - 1) / groupSize
	for range 2 + r.IntN(5) {
		year := 1990 + r.IntN(20)
		fmt.Fprintf(b, "\n[[status]]\nholder = %q\nbasis = %q\naccording_to = [%q]\nfrom = %s\nas_of = %s\nextent = \"full\"\nsource = [%q]\n",
			w.regions[zipf(r, fewest/4)].id, pick(r, []string{"recognised", "claims", "controls", "administers", "annexed", "occupies"}),
			w.actors[zipf(r, len(w.actors))].id, w.day(r, year), w.day(r, year+1+r.IntN(10)), sharedSource(zipf(r, groups)))
	}
}
