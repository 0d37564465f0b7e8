package build_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/build"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
)

var (
	oracleFor  = flag.Duration("oracle.for", 0, "edit sites of ever new seeds for so long")
	oracleSeed = flag.Uint64("oracle.seed", 0, "edit the site of this seed alone")
)

// result is what a build found and did, and the facts that its pages were made from.
type result struct {
	build.Result
	reads func(path string) ([]depgraph.Key, bool)
	page  func(path string) ([]byte, error)
}

// subject is what is tested: it returns a function that builds a site again after each
// edit, of which it is told the paths that changed, the first time after none.
type subject func(build.Options) func(e edit, changed []string) (result, error)

// oneProcess builds with one Builder.
func oneProcess(opts build.Options) func(edit, []string) (result, error) {
	b := build.New(opts)
	return func(edit, []string) (result, error) {
		r, err := b.Build(context.Background())
		return result{r, b.Reads, b.Page}, err
	}
}

// acrossProcesses builds with a new Builder each time, into the same folders, as a
// person does who builds again and again.
func acrossProcesses(opts build.Options) func(edit, []string) (result, error) {
	return func(e edit, changed []string) (result, error) { return oneProcess(opts)(e, changed) }
}

// preview builds as serve does: it reads again what has changed, makes few pages at once
// and others when there is time. Now and then it is told too much, or has to look
// at everything.
func preview(opts build.Options) func(edit, []string) (result, error) {
	opts.Live, opts.DryRun = true, true
	b, first := build.New(opts), true
	return func(e edit, changed []string) (result, error) {
		var r build.Result
		var err error
		switch {
		case first || chance(e.String(), 8):
			r, err = b.Build(context.Background())
		case chance(e.String(), 7):
			r, err = b.Rebuild(context.Background(), append(changed, "content/about.md", "content/none/of/these.md"))
		default:
			r, err = b.Rebuild(context.Background(), changed)
		}
		first = false
		for made := 1; err == nil && made > 0 && chance(e.String(), 3); {
			var ds diag.List
			made, ds = b.Idle(context.Background())
			r.Diags.Add(ds...)
		}
		return result{r, b.Reads, b.Page}, err
	}
}

// chance is true for one of n texts, and for the same one always.
func chance(text string, n uint32) bool {
	h := fnv.New32a()
	_, _ = io.WriteString(h, text)
	return (h.Sum32()>>8)%n == 0
}

// plot is one run of the oracle: a site, how it is built, and how long it is edited.
type plot struct {
	seed    uint64
	start   state
	options build.Options // without folders
	subject subject
	disk    bool // outputs are written and read again, not compared in memory
	edits   int
}

// plotOf returns the plot of a seed. Most are of a village, in which few files have
// everything to do with each other; some of a corpus.
func plotOf(tb testing.TB, seed uint64) plot {
	tb.Helper()
	p := plot{seed: seed, start: village(tb), subject: oneProcess, edits: 42}
	p.options = build.Options{Today: today(tb), Drafts: seed%3 == 0, Future: seed%6 == 0}
	if seed%20 == 9 {
		p.start, p.edits = corpusState(seed, 6+int(seed/20%3)*7), 12
	}
	switch seed % 10 {
	case 0, 1, 5, 6:
		p.options.Live, p.subject = true, preview
	case 3, 8:
		p.disk = true
	case 4: // reads the layouts anew each time, which is most of the work
		p.disk, p.subject = true, acrossProcesses
	}
	return p
}

func village(tb testing.TB) state {
	tb.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "village.txtar"))
	must(tb, err)
	s := state{}
	for _, f := range archive.Files {
		s[f.Name] = string(f.Data)
	}
	return s
}

func corpusState(seed uint64, explainers int) state {
	s := state{}
	for p, data := range corpus.Files(seed, explainers) {
		s[p] = string(data)
	}
	return s
}

func today(tb testing.TB) edtf.Day {
	tb.Helper()
	d, err := edtf.Parse(corpus.Today)
	must(tb, err)
	return d.Earliest()
}

// TestIncrementalEqualsClean edits sites at random. After each edit a Builder with a
// past writes and says, byte for byte, what one without a past does. As many sites are
// edited side by side as there are processors.
func TestIncrementalEqualsClean(t *testing.T) {
	t.Parallel()
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	o := newOracle(50, plotOf)
	t.Run("editors", func(t *testing.T) {
		for i := range runtime.GOMAXPROCS(0) {
			t.Run(strconv.Itoa(i+1), func(t *testing.T) {
				t.Parallel()
				o.edit(t)
			})
		}
	})
	took := time.Since(o.begin)
	t.Logf("%d edits in %v, %.0f a second; %s", o.all.edits, took.Round(time.Second), float64(o.all.edits)/took.Seconds(), o.all.String())
	if *oracleSeed == 0 && (o.all.good < o.all.edits*6/10 || o.all.good == o.all.edits) {
		t.Errorf("the edits are one-sided: %s", o.all.String())
	}
}

// oracle is what those who edit side by side share.
type oracle struct {
	begin time.Time
	most  uint64 // how many seeds there are without flags
	plot  func(tb testing.TB, seed uint64) plot

	mu       sync.Mutex
	last     uint64 // the seed that was handed out last
	failures int
	all      tally
}

// newOracle returns one that edits the sites of so many seeds, and of two with -short.
func newOracle(seeds uint64, plot func(tb testing.TB, seed uint64) plot) *oracle {
	if testing.Short() {
		seeds = 2
	}
	return &oracle{begin: time.Now(), most: seeds, plot: plot}
}

// seed hands out the next seed, and says whether there is one.
func (o *oracle) seed() (uint64, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last++
	switch {
	case *oracleSeed != 0:
		return *oracleSeed, o.last == 1
	case *oracleFor != 0:
		return rand.Uint64(), time.Since(o.begin) < *oracleFor
	}
	return o.last, o.last <= o.most && o.failures < 3
}

// edit edits the sites of seeds until there are none left.
func (o *oracle) edit(t *testing.T) {
	for seed, ok := o.seed(); ok; seed, ok = o.seed() {
		p := o.plot(t, seed)
		var sum tally
		edits, wrong := p.run(t, &sum)
		o.mu.Lock()
		o.all.addAll(sum)
		if wrong != "" {
			o.failures++
		}
		o.mu.Unlock()
		if wrong != "" {
			t.Errorf("-oracle.seed=%d, edit %d: %s\nthe shortest way there:\n%s", seed, len(edits), wrong, script(shrink(t, p, edits)))
		}
	}
}

// tally counts what edits were made, and how many left a good site behind.
type tally struct {
	edits, good, made, pages int
	kinds                    map[string]int
	spoilt                   map[string]int
}

func (a *tally) add(e edit, r result, pages int) {
	if a.kinds == nil {
		a.kinds, a.spoilt = map[string]int{}, map[string]int{}
	}
	a.edits++
	a.kinds[e.Kind]++
	if r.OK() {
		a.good++
		a.made, a.pages = a.made+len(r.Made), a.pages+pages
	} else {
		a.spoilt[e.Kind]++
	}
}

// addAll adds what another tally has counted.
func (a *tally) addAll(b tally) {
	if a.kinds == nil {
		a.kinds, a.spoilt = map[string]int{}, map[string]int{}
	}
	a.edits, a.good = a.edits+b.edits, a.good+b.good
	a.made, a.pages = a.made+b.made, a.pages+b.pages
	for kind, n := range b.kinds {
		a.kinds[kind] += n
	}
	for kind, n := range b.spoilt {
		a.spoilt[kind] += n
	}
}

// String sums up the tally.
func (a *tally) String() string {
	return fmt.Sprintf("%d%% good states, %d kinds of edits, %d%% of the pages made", 100*a.good/max(a.edits, 1), len(a.kinds), 100*a.made/max(a.pages, 1))
}

// run makes up edits until something is wrong, and returns them with what it is.
func (p plot) run(tb testing.TB, all *tally) ([]edit, string) {
	tb.Helper()
	w := newWitness(tb, p)
	a := &author{r: rand.New(rand.NewPCG(p.seed, 7)), s: p.start, saved: []state{p.start}, texts: p.seed%5 == 1}
	edits := []edit{}
	var broken []state // what to go back to, one edit at a time
	for range p.edits {
		var e edit
		if n := len(broken); n > 0 && a.r.IntN(10) > 1 {
			e = edit{"taken back", ways(a.s, broken[n-1])}
			broken = broken[:n-1]
		} else {
			e = a.edit()
			broken = append(broken, a.s)
		}
		a.s = a.s.after(e)
		edits = append(edits, e)
		r, wrong := w.see(e, a.s)
		if wrong != "" {
			return edits, wrong
		}
		all.add(e, r, len(w.image))
		if r.OK() {
			broken = nil
			if a.r.IntN(6) == 0 {
				a.saved = append(a.saved, a.s)
			}
		}
	}
	return edits, ""
}

// replay does edits again and reports what is wrong, as soon as something is. To see is to
// look at pages, which a preview makes then, so that all states are seen as they were before.
func (p plot) replay(tb testing.TB, edits []edit) string {
	tb.Helper()
	w := newWitness(tb, p)
	s := p.start
	for _, e := range edits {
		s = s.after(e)
		if _, wrong := w.see(e, s); wrong != "" {
			return wrong
		}
	}
	return ""
}

// TestSourcesOfAnswers gives every source that claims of a corpus cite another date, one after the other, where
// a question has more answers than its page shows: data about the page describes other ones.
func TestSourcesOfAnswers(t *testing.T) {
	t.Parallel()
	p := plotOf(t, 9)
	p.start = corpusState(3, 6)
	p.start["config.toml"] = "page_size = 2\n" + p.start["config.toml"]
	published := regexp.MustCompile(`(?m)^published = \d{4}.*\n`)
	var edits []edit
	for _, path := range slices.Sorted(maps.Keys(p.start)) {
		if !strings.HasPrefix(path, "content/explainers/") {
			continue
		}
		for _, date := range published.FindAllString(p.start[path], -1) {
			edits = append(edits, edit{"published", []op{{Do: "replace", Path: path, Old: date, New: "published = \"190X\"\n"}}})
		}
	}
	if len(edits) < 20 {
		t.Fatalf("%d sources have dates", len(edits))
	}
	if wrong := p.replay(t, edits); wrong != "" {
		t.Error(wrong)
	}
}

// TestLanguagesWithoutWords edits texts in a preview of a site of which a page has no words: that is said after each edit.
func TestLanguagesWithoutWords(t *testing.T) {
	t.Parallel()
	p := plotOf(t, 10)
	edits := []edit{{"lang", []op{{Do: "replace", Path: "content/explainers/mill.md", Old: "+++\n", New: "+++\nlang = \"de\"\n"}}}}
	for _, path := range []string{"content/explainers/mill.md", "content/explainers/bridge/index.md"} {
		edits = append(edits, edit{"text", []op{{Do: "write", Path: path, New: p.start.after(edits[0])[path] + "\nMore.\n"}}})
	}
	if wrong := p.replay(t, edits); wrong != "" {
		t.Error(wrong)
	}
}

// image is the files of an output, by path. Those that nobody has looked at are nil.
type image map[string]*string

// witness sees what a subject makes of edits, and what is right.
type witness struct {
	testing.TB
	plot
	site   *folder
	next   func(edit, []string) (result, error)
	image  image
	unread map[string]func() ([]byte, error) // by path: how to look at it
	good   image                             // that of the last good state
	count  int                               // builds so far
	clean  *build.Builder                    // without a past
}

func newWitness(tb testing.TB, p plot) *witness {
	tb.Helper()
	site := newFolder(tb)
	p.options.Dir, p.options.Out, p.options.DryRun = site.dir, filepath.Join(tb.TempDir(), "out"), !p.disk
	w := &witness{TB: tb, plot: p, site: site, next: p.subject(p.options), image: image{}, unread: map[string]func() ([]byte, error){}}
	if r, err := w.build(edit{}, p.start); err != nil || !r.OK() {
		tb.Fatalf("seed %d: the site is broken before any edit: %v %v", p.seed, err, r.Diags)
	}
	return w
}

// build builds after an edit, and follows what that did to the output.
func (w *witness) build(e edit, s state) (result, error) {
	w.Helper()
	r, err := w.next(e, w.site.show(s))
	switch {
	case w.disk:
		w.image = readImage(w, w.options.Out)
	case err == nil:
		w.image.apply(w, r, w.unread)
	}
	all := chance(e.String(), 5)
	for _, p := range slices.Sorted(maps.Keys(w.unread)) {
		if all || chance(p, 3) { // pages that are open in a browser
			w.look(p)
		}
	}
	return r, err
}

// look looks at a page that nobody has looked at since it changed.
func (w *witness) look(p string) {
	data, err := w.unread[p]()
	text := string(data)
	if err != nil {
		text = err.Error()
	}
	w.image[p] = &text
	delete(w.unread, p)
}

// see builds after an edit, and returns what is wrong with the result.
func (w *witness) see(e edit, s state) (result, string) {
	w.Helper()
	r, err := w.build(e, s)
	clean := w.cleanBuilder()
	c, cleanErr := clean.Build(context.Background())
	if fmt.Sprint(err) != fmt.Sprint(cleanErr) {
		return r, fmt.Sprintf("the error is %v\na clean build's is %v", err, cleanErr)
	}
	if err != nil {
		return r, ""
	}
	if c.OK() {
		w.good = image{}
		later := map[string]func() ([]byte, error){}
		w.good.apply(w, result{c, clean.Reads, clean.Page}, later)
		for p, look := range later {
			data, err := look()
			if err != nil {
				w.good = nil // a page that cannot be made, which is known when it is looked at
				return r, ""
			}
			text := string(data)
			w.good[p] = &text
		}
	}
	if w.disk { // a build that knows the output of the last one says which addresses are gone
		r.Diags = slices.DeleteFunc(r.Diags, func(d diag.Diagnostic) bool { return d.ID == "page-gone" })
	}
	if wrong := differentLines("diagnostics", told(w, r.Diags), told(w, c.Diags)); wrong != "" {
		return r, wrong
	}
	if w.good == nil {
		return r, ""
	}
	wrong := differentImages(w.image, w.good)
	switch {
	case wrong != "":
	case r.Counts != c.Counts || r.Base != c.Base || fmt.Sprint(r.Report) != fmt.Sprint(c.Report):
		wrong = fmt.Sprintf("counts, base, report: %v %q %v\na clean build's: %v %q %v", r.Counts, r.Base, r.Report, c.Counts, c.Base, c.Report)
	case r.OK():
		wrong = differentReads(w.image, result{c, clean.Reads, clean.Page}, r)
	}
	return r, wrong
}

// cleanBuilder returns a Builder without a past. Fifteen of sixteen times that is one that
// has been told to forget it, which has the layouts and the texts read already, and that is most
// of the work.
func (w *witness) cleanBuilder() *build.Builder {
	if w.count++; w.clean == nil || w.count%16 == 0 {
		opts := w.options
		opts.DryRun = true
		w.clean = build.New(opts)
	}
	w.clean.Forget()
	return w.clean
}

// apply takes over what a build changed in the output.
func (i image) apply(tb testing.TB, d result, unread map[string]func() ([]byte, error)) {
	tb.Helper()
	for _, p := range d.Pages {
		i[p], unread[p] = nil, func() ([]byte, error) { return d.page(p) }
	}
	for _, f := range d.Changed {
		delete(unread, f.Path)
		data := f.Data
		if f.Copy != nil {
			r, err := f.Copy.Open()
			must(tb, err)
			data, err = io.ReadAll(r)
			must(tb, err)
			must(tb, r.Close())
		}
		text := string(data)
		i[f.Path] = &text
	}
	for _, p := range d.Removed {
		delete(i, p)
		delete(unread, p)
	}
}

// readImage reads an output folder, without what is the generator's own in it.
func readImage(tb testing.TB, dir string) image {
	tb.Helper()
	i := image{}
	must(tb, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".explainer-") {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		text := string(data)
		i[filepath.ToSlash(rel)] = &text
		return err
	}))
	return i
}

func told(tb testing.TB, list diag.List) string {
	tb.Helper()
	var b bytes.Buffer
	must(tb, diag.WriteJSON(&b, list))
	return b.String()
}

// differentImages returns the first difference of two outputs, and how many files
// differ; "" if none does.
func differentImages(got, want image) string {
	first, n := "", 0
	note := func(text string) {
		if n++; n == 1 {
			first = text
		}
	}
	for _, p := range slices.Sorted(maps.Keys(want)) {
		switch text, there := got[p]; {
		case !there:
			note(p + " is missing")
		case text != nil && *text != *want[p]:
			note(differentLines(p, *text, *want[p]))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(got)) {
		if _, there := want[p]; !there {
			note(p + " is left over")
		}
	}
	if n > 1 {
		first += fmt.Sprintf("\nand %d other files differ", n-1)
	}
	return first
}

// differentLines returns the first line in which two texts differ, "" if none.
func differentLines(name, got, want string) string {
	if got == want {
		return ""
	}
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	line := func(l []string) string {
		if i < len(l) {
			return l[i]
		}
		return "(the end)"
	}
	x, y := line(a), line(b)
	same := 0
	for same < min(len(x), len(y)) && x[same] == y[same] {
		same++
	}
	const around = 200 // of a long line
	if from := same - around; from > 0 {
		x, y = "…"+x[from:], "…"+y[from:]
	}
	return fmt.Sprintf("%s, line %d: %s\na clean build: %s", name, i+1, x[:min(len(x), 3*around)], y[:min(len(y), 3*around)])
}

// differentReads returns the first page that was not made from the facts that it is made from
// in a clean build: an edit of those would not reach it.
func differentReads(pages image, clean, got result) string {
	for _, p := range slices.Sorted(maps.Keys(pages)) {
		want, page := clean.reads(p)
		if !page {
			continue
		}
		have, made := got.reads(p)
		for _, k := range want {
			if made && !slices.Contains(have, k) {
				return fmt.Sprintf("%s is not known to show %q", p, k)
			}
		}
	}
	return ""
}
