package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"sync"

	"explainer/generator/internal/build"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/edtf"
)

// stage is a part of a build: the functions that it is, as pprof's -focus wants
// them, and those that call them for another stage.
type stage struct{ name, focus, ignore string }

// stages are the parts of a build, and below render its own parts.
func stages() []stage {
	return []stage{
		{"read", `build\.\(\*Builder\)\.read$`, ""},
		{"parse", `build\.\(\*Builder\)\.parse(One)?$`, ""},
		{"parse-frontmatter", `internal/frontmatter\.`, ""},
		{"parse-markdown", `markdown\.Parse$`, ""},
		{"link", `internal/site\.`, `internal/(render|view)\.`},
		{"layouts", `build\.\(\*Builder\)\.layouts$`, ""},
		{"plan", `render\.NewPlan$`, ""},
		{"render", `render\.Input\.page$`, ""},
		{"render-views", `view\.\(\*Builder\)`, ""},
		{"render-structured", `internal/jsonld\.`, ""},
		{"render-layouts", `layout\.\(\*Set\)\.Execute$`, ""},
		{"render-data", `internal/(export|feed)\.`, `render\.NewPlan$`},
		{"write", `internal/output\.`, ""},
		{"collector", `runtime\.(gcBgMarkWorker|bgsweep|bgscavenge)$`, ""},
	}
}

// writeProfiles builds the first of the sites with profiling on and writes into the folder:
//
//	cpu.pb.gz         where processor time went, and cpu-STAGE.pb.gz, cpu-STAGE.txt
//	memory.pb.gz      what was allocated where, and memory-STAGE.pb.gz, memory-STAGE.txt
//	held-linked.pb.gz what was in use when pages began to be made
//	held-made.pb.gz   what was in use when all pages were made
//
// and prints what each stage has of the whole. A build is one and is not taken apart for
// this: a stage is what the profile has below the stage's functions. What the collector
// does in the background is a stage of its own.
func (o options) writeProfiles(ctx context.Context, e env, dir string) error {
	if err := os.MkdirAll(o.profile, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of the profiles: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	site := filepath.Join(dir, "site")
	for _, args := range [][]string{{"corpus", strconv.Itoa(o.sizes[0]), site}, {"cpu", site, o.profile}, {"memory", site, o.profile}} {
		fmt.Fprintln(e.stderr, "profile:", args[0])
		c := ownChild(ctx, self, args...)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", c, err, out)
		}
	}
	t := table{{"stage", "processor time", "allocated"}}
	for _, s := range stages() {
		row := []string{s.name}
		for _, kind := range []string{"cpu", "memory"} {
			share, err := o.split(ctx, kind, s)
			if err != nil {
				return err
			}
			row = append(row, share)
		}
		t = append(t, row)
	}
	_, err = fmt.Fprintf(e.stdout, "%d explainers\n\n%s", o.sizes[0], t)
	return err
}

// split writes the part of a profile that a stage has, and returns how much that is.
func (o options) split(ctx context.Context, kind string, s stage) (string, error) {
	base := filepath.Join(o.profile, kind)
	pprofTool := func(args ...string) (string, error) {
		args = append([]string{"tool", "pprof", "-symbolize=none", "-nodefraction=0", "-edgefraction=0", "-nodecount=1000000",
			"-focus=" + s.focus, "-ignore=" + s.ignore}, args...)
		if kind == "memory" {
			args = append(args, "-sample_index=alloc_space")
		}
		c := exec.CommandContext(ctx, "go", append(args, base+".pb.gz")...)
		out, err := c.Output()
		if err != nil {
			return "", fmt.Errorf("%s: %w", c, err)
		}
		return string(out), nil
	}
	text, err := pprofTool("-top", "-cum")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(base+"-"+s.name+".txt", []byte(text), 0o644); err != nil {
		return "", err
	}
	if _, err := pprofTool("-proto", "-output="+base+"-"+s.name+".pb.gz"); err != nil {
		return "", err
	}
	m := shareOf.FindStringSubmatch(text)
	if m == nil {
		return "–", nil
	}
	return m[1], nil
}

// shareOf is the line of a report of pprof that sums it up.
var shareOf = regexp.MustCompile(`Showing nodes accounting for ([^ ]+, [^ ]+) of`)

// profiled builds a site and writes profiles of a kind, "cpu" or "memory", into a
// folder. The collector is set as the generator sets it for builds.
func profiled(ctx context.Context, kind, site, dir string) (err error) {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(2 << 30)
	day, err := edtf.Parse(corpus.Today)
	if err != nil {
		return err
	}
	opts := build.Options{Dir: site, Out: filepath.Join(filepath.Dir(site), "out-"+kind), Today: day.Earliest(), Once: true,
		Program: "bench", Cache: filepath.Join(filepath.Dir(site), "cache-"+kind)}
	file := filepath.Join(dir, kind+".pb.gz")
	if kind == "memory" {
		h := heaps{dir: dir}
		opts.Progress = h.progress
		defer func() { err = errors.Join(err, h.close(file)) }()
	} else {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return errors.Join(err, f.Close())
		}
		defer func() {
			pprof.StopCPUProfile()
			err = errors.Join(err, f.Close())
		}()
	}
	result, err := build.New(opts).Build(ctx)
	if err == nil && !result.OK() {
		err = fmt.Errorf("the site has %d errors, the first: %s", result.Diags.Errors(), result.Diags[0])
	}
	return err
}

// heaps writes what is in use while a site is built. A profile is of what the last
// collection found, so each begins with one.
type heaps struct {
	dir           string
	linked, ended sync.Once
	mu            sync.Mutex
	err           error
}

// close writes what was allocated in the whole build.
func (h *heaps) close(path string) error {
	runtime.GC()
	return errors.Join(h.err, h.write("allocs", path))
}

// progress is told how many pages are made, from any goroutine.
func (h *heaps) progress(done, of int) {
	h.linked.Do(func() { h.keep("held-linked.pb.gz") })
	if done == of {
		h.ended.Do(func() { h.keep("held-made.pb.gz") })
	}
}

func (h *heaps) keep(name string) {
	runtime.GC()
	err := h.write("heap", filepath.Join(h.dir, name))
	h.mu.Lock()
	defer h.mu.Unlock()
	h.err = errors.Join(h.err, err)
}

// write writes one of the runtime's profiles.
func (h *heaps) write(profile, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup(profile).WriteTo(f, 0), f.Close())
}
