package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"explainer/generator/internal/corpus"
)

// step is a build of a program: of a round's first, and of those on top of it.
type step int

const (
	cold   step = iota // into an empty folder, with nothing kept
	again              // over that, with nothing changed
	edited             // over that, with a sentence more in one explainer
	steps
)

// program is one of the programs that are compared.
type program struct {
	name  string
	site  string // its input
	edit  string // the file that changes, or empty if only cold builds make sense
	build func(ctx context.Context, out string) *exec.Cmd
}

// outcome is what a program did in all rounds.
type outcome struct {
	program
	costs       [steps][]cost
	files, html int   // of its output
	bytes       int64 // of its output
	over        bool  // it took longer than the limit
}

// bench measures sites of one size.
type bench struct {
	options
	env
	dir        string
	explainers int
	outcomes   []*outcome
	files      int       // of the site
	bytes      int64     // of the site
	outputs    int       // folders that were built into
	changed    time.Time // when a file of an input was written last
}

// settled is how old an input has to be when a round begins. A program that knows files
// by their times trusts no file that was changed while the clock of the file system,
// which may tick every two seconds, shows the time of the build.
const settled = 3 * time.Second

func (b *bench) site() string     { return filepath.Join(b.dir, "site") }
func (b *bench) hugoSite() string { return filepath.Join(b.dir, "hugo") }
func (b *bench) kept() string     { return filepath.Join(b.dir, "kept") } // by ours, for its next run

// makeSites makes the inputs of all programs.
func (b *bench) makeSites(ctx context.Context) error {
	fmt.Fprintf(b.stderr, "making a site of %d explainers\n", b.explainers)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	kinds := [][2]string{{"corpus", b.site()}}
	if b.hugo != "" && b.wantsHugo() {
		kinds = append(kinds, [2]string{"hugo", b.hugoSite()})
	}
	for _, k := range kinds {
		if _, err := b.run(ctx, ownChild(ctx, self, k[0], strconv.Itoa(b.explainers), k[1])); err != nil {
			return err
		}
	}
	b.files, _, b.bytes, err = measureFolder(b.site())
	b.changed = time.Now()
	return err
}

// programs returns the programs to compare, ours first and the floors last.
func (b *bench) programs(generator string) []program {
	ours := program{name: "ours", site: b.site(), edit: edit(b.site()), build: func(ctx context.Context, out string) *exec.Cmd {
		c := exec.CommandContext(ctx, generator, "-C", b.site(), "build", "-q", "-o", out)
		c.Env = append(environ(), "SOURCE_DATE_EPOCH="+today(), "EXPLAINER_CACHE="+b.kept())
		return c
	}}
	list := []program{ours}
	if b.hugo != "" && b.wantsHugo() {
		names, files := hugoConfigs()
		for i, name := range names {
			list = append(list, program{name: name, site: b.hugoSite(), edit: edit(b.hugoSite()), build: func(ctx context.Context, out string) *exec.Cmd {
				c := exec.CommandContext(ctx, b.hugo, "--source", b.hugoSite(), "--config", files[i], "--destination", out,
					"--cacheDir", filepath.Join(b.dir, "cache"), "--buildFuture", "--quiet")
				c.Env = environ()
				return c
			}})
		}
	}
	floor := func(name, kind string, more ...string) program {
		return program{name: name, site: b.site(), build: func(ctx context.Context, out string) *exec.Cmd {
			self, err := os.Executable()
			c := ownChild(ctx, self, append([]string{kind, b.site(), out}, more...)...)
			c.Env, c.Err = environ(), err
			return c
		}}
	}
	list = append(list, floor(floorName, "floor"), floor(floorOfAllName, "floor-of-all", b.list()))
	list = slices.DeleteFunc(list, func(p program) bool { return p.name != ours.name && !b.wants(p.name) })
	if b.cold {
		for i := range list {
			list[i].edit = ""
		}
	}
	return list
}

// The programs that need nothing installed.
const (
	floorName      = "floor"
	floorOfAllName = "floor, all files"
)

// others returns the names of all programs but ours.
func others() []string {
	names, _ := hugoConfigs()
	return append(names, floorName, floorOfAllName)
}

// wants reports whether a program is to be measured.
func (o options) wants(name string) bool { return o.only == nil || o.only.MatchString(name) }

// wantsHugo reports whether Hugo is, in any configuration.
func (o options) wantsHugo() bool {
	names, _ := hugoConfigs()
	return slices.ContainsFunc(names, o.wants)
}

// list returns where the list is of the files that ours makes.
func (b *bench) list() string { return filepath.Join(b.dir, "files") }

// edit returns the explainer in the middle of a site: its path, or "" if there is none.
func edit(site string) string {
	names, err := filepath.Glob(filepath.Join(site, "content", "explainers", "*.md"))
	if err != nil || len(names) == 0 {
		return ""
	}
	return names[len(names)/2]
}

// today returns the day of the corpora, in seconds since 1970.
func today() string {
	day, err := time.Parse(time.DateOnly, corpus.Today)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(day.Unix(), 10)
}

// environ returns the environment without what would tune the programs otherwise than
// their authors have.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "GOGC" || name == "GOMEMLIMIT" || name == "GOMAXPROCS" || name == "GODEBUG" || name == "EXPLAINER_CACHE" || strings.HasPrefix(name, "HUGO_")
	})
}

// measure lets all programs build, turn by turn. Every round begins with another one, so
// that none always runs after the same neighbour.
func (b *bench) measure(ctx context.Context, list []program) error {
	for _, p := range list {
		b.outcomes = append(b.outcomes, &outcome{program: p})
	}
	for round := range b.rounds {
		for i := range b.outcomes {
			o := b.outcomes[(i+round)%len(b.outcomes)]
			if o.over {
				continue
			}
			fmt.Fprintf(b.stderr, "%d explainers, round %d of %d: %s\n", b.explainers, round+1, b.rounds, o.name)
			if err := b.round(ctx, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// round makes a program build into an empty folder, and if it may win by that, twice
// more on top. The folder stays until all is measured: a file system may take long to make files
// where others were removed a moment ago, and the next program would pay for that.
func (b *bench) round(ctx context.Context, o *outcome) (err error) {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Until(b.changed.Add(settled))):
	}
	b.outputs++
	out := filepath.Join(b.dir, "out", strconv.Itoa(b.outputs))
	defer func() { err = errors.Join(err, os.RemoveAll(b.kept())) }()
	if err := b.step(ctx, o, cold, out); err != nil || o.over {
		return err
	}
	if o == b.outcomes[0] { // ours
		if err := writeList(out, b.list()); err != nil {
			return err
		}
	}
	if o.files, o.html, o.bytes, err = measureFolder(out); err != nil || o.edit == "" {
		return err
	}
	if err := b.step(ctx, o, again, out); err != nil || o.over {
		return err
	}
	before, err := os.ReadFile(o.edit)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, os.WriteFile(o.edit, before, 0o644))
		b.changed = time.Now()
	}()
	if err := os.WriteFile(o.edit, slices.Concat(before, []byte("\nA sentence more.\n")), 0o644); err != nil {
		return err
	}
	return b.step(ctx, o, edited, out)
}

// step is one build.
func (b *bench) step(ctx context.Context, o *outcome, s step, out string) error {
	limited, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	c, err := b.run(limited, o.build(limited, out))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		o.over = true
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", o.name, err)
	}
	o.costs[s] = append(o.costs[s], c)
	return nil
}

// run runs a command to its end.
func (b *bench) run(ctx context.Context, c *exec.Cmd) (cost, error) {
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	start := time.Now()
	err := c.Run()
	wall := time.Since(start)
	if err != nil {
		const most = 2000
		return cost{}, fmt.Errorf("%s: %w\n%s", c, err, said.Bytes()[max(0, said.Len()-most):])
	}
	return cost{wall, c.ProcessState.UserTime() + c.ProcessState.SystemTime(), peakMemory(c.ProcessState)}, nil
}

// measureFolder returns how many files there are in a folder, how many of them are
// pages, and how many bytes they have.
func measureFolder(dir string) (files, html int, size int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		size += info.Size()
		if filepath.Ext(path) == ".html" {
			html++
		}
		return nil
	})
	return files, html, size, err
}
