// Bench measures how long whole builds take, beside Hugo and beside what any program
// would need that turns the same Markdown into HTML files with goldmark.
//
//	go run ./generator/bench -n 1000,10000 -rounds 3
//
// It makes a site with each number of explainers (package corpus: always the same
// bytes), builds it with each program turn by turn, and prints tables in Markdown. Every
// build is a process of its own. Of each the wall time, the processor time (user and
// system, of all processors) and the peak of the resident memory are what the
// operating system says of it once it has ended. A number is the median of the
// rounds, with the lowest and the highest behind it; a ratio is one of medians.
//
// With -only some programs are left out, and with -cold builds over an earlier one, which saves
// hours with large sites:
//
//	go run ./generator/bench -n 10000 -only 'hugo, all pages' -cold
//
// Hugo is not needed. Where it is in PATH, or named with -hugo, it is measured too:
//
//	go install github.com/gohugoio/hugo@v0.165.0
//
// # What is compared
//
// ours: the generator of this repository, with the built-in layouts and its own
// defaults.
//
// floor: goldmark with the extensions for what the texts use (tables, footnotes, ids of
// headings), on all processors; a page of six lines around each text, and a file
// for each. No front matter is read, nothing is linked, and there are no lists.
//
// floor, all files: what cannot be left out if the files that ours makes are to be there. All
// front matter goes through the TOML library and all texts through goldmark; then as
// many files of the same names and sizes are written, full of one and the same page.
//
// hugo: the same files, with the keys of their front matter renamed to those that Hugo
// has. Actors and regions are taxonomies; the page of a term has its own text and the
// explainers of it, 100 on a page. A page of an explainer has what a reader would
// expect: the head with metadata, the summary, dates, authors, key points, contents, the
// text, who and where, and what is known. There are feeds and a sitemap.
//
// hugo, related: the same, and six related explainers on each page, by Hugo's own
// feature, from the actors and regions that they share.
//
// hugo, all pages: the same as hugo, and questions and sources are taxonomies too, so
// that there are about as many pages as ours has.
//
// # Where the work differs
//
// Ours does more: it finds unmarked names of actors and regions in the texts and links
// them; resolves links to files and checks them, down to the headings; reads and checks
// claims, dates, sources and statuses; shows who holds what on each question, timelines,
// backlinks, offices and who appears with whom; makes pages of questions, sources and
// dates; feeds in Atom and in JSON; structured data in every page; files of data and
// calendars; and it only writes files that changed. It always has related pages.
//
// Hugo's pages leave that out, backlinks among it, which its templates could only have
// by reading every text for every page. Links are in Hugo's files as finished
// addresses, and citations and claims in the text as plain links, so that Hugo neither
// resolves nor checks them. The tables of claims, dates and sources stay in the front
// matter, which Hugo parses, but no page shows them. What it is configured to do is in the
// folder hugo.
//
// # Profiles
//
// With -profile DIR the program instead builds the first site with ours alone, once for
// the processor and once for memory, writes into DIR the profiles of the build and of
// each stage, and prints what each stage has of the whole (see writeProfiles).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	seed      = 1 // of the corpora
	mostSites = 1_000_000
)

// options are what the command line says.
type options struct {
	sizes   []int          // numbers of explainers
	rounds  int            // how often each program builds
	limit   time.Duration  // how long a build may take
	work    string         // the folder for sites and outputs
	hugo    string         // the program; empty if there is none
	only    *regexp.Regexp // names the programs that are measured beside ours; nil: all
	cold    bool           // measure no builds over an earlier one
	profile string         // where profiles go; empty to measure
}

// env is what the program knows of the system.
type env struct {
	stdout, stderr io.Writer
	lookPath       func(string) (string, error)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], env{stdout: os.Stdout, stderr: os.Stderr, lookPath: exec.LookPath}))
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, e env) int {
	if len(args) > 0 && args[0] == childArg {
		if err := child(ctx, args[1:]); err != nil {
			fmt.Fprintln(e.stderr, "bench:", err)
			return 1
		}
		return 0
	}
	o, err := parse(args, e)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(e.stderr, "bench:", err)
		return 2
	}
	if err := o.do(ctx, e); err != nil {
		fmt.Fprintln(e.stderr, "bench:", err)
		return 1
	}
	return 0
}

// parse reads the command line.
func parse(args []string, e env) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(e.stderr)
	sizes := flags.String("n", "1000,10000", "numbers of explainers")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each program builds")
	flags.DurationVar(&o.limit, "limit", time.Hour, "how long a build may take; a program that takes longer is given up")
	flags.StringVar(&o.work, "work", "", "the folder for sites and outputs, some 500 KB an explainer and round (default: a new one for temporary files)")
	only := flags.String("only", "", "measure only the programs whose whole name matches this regular expression, and ours")
	flags.BoolVar(&o.cold, "cold", false, "measure only builds into an empty folder")
	flags.StringVar(&o.profile, "profile", "", "write profiles of a build into this folder, and measure nothing")
	flags.StringVar(&o.hugo, "hugo", "", "the program hugo (default: the one in PATH)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%q is no flag", flags.Arg(0))
	}
	for text := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostSites {
			return o, fmt.Errorf("-n %s: %q is no number of explainers", *sizes, text)
		}
		o.sizes = append(o.sizes, n)
	}
	if *only != "" {
		var err error
		if o.only, err = regexp.Compile("^(?:" + *only + ")$"); err != nil {
			return o, fmt.Errorf("-only: %w", err)
		}
		if names := others(); !slices.ContainsFunc(names, o.wants) {
			return o, fmt.Errorf("-only %s: there are %s", *only, strings.Join(names, "; "))
		}
	}
	if o.rounds < 1 {
		return o, fmt.Errorf("-rounds %d: at least one is needed", o.rounds)
	}
	return o, nil
}

// do measures, or profiles.
func (o options) do(ctx context.Context, e env) (err error) {
	dir, err := os.MkdirTemp(o.work, "explainer-bench-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the sites: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if o.profile != "" {
		return o.writeProfiles(ctx, e, dir)
	}
	if o.hugo == "" && o.wantsHugo() {
		if o.hugo, err = e.lookPath("hugo"); err != nil {
			fmt.Fprintln(e.stderr, "Hugo is not in PATH, so it is left out; to get it: go install github.com/gohugoio/hugo@v0.165.0")
		}
	}
	generator := filepath.Join(dir, "explainer")
	fmt.Fprintln(e.stderr, "building the generator")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", generator, "explainer/generator").CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build the generator: %w\n%s", err, out)
	}
	if err := writeMachine(ctx, e.stdout, o); err != nil {
		return err
	}
	for _, n := range o.sizes {
		b := bench{options: o, env: e, dir: filepath.Join(dir, strconv.Itoa(n)), explainers: n}
		if err := b.makeSites(ctx); err != nil {
			return err
		}
		if err := b.measure(ctx, b.programs(generator)); err != nil {
			return err
		}
		if err := b.write(e.stdout); err != nil {
			return err
		}
		if err := os.RemoveAll(b.dir); err != nil {
			return fmt.Errorf("cannot remove a site: %w", err)
		}
	}
	return nil
}
