package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/zeebo/xxh3"
	"golang.org/x/term"

	"explainer/generator/internal/build"
	"explainer/generator/internal/cache"
	"explainer/generator/internal/diag"
)

// siteFlags are what build and check have in common.
type siteFlags struct {
	Drafts bool   `help:"Include drafts."`
	Future bool   `help:"Include pages dated after today."`
	Strict bool   `help:"Treat warnings as errors."`
	Quiet  bool   `short:"q" help:"Print nothing but errors and warnings."`
	Format string `enum:"text,json" default:"text" help:"How to report: text on standard error, or json, one object a line, on standard output."`
}

type buildCmd struct {
	Atomic bool   `help:"Let the whole new site appear in one step (Linux and macOS)."`
	Output string `short:"o" placeholder:"DIR" help:"The output folder (default: public/ in the site's folder)."`
	siteFlags
	cacheFlags
}

func (b *buildCmd) Help() string {
	return `Reads content/, layouts/ and config.toml and writes the site. Nothing is written
when there is any error. Files that did not change are left alone, and only files
that an earlier build wrote are removed.

--atomic puts the site together in a folder beside the output and exchanges the two:
a reader sees the whole old site or the whole new one. Where the system cannot do
that, nothing is changed and the build says so.

What a build learns is kept for the next one, in a file of the user's folder for such
things or in the folder EXPLAINER_CACHE. It can be deleted at any time: without it the
same site comes out, later.

SOURCE_DATE_EPOCH (seconds since 1970) stands in for the clock, and NO_COLOR turns
colour off.

Example:
  explainer build -o /srv/www --strict`
}

// Run builds the site.
func (b *buildCmd) Run(s *session) error {
	return s.build(b.siteFlags, b.cacheFlags, build.Options{Out: b.Output, Atomic: b.Atomic})
}

type checkCmd struct {
	siteFlags
	cacheFlags
}

func (c *checkCmd) Help() string {
	return `Does all that build does except writing: pages are made too, so that an error in a
layout is found, but for those that the last build made and that would be the same.

Example:
  explainer check --strict --format json`
}

// Run checks the site.
func (c *checkCmd) Run(s *session) error {
	return s.build(c.siteFlags, c.cacheFlags, build.Options{DryRun: true})
}

// build runs the pipeline once and reports.
func (s *session) build(flags siteFlags, kept cacheFlags, opts build.Options) error {
	today, err := s.today()
	if err != nil {
		return err
	}
	start := s.Now()
	opts.Dir, opts.Today, opts.Once = s.dir, today, true
	opts.Started, opts.Program, opts.Cache = start.UnixNano(), program(), s.cacheFile(kept)
	opts.Drafts, opts.Future, opts.Strict = flags.Drafts, flags.Future, flags.Strict
	opts.Busy = func() { fmt.Fprintln(s.Stderr, "waiting for another build that is writing there") }
	done := func() {}
	if !flags.Quiet && flags.Format == "text" {
		opts.Progress, done = s.progress(start)
	}
	result, err := build.New(opts).Build(s.ctx)
	done()
	if err != nil {
		return err
	}
	r := report{session: s, flags: flags, opts: opts, result: result, took: s.Now().Sub(start)}
	if err := r.write(); err != nil {
		return err
	}
	s.unkept(result.Unkept, flags)
	if opts.Cache != "" {
		cache.Trim(filepath.Dir(opts.Cache), cacheFor, start)
	}
	if !result.OK() {
		return errContent
	}
	return nil
}

// program names the running program by its bytes, or returns "" if it cannot be read.
func program() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := xxh3.New128()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	sum := h.Sum128()
	return fmt.Sprintf("%016x%016x", sum.Hi, sum.Lo)
}

// progress returns a function that draws a bar on a terminal once half a second
// has passed, and one that takes it away.
func (s *session) progress(start time.Time) (func(done, of int), func()) {
	if !isTerminal(s.Stderr) {
		return nil, func() {}
	}
	const patience = 500 * time.Millisecond
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(s.Stderr), progressbar.OptionSetDescription("pages"),
		progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(), progressbar.OptionThrottle(65*time.Millisecond))
	show := func(done, of int) {
		if s.Now().Sub(start) < patience {
			return
		}
		bar.ChangeMax(of)
		_ = bar.Set(done) // the bar is decoration: a terminal that refuses it is no reason to stop
	}
	return show, func() { _ = bar.Clear() }
}

// isTerminal reports whether a writer is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// report is what a person, or a program, is told at the end.
type report struct {
	*session
	flags  siteFlags
	opts   build.Options
	result build.Result
	took   time.Duration
}

func (r report) write() error {
	if r.flags.Format == "json" {
		return r.writeJSON()
	}
	color := isTerminal(r.Stderr) && r.Getenv("NO_COLOR") == "" && r.Getenv("TERM") != "dumb"
	if err := diag.WriteText(r.Stderr, r.result.Diags, diag.TextOptions{Color: color}); err != nil {
		return err
	}
	if r.flags.Quiet {
		return nil
	}
	_, err := fmt.Fprint(r.Stderr, r.table())
	return err
}

// table is the summary for people.
func (r report) table() string {
	var b strings.Builder
	row := func(name, value string) { fmt.Fprintf(&b, "%-11s %s\n", name, value) }
	d := r.result.Diags
	if len(d) > 0 {
		b.WriteString("\n")
	}
	if r.opts.DryRun {
		r.trust(row)
	}
	row("explainers", fmt.Sprint(r.result.Counts.Explainers))
	row("actors", fmt.Sprint(r.result.Counts.Actors))
	row("regions", fmt.Sprint(r.result.Counts.Regions))
	switch w := r.result.Written; {
	case !r.result.OK():
		row("files", "nothing written, because of the errors above")
	case r.opts.DryRun:
		row("files", fmt.Sprintf("%d checked, nothing written", r.result.Counts.Files))
	default:
		row("files", fmt.Sprintf("%d written, %d unchanged, %d removed", w.Written, w.Unchanged, w.Removed))
		for _, kept := range w.Kept {
			row("kept", kept+" (changed by somebody since it was built)")
		}
	}
	if n := d.Errors(); n > 0 {
		row("errors", fmt.Sprint(n))
	}
	row("warnings", fmt.Sprint(d.Warnings()))
	row("time", r.took.Round(time.Millisecond).String())
	return b.String()
}

// trust is what check says of how well the site is borne out.
func (r report) trust(row func(name, value string)) {
	t := r.result.Report
	row("claims", fmt.Sprintf("%d, %d of them with a source", t.Claims, t.Sourced))
	row("questions", fmt.Sprintf("%d, %d of them answered by one side only", t.Questions, t.OneSide))
	row("sources", fmt.Sprintf("%d with an address, %d of them with an archived copy", t.Sources, t.Archived))
	row("reviews", fmt.Sprintf("%d overdue", t.Overdue))
	row("unlisted", fmt.Sprintf("%d explainers name actors or regions that their front matter does not list", len(t.Unlisted)))
	const most = 10
	for _, u := range t.Unlisted[:min(most, len(t.Unlisted))] {
		row("", u.Path+": "+strings.Join(u.IDs, ", "))
	}
	if more := len(t.Unlisted) - most; more > 0 {
		row("", fmt.Sprintf("and %d more; --format json has them all", more))
	}
}

// summary is the last object of --format json.
type summary struct {
	Type       string     `json:"type"` // always "summary"
	Explainers int        `json:"explainers"`
	Actors     int        `json:"actors"`
	Regions    int        `json:"regions"`
	Files      int        `json:"files"`
	Written    int        `json:"written"`
	Unchanged  int        `json:"unchanged"`
	Removed    int        `json:"removed"`
	Kept       []string   `json:"kept,omitempty"`
	Claims     int        `json:"claims"`
	Sourced    int        `json:"claims_with_source"`
	Questions  int        `json:"questions"`
	OneSided   int        `json:"questions_one_sided"`
	Sources    int        `json:"sources_with_address"`
	Archived   int        `json:"sources_archived"`
	Overdue    int        `json:"reviews_overdue"`
	Unlisted   []unlisted `json:"unlisted,omitempty"`
	Errors     int        `json:"errors"`
	Warnings   int        `json:"warnings"`
	Seconds    float64    `json:"seconds"`
}

type unlisted struct {
	File string   `json:"file"`
	IDs  []string `json:"ids"`
}

func (r report) writeJSON() error {
	if err := diag.WriteJSON(r.Stdout, r.result.Diags); err != nil {
		return err
	}
	c, w, t := r.result.Counts, r.result.Written, r.result.Report
	var missing []unlisted
	for _, u := range t.Unlisted {
		missing = append(missing, unlisted{File: u.Path, IDs: u.IDs})
	}
	return json.NewEncoder(r.Stdout).Encode(summary{
		Type: "summary", Explainers: c.Explainers, Actors: c.Actors, Regions: c.Regions, Files: c.Files,
		Written: w.Written, Unchanged: w.Unchanged, Removed: w.Removed, Kept: w.Kept,
		Claims: t.Claims, Sourced: t.Sourced, Questions: t.Questions, OneSided: t.OneSide, Sources: t.Sources, Archived: t.Archived,
		Overdue: t.Overdue, Unlisted: missing,
		Errors: r.result.Diags.Errors(), Warnings: r.result.Diags.Warnings(), Seconds: r.took.Seconds(),
	})
}
