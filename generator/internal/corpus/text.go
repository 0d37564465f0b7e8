package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// bodySize is about how many bytes the text of an explainer has.
const bodySize = 7000

// body writes the text of an explainer, section by section until it is long enough.
// Every one has a section Background, so that others can link to it.
func (w *world) body(b *strings.Builder, r *rand.Rand, c *cast, rec *record) {
	start, notes := b.Len(), 0
	b.WriteString(w.paragraph(r, c, 3) + "\n\n")
	for section := 0; b.Len()-start < bodySize; section++ {
		if section == 1 {
			b.WriteString("## Background\n\n")
		} else {
			fmt.Fprintf(b, "## %s\n\n", capital(w.words3(r)))
		}
		b.WriteString(w.paragraph(r, c, 4) + " " + rec.sentences(r, w, section))
		if oneIn(r, 2) {
			notes++
			fmt.Fprintf(b, "[^n%d]", notes)
		}
		b.WriteString("\n\n")
		switch r.IntN(6) {
		case 0:
			w.list(b, r, c, "- ")
		case 1:
			w.list(b, r, c, "1. ")
		case 2:
			w.table(b, r, c)
		case 3:
			fmt.Fprintf(b, "> %s\n\n", w.sentence(r, c))
		case 4:
			fmt.Fprintf(b, "### %s\n\n%s\n\n", capital(w.words3(r)), w.paragraph(r, c, 3))
		case 5:
			fmt.Fprintf(b, "> [!NOTE]\n> %s\n\n", w.sentence(r, c))
		}
		b.WriteString(w.paragraph(r, c, 5) + " " + rec.cite(r) + "\n\n")
	}
	for n := 1; n <= notes; n++ {
		fmt.Fprintf(b, "[^n%d]: %s\n", n, w.sentence(r, c))
	}
}

func (w *world) list(b *strings.Builder, r *rand.Rand, c *cast, mark string) {
	for range 3 + r.IntN(3) {
		b.WriteString(mark + w.sentence(r, c) + "\n")
	}
	b.WriteString("\n")
}

func (w *world) table(b *strings.Builder, r *rand.Rand, c *cast) {
	fmt.Fprintf(b, "| %s | %s | %s |\n| --- | ---: | --- |\n", w.word(r, latin), w.word(r, latin), w.word(r, latin))
	for range 3 + r.IntN(4) {
		fmt.Fprintf(b, "| %s | %d | %s |\n", w.actors[pick(r, c.actors)].name, r.IntN(10_000), w.words3(r))
	}
	b.WriteString("\n")
}

// paragraph returns sentences on one line. One paragraph in 40 is in another script.
func (w *world) paragraph(r *rand.Rand, c *cast, sentences int) string {
	var parts []string
	for range sentences {
		parts = append(parts, w.sentence(r, c))
	}
	if oneIn(r, 40) {
		parts = append(parts, w.foreign(r))
	}
	return strings.Join(parts, " ")
}

// foreign returns a sentence in a script other than Latin.
func (w *world) foreign(r *rand.Rand) string {
	s := cyrillic + script(r.IntN(int(scripts-1)))
	words := make([]string, 6+r.IntN(8))
	for i := range words {
		words[i] = w.word(r, s)
	}
	if s == han {
		return strings.Join(words, "") + "。"
	}
	return capital(strings.Join(words, " ")) + "."
}

// sentence returns a sentence. With a cast it may mark words, link, and name
// actors and regions, most of them the cast's own.
func (w *world) sentence(r *rand.Rand, c *cast) string {
	words := make([]string, 7+r.IntN(12))
	for i := range words {
		words[i] = w.word(r, latin)
	}
	words[0] = capital(words[0])
	if c != nil {
		inner := words[1 : len(words)-1]
		for range 1 + r.IntN(2) {
			inner[r.IntN(len(inner))] = w.marked(r, c)
		}
	}
	return strings.Join(words, " ") + "."
}

// marked returns a name, a link or words with emphasis.
func (w *world) marked(r *rand.Rand, c *cast) string {
	switch r.IntN(12) {
	case 0:
		return "*" + w.word(r, latin) + "*"
	case 1:
		return "**" + w.word(r, latin) + "**"
	case 2:
		return "`" + w.word(r, latin) + "`"
	case 3:
		return `"` + w.words3(r) + `"`
	case 4:
		return w.link(r)
	case 5:
		return w.actors[zipf(r, len(w.actors))].name
	case 6:
		return w.regions[zipf(r, len(w.regions))].name
	case 7:
		return w.actors[pick(r, c.actors)].name + "'s"
	case 8, 9:
		return w.regions[pick(r, c.regions)].name
	}
	e := &w.actors[pick(r, c.actors)]
	if len(e.aliases) > 0 && oneIn(r, 2) {
		return pick(r, e.aliases)
	}
	return e.name
}

// link returns a link in one of the forms that authors write.
func (w *world) link(r *rand.Rand) string {
	actor, region := w.actors[zipf(r, len(w.actors))], w.regions[zipf(r, len(w.regions))]
	switch r.IntN(7) {
	case 0:
		return "[[" + actor.id + "]]"
	case 1:
		return "[[region:" + region.id + "|" + w.words3(r) + "]]"
	case 2:
		return "[[" + actor.name + "]]"
	case 3:
		return "[" + w.words3(r) + "](../regions/" + region.id + ".md)"
	case 4:
		return "[" + w.words3(r) + "](https://example.com/" + w.word(r, latin) + ")"
	case 5:
		return "[" + w.words3(r) + "](../files/data.csv)"
	}
	other := w.head(r.IntN(w.explainers))
	return "[" + w.words3(r) + "](" + other.id + ".md#background)"
}

// word returns a common word, by Zipf's law as in every language.
func (w *world) word(r *rand.Rand, s script) string {
	return w.words[s][zipf(r, wordsEach)]
}
