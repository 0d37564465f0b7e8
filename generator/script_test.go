package main_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"

	"explainer/generator/internal/cli"
)

var update = flag.Bool("update", false, "write what the scripts' expected texts should say")

// TestMain makes the program a command of the scripts: this binary, run under
// another name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"explainer": func() { os.Exit(cli.Main(os.Args[1:])) },
		"explainer-as-nobody": func() {
			if err := becomeNobody(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(3)
			}
			os.Exit(cli.Main(os.Args[1:]))
		},
	})
}

// TestScripts runs the program for real, on sites written out in the scripts. See
// testdata/script/README.md.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SOURCE_DATE_EPOCH", "1767225600") // 2026-01-01
			kept, err := os.MkdirTemp("", "kept")
			env.Setenv("EXPLAINER_CACHE", kept)
			env.Defer(func() { os.RemoveAll(kept) })
			return err
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"code":     code,
			"snapshot": snapshot,
			"same":     same,
			"tree":     tree,
			"prefixed": prefixed,
			"whole":    whole,
			"mtime":    mtime,
			"generate": generate,
			"repeat":   repeat,
			"report":   report,
		},
	})
}

// code N command [args] runs a command and demands its exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// report FILE writes what the last command said on standard error to a file, with
// TIME for the running time, the one thing in it that differs from run to run, and
// MANY for numbers of files above nine, which follow from what a site has besides its
// pages.
func report(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: report FILE")
	}
	text := regexp.MustCompile(`(?m)^(time +)[0-9.]+(µs|ms|s)$`).ReplaceAllString(ts.ReadFile("stderr"), "${1}TIME")
	text = regexp.MustCompile(`(?m)(^files .*)`).ReplaceAllStringFunc(text, func(row string) string {
		return regexp.MustCompile(`[0-9]{2,}`).ReplaceAllString(row, "MANY")
	})
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// snapshot DIR NAME remembers every file of a folder: path, kind, time and bytes. What
// the program keeps its own books in is left out.
func snapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: snapshot DIR NAME")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(describe(ts, args[0])), 0o644))
}

// same DIR NAME demands that a folder is as a snapshot remembers it.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same DIR NAME")
	}
	got, want := strings.Split(describe(ts, args[0]), "\n"), strings.Split(ts.ReadFile(args[1]), "\n")
	for _, line := range want {
		if !slices.Contains(got, line) {
			ts.Fatalf("%s is changed: %s", args[0], line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			ts.Fatalf("%s has something new: %s", args[0], line)
		}
	}
}

func describe(ts *testscript.TestScript, dir string) string {
	var b strings.Builder
	walk(ts, dir, func(p string, info fs.FileInfo) {
		if strings.HasPrefix(filepath.Base(p), ".explainer-") {
			return
		}
		data, when := "", ""
		if info.Mode().IsRegular() {
			data, when = ts.ReadFile(filepath.Join(dir, p)), info.ModTime().UTC().Format(time.RFC3339Nano)
		}
		fmt.Fprintf(&b, "%s %s %s %x\n", p, info.Mode(), when, sha256.Sum256([]byte(data)))
	})
	return b.String()
}

// tree DIR prints the pages and copied files of a folder to standard output, for cmp;
// what every site has is left out: the program's own books, assets, whose names follow
// from their bytes, and files for other programs.
func tree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tree DIR")
	}
	walk(ts, args[0], func(p string, info fs.FileInfo) {
		base := filepath.Base(p)
		if info.IsDir() || strings.HasPrefix(base, ".explainer-") || strings.HasPrefix(p, "assets/") || strings.HasPrefix(p, "data/") ||
			slices.Contains([]string{".json", ".xml", ".ics", ".atom"}, filepath.Ext(p)) || p == "robots.txt" {
			return
		}
		fmt.Fprintln(ts.Stdout(), p)
	})
}

// walk calls do with the files and folders below a folder, in byte order of their
// paths, which have slashes.
func walk(ts *testscript.TestScript, dir string, do func(p string, info fs.FileInfo)) {
	root := ts.MkAbs(dir)
	if _, err := os.Lstat(root); os.IsNotExist(err) {
		return
	}
	ts.Check(filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == root {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		do(filepath.ToSlash(rel), info)
		return err
	}))
}

// prefixed DIR PREFIX demands that every address within the site that a page of the
// folder has begins with the prefix.
func prefixed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: prefixed DIR PREFIX")
	}
	count := 0
	eachAttr(ts, args[0], func(page, key, value string) {
		if key != "href" && key != "src" && key != "action" || strings.HasPrefix(value, "#") ||
			strings.HasPrefix(value, "http:") || strings.HasPrefix(value, "https:") || strings.HasPrefix(value, "mailto:") {
			return
		}
		count++
		if !strings.HasPrefix(value, args[1]) {
			ts.Fatalf("%s: %s=%q does not begin with %s", page, key, value, args[1])
		}
	})
	if count == 0 {
		ts.Fatalf("%s has no addresses at all", args[0])
	}
}

// whole DIR PREFIX demands that every address within the site leads to a file of
// the folder, and every fragment to an id there.
func whole(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: whole DIR PREFIX")
	}
	files, ids := map[string]bool{}, map[string]bool{}
	walk(ts, args[0], func(p string, info fs.FileInfo) { files[p] = !info.IsDir() })
	eachAttr(ts, args[0], func(page, key, value string) {
		if key == "id" {
			ids[page+"#"+value] = true
		}
	})
	eachAttr(ts, args[0], func(page, key, value string) {
		if key != "href" && key != "src" {
			return
		}
		target, fragment := resolve(ts, page, value, args[1])
		if target == "" {
			return
		}
		if !files[target] {
			ts.Fatalf("%s: %s=%q leads to %s, which is not there", page, key, value, target)
		}
		if fragment != "" && !ids[target+"#"+fragment] {
			ts.Fatalf("%s: %s=%q: %s has no id %q", page, key, value, target, fragment)
		}
	})
}

// eachAttr calls do with every attribute of every page.
func eachAttr(ts *testscript.TestScript, dir string, do func(page, key, value string)) {
	walk(ts, dir, func(p string, info fs.FileInfo) {
		if !strings.HasSuffix(p, ".html") {
			return
		}
		doc, err := html.Parse(bytes.NewReader([]byte(ts.ReadFile(filepath.Join(dir, p)))))
		ts.Check(err)
		for n := range doc.Descendants() {
			for _, a := range n.Attr {
				do(p, a.Key, a.Val)
			}
		}
	})
}

// mtime FILE TIME sets a file's time, given as in RFC 3339.
func mtime(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mtime FILE TIME")
	}
	when, err := time.Parse(time.RFC3339, args[1])
	ts.Check(err)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), when, when))
}

// generate N FILE TEXT writes the file N times: @ in its name and its text stands
// for the number, 1 to N, and @- and @+ for the one before and after, of five
// digits. With \n in the text a line breaks.
func generate(ts *testscript.TestScript, neg bool, args []string) {
	var n int
	if len(args) != 3 {
		ts.Fatalf("usage: generate N FILE TEXT")
	}
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	for i := 1; i <= n; i++ {
		fill := numbers(i, n)
		name := ts.MkAbs(fill.Replace(args[1]))
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
		ts.Check(os.WriteFile(name, []byte(fill.Replace(args[2])), 0o644))
	}
}

// numbers puts the number of a repetition, from 1 to n, into a text.
func numbers(i, n int) *strings.Replacer {
	return strings.NewReplacer("@-", fmt.Sprintf("%05d", i-1), "@+", fmt.Sprintf("%05d", i%n+1),
		"@", fmt.Sprintf("%05d", i), `\n`, "\n")
}

// repeat N FILE HEAD TEXT TAIL writes a file with the text N times; @ and \n stand for
// what they do in generate.
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	var n int
	if neg || len(args) != 5 {
		ts.Fatalf("usage: repeat N FILE HEAD TEXT TAIL")
	}
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	var b strings.Builder
	b.WriteString(numbers(0, n).Replace(args[2]))
	for i := 1; i <= n; i++ {
		b.WriteString(numbers(i, n).Replace(args[3]))
	}
	b.WriteString(numbers(n, n).Replace(args[4]))
	name := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
	ts.Check(os.WriteFile(name, []byte(b.String()), 0o644))
}

// TestScriptsAreListed keeps the list of scripts for readers complete.
func TestScriptsAreListed(t *testing.T) {
	readme, err := os.ReadFile("testdata/script/README.md")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	listed := regexp.MustCompile(`(?m)^- ([a-z0-9_-]+):`).FindAllStringSubmatch(string(readme), -1)
	var names []string
	for _, m := range listed {
		names = append(names, filepath.Join("testdata", "script", m[1]+".txtar"))
	}
	slices.Sort(names)
	if !slices.Equal(names, scripts) {
		t.Errorf("README.md lists\n%s\nbut there are\n%s", strings.Join(names, "\n"), strings.Join(scripts, "\n"))
	}
}
