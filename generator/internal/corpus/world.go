package corpus

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
)

// The streams of random numbers: one a kind of file, and in it one a file.
const (
	streamWorld = iota
	streamFixed
	streamActor
	streamRegion
	streamHead
	streamExplainer
	streamClaims
	streamQuestion
	streamSource
)

// world is what the files of a site know of one another.
type world struct {
	seed       uint64
	explainers int
	actors     []entity
	regions    []entity
	names      map[string]bool
	words      [scripts][]string
}

// entity is an actor or a region.
type entity struct {
	id, name string
	aliases  []string
	script   script
	parent   int // of a region: the index of the region around it, or -1
	depth    int // of a region: how many are around it
}

const (
	fewest    = 20 // actors, and regions
	deepest   = 5  // regions inside one another
	wordsEach = 1500
)

func newWorld(seed uint64, explainers int) *world {
	w := &world{seed: seed, explainers: explainers, names: map[string]bool{}}
	r := w.stream(streamWorld, 0)
	for s := latin; s < scripts; s++ {
		w.words[s] = s.vocabulary(r, wordsEach)
	}
	for i := range max(fewest, explainers/10) {
		e := w.newEntity(r, fmt.Sprintf("a%d", i))
		if e.script == latin && !oneIn(r, 3) {
			_, last, _ := strings.Cut(e.name, " ")
			if !w.names[last] {
				w.names[last] = true
				e.aliases = append(e.aliases, last)
			}
		}
		w.actors = append(w.actors, e)
	}
	for i := range max(fewest, explainers/20) {
		e := w.newEntity(r, fmt.Sprintf("r%d", i))
		e.parent = -1
		if i >= fewest/4 { // the first ones are countries
			if p := r.IntN(i); w.regions[p].depth < deepest-1 {
				e.parent, e.depth = p, w.regions[p].depth+1
			}
		}
		w.regions = append(w.regions, e)
	}
	return w
}

// newEntity makes an entity with a name of its own. The mark makes its id unlike
// that of any other.
func (w *world) newEntity(r *rand.Rand, mark string) entity {
	e := entity{script: scriptOf(r)}
	e.name = w.uniqueName(r, e.script, 2)
	e.id = latin.word(r, 2) + "-" + latin.word(r, 2) + "-" + mark
	if e.script == latin {
		e.id = strings.ToLower(strings.ReplaceAll(e.name, " ", "-")) + "-" + mark
	}
	if oneIn(r, 2) {
		e.aliases = append(e.aliases, w.uniqueName(r, scriptOf(r), 2))
	}
	return e
}

// stream returns the random numbers of one file.
func (w *world) stream(kind, index int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed, uint64(kind)<<32|uint64(index)))
}

// zipf returns an index below n by Zipf's law: the k-th one about 1/k times as often
// as the first. It takes an octave first and an index in it then, so all is in
// integers and the same on every processor.
func zipf(r *rand.Rand, n int) int {
	for {
		first := 1 << r.IntN(bits.Len(uint(n)))
		if k := first + r.IntN(first) - 1; k < n {
			return k
		}
	}
}

// some returns a number of different indices below n, by Zipf's law.
func some(r *rand.Rand, count, n int) []int {
	var list []int
	seen := map[int]bool{}
	for len(list) < min(count, n/2) {
		if i := zipf(r, n); !seen[i] {
			seen[i] = true
			list = append(list, i)
		}
	}
	return list
}

func (w *world) actor(i int) []byte {
	e, r := &w.actors[i], w.stream(streamActor, i)
	var b strings.Builder
	fmt.Fprintf(&b, "+++\nname = %q\n", e.name)
	writeList(&b, "aliases", e.aliases)
	kind := pick(r, []string{"person", "person", "person", "organisation", "government", "state", "military", "party", "media"})
	fmt.Fprintf(&b, "kind = %q\n", kind)
	if before, after, ok := strings.Cut(e.name, " "); ok && e.script == latin && oneIn(r, 2) {
		fmt.Fprintf(&b, "sort_name = %q\n", after+", "+before)
	}
	if i > 0 && oneIn(r, 3) {
		fmt.Fprintf(&b, "part_of = [%q]\n", w.actors[zipf(r, i)].id)
	}
	if oneIn(r, 2) {
		fmt.Fprintf(&b, "region = %q\n", w.regions[zipf(r, len(w.regions))].id)
	}
	fmt.Fprintf(&b, "wikidata = \"Q%d\"\n", 1000+i)
	if kind == "person" {
		w.roles(&b, r, i)
	}
	b.WriteString("+++\n\n")
	for range 2 + r.IntN(3) {
		b.WriteString(w.paragraph(r, nil, 4) + "\n\n")
	}
	return []byte(b.String())
}

func (w *world) region(i int) []byte {
	e, r := &w.regions[i], w.stream(streamRegion, i)
	var b strings.Builder
	fmt.Fprintf(&b, "+++\nname = %q\n", e.name)
	writeList(&b, "aliases", e.aliases)
	kinds := []string{"country", "region", "region", "city", "place"}
	fmt.Fprintf(&b, "kind = %q\n", kinds[min(e.depth, len(kinds)-1)])
	if e.parent >= 0 {
		fmt.Fprintf(&b, "part_of = %q\n", w.regions[e.parent].id)
	}
	fmt.Fprintf(&b, "point = [%d.%d, %d.%d]\n", r.IntN(120)-60, r.IntN(10), r.IntN(300)-150, r.IntN(10))
	w.statuses(&b, r)
	b.WriteString("+++\n\n")
	for range 1 + r.IntN(3) {
		b.WriteString(w.paragraph(r, nil, 4) + "\n\n")
	}
	return []byte(b.String())
}

// writeList writes a TOML array of strings, unless it is empty. The strings have
// only letters and spaces, for which TOML and Go quote alike.
func writeList(b *strings.Builder, key string, list []string) {
	if len(list) == 0 {
		return
	}
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	fmt.Fprintf(b, "%s = [%s]\n", key, strings.Join(quoted, ", "))
}
