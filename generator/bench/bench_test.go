package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"explainer/generator/internal/corpus"
)

// TestMain lets the test binary be the child that the program starts of itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childArg {
		os.Exit(run(context.Background(), os.Args[1:], env{stdout: os.Stdout, stderr: os.Stderr}))
	}
	os.Exit(m.Run())
}

// runProgram runs the program on a system without Hugo.
func runProgram(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, env{&out, &errs, func(string) (string, error) { return "", errors.New("not there") }})
	return code, out.String(), errs.String()
}

// TestTables holds the shape of what is printed, of a real run.
func TestTables(t *testing.T) {
	work := t.TempDir()
	code, out, errs := runProgram(t, "-n", "50", "-rounds", "1", "-work", work)
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	if want := "Hugo is not in PATH, so it is left out; to get it: go install github.com/gohugoio/hugo@v0.165.0\n"; !strings.HasPrefix(errs, want) {
		t.Errorf("standard error is\n%s", errs)
	}
	const num = `\d+(\.\d+)?`
	want := regexp.MustCompile(`(?s)^- date: \d{4}-\d\d-\d\d
- generator: [^\n]+
- Go: [^\n]+
- machine: [^\n]+, \d+ processors[^\n]*
(- load before: [^\n]+
)?- rounds: 1

## 50 explainers \(\d+ files, ` + num + ` MB\)

Into an empty folder:

\| program \| pages \| files \| MB \| wall, s \| processor, s \| peak memory, MB \|
\| --- \| ---: \| ---: \| ---: \| ---: \| ---: \| ---: \|
\| ours( \| ` + num + `){5} \| (` + num + `|–) \|
\| floor( \| ` + num + `){5} \| (` + num + `|–) \|
\| floor, all files( \| ` + num + `){5} \| (` + num + `|–) \|

Ratios:

\| ratio \| wall \| processor \| peak memory \| processor a page \|
\| --- \| ---: \| ---: \| ---: \| ---: \|
\| ours : floor( \| (` + num + `|–)){4} \|
\| ours : floor, all files( \| (` + num + `|–)){4} \|

Over what was built, in a new process:

\| program \| nothing changed: wall, s \| processor, s \| peak memory, MB \| one text edited: wall, s \| processor, s \| peak memory, MB \|
\| --- \| ---: \| ---: \| ---: \| ---: \| ---: \| ---: \|
\| ours( \| (` + num + `|–)){6} \|
$`)
	if !want.MatchString(out) {
		t.Errorf("standard output is\n%s", out)
	}
	if left, err := os.ReadDir(work); err != nil || len(left) > 0 {
		t.Errorf("left in the folder for sites: %v, %v", left, err)
	}
}

func TestCommandLine(t *testing.T) {
	for args, want := range map[string]string{
		"-n 10,x":          "bench: -n 10,x: \"x\" is no number of explainers\n",
		"-n 0":             "bench: -n 0: \"0\" is no number of explainers\n",
		"-rounds 0":        "bench: -rounds 0: at least one is needed\n",
		"more":             "bench: \"more\" is no flag\n",
		"-only (":          "bench: -only: error parsing regexp: missing closing ): `^(?:()$`\n",
		"-only Hugo":       "bench: -only Hugo: there are hugo; hugo, related; hugo, all pages; floor; floor, all files\n",
		"child":            "bench: a child needs three arguments, not 0\n",
		"child dance a b":  "bench: \"dance\" is no kind of child\n",
		"child corpus a b": "bench: \"a\" is no number of explainers\n",
	} {
		code, out, errs := runProgram(t, strings.Fields(args)...)
		if code == 0 || out != "" || errs != want {
			t.Errorf("%s: exit code %d, %q, %q", args, code, out, errs)
		}
	}
}

// TestOnly measures one program beside ours, and only once.
func TestOnly(t *testing.T) {
	code, out, errs := runProgram(t, "-n", "10", "-rounds", "1", "-only", "floor", "-cold", "-work", t.TempDir())
	if code != 0 || strings.Contains(errs, "Hugo") {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	var first []string
	for line := range strings.Lines(out) {
		if cells := strings.Split(line, " | "); len(cells) > 1 {
			first = append(first, strings.TrimPrefix(cells[0], "| "))
		}
	}
	if want := []string{"program", "---", "ours", "floor", "ratio", "---", "ours : floor"}; !slices.Equal(first, want) {
		t.Errorf("the tables have %q\n%s", first, out)
	}
}

// TestGivenUp measures a program that takes too long.
func TestGivenUp(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	site := t.TempDir()
	if err := corpus.Write(site, seed, 30); err != nil {
		t.Fatal(err)
	}
	slow := program{name: "slow", site: site}
	slow.build = (&bench{dir: filepath.Dir(site)}).programs(self)[1].build
	b := bench{options: options{rounds: 2, limit: time.Nanosecond}, env: env{stderr: &bytes.Buffer{}}, dir: t.TempDir()}
	if err := b.measure(t.Context(), []program{slow}); err != nil {
		t.Fatal(err)
	}
	if got := b.costs()[1][4]; got != "over 1ns" {
		t.Errorf("wall time is %q", got)
	}
}

// TestProfiles writes profiles of a small build and takes one stage out of each.
func TestProfiles(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	site, dir := filepath.Join(t.TempDir(), "site"), t.TempDir()
	if err := corpus.Write(site, seed, 20); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"cpu", "memory"} {
		if out, err := ownChild(t.Context(), self, kind, site, dir).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", kind, err, out)
		}
	}
	share, err := options{profile: dir}.split(t.Context(), "memory", stage{"render", `render\.Input\.page$`, ""})
	if err != nil || !regexp.MustCompile(`^[\d.]+[kM]B, [\d.]+%$`).MatchString(share) {
		t.Errorf("pages have %q of what was allocated, %v", share, err)
	}
	for _, name := range []string{"cpu.pb.gz", "memory.pb.gz", "memory-render.pb.gz", "memory-render.txt", "held-linked.pb.gz", "held-made.pb.gz"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s is not there or empty: %v", name, err)
		}
	}
}

func TestMedians(t *testing.T) {
	costs := []cost{{wall: 4 * time.Second}, {wall: time.Second}, {wall: 12345 * time.Millisecond}}
	wall := func(c cost) float64 { return c.wall.Seconds() }
	if got, want := spread(costs, wall), "4.00 (1.00–12.3)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := spread(costs[:2], wall), "2.50 (1.00–4.00)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := ratio(costs[:1], costs[1:2], wall)+ratio(costs, nil, wall), "4.00–"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for x, want := range map[float64]string{0.004: "0.00", 9.994: "9.99", 9.996: "10.0", 99.96: "100", 1234.5: "1234"} {
		if got := number(x); got != want {
			t.Errorf("%v is written %q, want %q", x, got, want)
		}
	}
}

// TestHugoSite holds that nothing of our own syntax is left in the files of Hugo, and
// that links to actors and regions have addresses.
func TestHugoSite(t *testing.T) {
	dir := t.TempDir()
	if err := writeHugoSite(dir, corpus.Files(seed, 40)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"hugo.toml", "layouts/baseof.html", "layouts/_partials/head.html", "static/files/data.csv", "content/about.md", "content/actors/_index.md"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "content", "*", "*", "_index.md"))
	if err != nil || len(names) != 20+20+5+5 {
		t.Errorf("%d terms: %v", len(names), err)
	}
	explainers, err := filepath.Glob(filepath.Join(dir, "content", "explainers", "*.md"))
	if err != nil || len(explainers) != 40 {
		t.Errorf("%d explainers: %v", len(explainers), err)
	}
	for _, name := range append(names, explainers...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		front, text := cutFrontMatter(data)
		for _, left := range []string{"\nkind = \"person", "\nname = ", "\nupdated = ", "\n[[questions]]", "\n[[sources]]"} {
			if strings.Contains("\n"+string(front), left) {
				t.Errorf("%s has %q", name, left)
			}
		}
		for _, left := range []string{"[[", "claim:", ".md", "[@", "]()"} {
			if strings.Contains(string(text), left) {
				t.Errorf("%s has %q in its text", name, left)
			}
		}
	}
}

func TestHugoFile(t *testing.T) {
	h := hugoSite{addresses: map[string]string{}}
	h.file("content/actors/ada-byron.md", []byte("+++\nname = \"Ada Byron\"\nkind = \"person\"\n+++\n\nText.\n"))
	name, data := h.file("content/explainers/x.md", []byte("+++\ntitle = \"X\"\nupdated = 2020-01-01\n\n[[questions]]\nid = \"q\"\nkind = \"law\"\n\n"+
		"[[claims]]\nquestion = \"q\"\nsource = [\"s\"]\n+++\n\n[[ada-byron]], [[Ada Byron]], [[actor:ada-byron|she]], [r](../regions/r.md), [y](y.md#background), "+
		"[d](../files/data.csv), [says](claim: \"id=x-1 by=ada-byron on=2020-01-01 q=q2 supports src=s2\"), [that](claim:x-2), [@s3, p. 4], [@s; @s4].\n"))
	want := "+++\nquestions = [\"q\", \"q2\"]\nsources = [\"s\", \"s2\", \"s3\", \"s4\"]\ntitle = \"X\"\nlastmod = 2020-01-01\n\n[[asked]]\nid = \"q\"\nkind = \"law\"\n\n" +
		"[[claims]]\nquestion = \"q\"\nsource = [\"s\"]\n+++\n\n[ada-byron](/actors/ada-byron/), [Ada Byron](/actors/ada-byron/), [she](/actors/ada-byron/), [r](/regions/r/), [y](/explainers/y/#background), " +
		"[d](/files/data.csv), [says](#x-1), [that](#x-2), [s3, p. 4](#s3), [s](#s); [s4](#s4).\n"
	if name != "content/explainers/x.md" || string(data) != want {
		t.Errorf("%s:\n%s\nwant\n%s", name, data, want)
	}
}
