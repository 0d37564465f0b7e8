package main

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"explainer/generator/internal/corpus"
)

// few and many are the numbers of explainers between which the work is compared.
const few, many = 1_000, 10_000

// mostGrowth is how many times as often a statement may run on ten times the content. What is looked at
// for each explainer in order, and of common things up to a limit, grows by 10 to 22 times; what is looked at for each
// pair, by 100.
const mostGrowth = 25

// TestGrowth counts how often each statement of the program runs while it checks a site, and one with ten
// times the explainers. (That linking asks for memory in proportion, for bad input too, is held by tests of
// package build.) None may be on the way to a number that is quadratic in what a site has many of.
func TestGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("counts what sites of 10,000 explainers take, for a minute: leave out -short")
	}
	program := filepath.Join(t.TempDir(), "explainer")
	build := exec.CommandContext(t.Context(), "go", "build", "-cover", "-covermode=count", "-coverpkg=explainer/...", "-o", program, "explainer/generator")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, write := range map[string]func(dir string, explainers int) error{
		"corpus":              func(dir string, n int) error { return corpus.Write(dir, seed, n) },
		"all about one thing": writeStar,
	} {
		t.Run(name, func(t *testing.T) {
			before, after := statements(t, program, write, few), statements(t, program, write, many)
			var all, allBefore int
			for at, n := range after {
				all, allBefore = all+n, allBefore+before[at]
			}
			t.Logf("%d statements ran, and %d on ten times the explainers: %.1f times as many", allBefore, all, float64(all)/float64(allBefore))
			if allBefore < 1_000*few {
				t.Error("they cannot be all")
			}
			for _, at := range slices.SortedFunc(maps.Keys(after), func(a, b string) int { return cmp.Compare(after[b], after[a]) }) {
				if after[at] > mostGrowth*max(before[at], many) {
					t.Errorf("%s ran %d times, and %d times on ten times the explainers", at, before[at], after[at])
				}
			}
		})
	}
}

// statements returns how often each block of statements of the program runs while it checks a site.
func statements(t *testing.T, program string, write func(dir string, explainers int) error, explainers int) map[string]int {
	t.Helper()
	site, counts := t.TempDir(), t.TempDir()
	if err := write(site, explainers); err != nil {
		t.Fatal(err)
	}
	check := exec.CommandContext(t.Context(), program, "-C", site, "check", "--quiet")
	check.Env = append(environ(), "SOURCE_DATE_EPOCH="+today(), "GOCOVERDIR="+counts, "EXPLAINER_CACHE="+t.TempDir())
	if out, err := check.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	list := filepath.Join(counts, "list")
	if out, err := exec.CommandContext(t.Context(), "go", "tool", "covdata", "textfmt", "-i="+counts, "-o="+list).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ran := map[string]int{}
	lines := bufio.NewScanner(f)
	for lines.Scan() { // file.go:1.2,3.4 STATEMENTS TIMES
		if fields := strings.Fields(lines.Text()); len(fields) == 3 {
			n, err := strconv.Atoi(fields[2])
			if err != nil {
				t.Fatal(err)
			}
			ran[fields[0]] += n
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return ran
}

// writeStar writes a site in which everything is about one thing: all explainers tell of one region and one actor, cite
// one source, link to one page, and make a claim on one question that responds to one claim.
func writeStar(dir string, explainers int) error {
	write := func(name, front, text string) error {
		return writeFile(filepath.Join(dir, "content", filepath.FromSlash(name)), []byte("+++\n"+front+"+++\n\n"+text))
	}
	if err := writeFile(filepath.Join(dir, "config.toml"), []byte("title = \"Star\"\nbase_url = \"https://example.org/\"\n")); err != nil {
		return err
	}
	err := cmp.Or(
		write("regions/region.md", "name = \"Region\"\n", "Text.\n"),
		write("questions/question.md", "text = \"Is it so?\"\n", "Text.\n"),
		write("sources/source.md", "title = \"The source\"\nurl = \"https://example.org/s\"\n", ""),
	)
	actors := explainers / 10
	for i := range actors {
		err = cmp.Or(err, write(fmt.Sprintf("actors/actor-%d.md", i), fmt.Sprintf("name = \"Actor %d\"\n", i), "Text.\n"))
	}
	for i := range explainers {
		stance, responds := "supports", ""
		if i%2 > 0 {
			stance = "opposes"
		}
		if i > 0 {
			responds = "responds_to = [\"claim-0\"]\n"
		}
		err = cmp.Or(err, write(fmt.Sprintf("explainers/explainer-%d.md", i), fmt.Sprintf(`title = "Explainer %[1]d"
date = 2022-01-01
summary = "About it."
actors = ["actor-0"]
regions = ["region"]

[[dates]]
when = 2022-09-30
title = "Something of number %[1]d happens"
actors = ["actor-0"]
source = ["source"]

[[claims]]
id = "claim-%[1]d"
by = ["actor-%[2]d"]
says = "It is so, %[1]d."
on = 2022-10-0%[3]d
question = "question"
stance = "%[4]s"
source = ["source"]
%[5]s`, i, i%actors, 1+i%9, stance, responds), fmt.Sprintf(`Actor 0 said so in Region [@source]. See [the first](explainer-0.md).

## Heading %d

More of Actor 0.
`, i)))
	}
	return err
}
