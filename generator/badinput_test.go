package main_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/cli"
)

// bad is one input that a stranger may send, put into the folder of a site that has
// been built already.
type bad struct {
	name string
	put  func(t *testing.T)
}

// run builds the site of the current folder and returns the exit code and what the
// author reads.
func run(t *testing.T, args ...string) string {
	t.Helper()
	if os.Getenv(asNobody) != "" {
		return runAsNobody(t, args...)
	}
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), args, cli.Env{
		Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Unix(1767225600, 0) }, // 2026-01-01
	})
	return fmt.Sprintf("exit code %d\n%s%s", code, out.String(), errs.String())
}

// site makes a small site the current folder, and builds it.
func site(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "config.toml", "title = \"Test\"\n")
	write(t, "content/explainers/good.md", "+++\ntitle = \"Good?\"\n+++\nA text.\n")
	if got := run(t, "build", "-q", "--strict"); got != "exit code 0\n" {
		t.Fatalf("the site does not build: %s", got)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// state describes every file of a folder, bytes and times.
func state(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(p)
		fmt.Fprintf(&b, "%s %s %x\n", p, info.ModTime(), sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// check builds copies of a site, one with each input, and compares what is said with the
// archive testdata/badinput/<family>.txtar. Where there is an error, public/ must be
// as it was.
func check(t *testing.T, family string, inputs []bad) {
	t.Helper()
	golden, err := filepath.Abs(filepath.Join("testdata", "badinput", family+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	archive, err := txtar.ParseFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	if archive == nil {
		archive = &txtar.Archive{}
	}
	for _, f := range archive.Files {
		want[f.Name] = string(f.Data)
	}
	archive.Files = nil
	site(t)
	built, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, input := range inputs {
		t.Run(input.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.CopyFS(".", os.DirFS(built)); err != nil {
				t.Fatal(err)
			}
			expected, ok := want[input.name]
			delete(want, input.name)
			got := expected // of an input that this system does not have
			defer func() { archive.Files = append(archive.Files, txtar.File{Name: input.name, Data: []byte(got)}) }()
			before := state(t, "public")
			input.put(t)
			got = run(t, "build", "-q")
			if after := state(t, "public"); !strings.HasPrefix(got, "exit code 0\n") && after != before {
				t.Errorf("public/ changed although there are errors:\n%s", after)
			}
			if again := run(t, "build", "-q"); again != got {
				t.Errorf("built again, it says\n%s\nafter\n%s", again, got)
			}
			if got != expected && !*update {
				t.Errorf("(in the archive: %v) got\n%s\nwant\n%s", ok, got, expected)
			}
		})
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(want) > 0 && len(archive.Files) == len(inputs) {
		t.Errorf("the archive has more: %v", want)
	}
}

// page is a put that writes an explainer with the bytes given.
func page(text string) func(*testing.T) {
	return func(t *testing.T) { write(t, "content/explainers/bad.md", text) }
}

// TestBadBytes has one input for each way in which the bytes of a file can be wrong.
func TestBadBytes(t *testing.T) {
	const head, body = "+++\ntitle = \"Bad?\"\n+++\n", "A text.\n"
	utf16 := func(text string, order ...byte) string {
		var b strings.Builder
		b.Write(order)
		for _, r := range text {
			if order[0] == 0xff {
				b.Write([]byte{byte(r), byte(r >> 8)})
			} else {
				b.Write([]byte{byte(r >> 8), byte(r)})
			}
		}
		return b.String()
	}
	check(t, "bytes", []bad{
		{"byte-order-mark", page("\ufeff" + head + body)},
		{"byte-order-mark-later", page(head + "A \ufefftext.\n")},
		{"byte-order-mark-twice", page("\ufeff\ufeff" + head + body)},
		{"utf-16-little-endian", page(utf16(head+body, 0xff, 0xfe))},
		{"utf-16-big-endian", page(utf16(head+body, 0xfe, 0xff))},
		{"crlf", page(strings.ReplaceAll(head+body, "\n", "\r\n"))},
		{"lone-cr", page(strings.ReplaceAll(head+body, "\n", "\r"))},
		{"utf-8-overlong", page(head + "A \xc0\xaf text.\n")},
		{"utf-8-surrogate", page(head + "A \xed\xa0\x80 text.\n")},
		{"utf-8-cut-at-end", page(head + "A text \xe6\x9d")},
		{"utf-8-in-front-matter", page("+++\ntitle = \"B\xffd?\"\n+++\n")},
		{"latin-1", page(head + "Ant\xf3nio\n")},
		{"nul-in-front-matter", page("+++\ntitle = \"B\x00d?\"\n+++\n")},
		{"nul-in-body", page(head + "A\x00text.\n")},
		{"nul-escaped", page("+++\ntitle = \"B\\u0000d?\"\n+++\n")},
		{"bidi-in-front-matter", page("+++\ntitle = \"B\u202ed?\"\n+++\n")},
		{"bidi-in-body", page(head + "A \u202etext.\n")},
		{"zero-width-in-front-matter", page("+++\ntitle = \"B\u200bad?\"\n+++\n")},
		{"zero-width-in-body", page(head + "A \u200btext.\n")},
		{"escape-sequence", page(head + "A \x1b[31mtext.\n")},
		{"empty", page("")},
		{"blank", page("\n \n")},
		{"only-an-opening", page("+++")},
		{"no-closing", page("+++\ntitle = \"Bad?\"\n\nA text.\n")},
		{"fence-within-a-string", page("+++\ntitle = \"Bad?\"\nsummary = '''\n+++\n'''\n+++\nA text.\n")},
		{"yaml", page("---\ntitle: Bad?\n---\nA text.\n")},
		{"json", page("{\n\"title\": \"Bad?\"\n}\nA text.\n")},
		{"no-front-matter", page("# Bad?\n\nA text.\n")},
		{"png", page("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01")},
		{"too-large", page(head + strings.Repeat("A text. ", 300_000))},
		{"a-line-of-10-mib", func(t *testing.T) {
			write(t, "config.toml", "title = \"Test\"\n[limits]\nfile_size = 60_000_000\n")
			page(head + strings.Repeat("text ", 2<<20) + "[x](nowhere.md)\n")(t)
		}},
		{"a-value-of-1-mib", page("+++\ntitle = \"" + strings.Repeat("東", 1<<20/3) + "\"\n+++\nA text.\n")},
		{"a-key-of-1-mib", page("+++\n" + strings.Repeat("k", 1<<20) + " = 1\n+++\nA text.\n")},
		{"a-link-of-400-kib", page(head + "[[" + strings.Repeat("k", 400<<10) + "]] and [x](" + strings.Repeat("k", 400<<10) + ".md)\n")},
		{"an-id-of-1-mib", page("+++\ntitle = \"Bad?\"\nactors = [\"" + strings.Repeat("k", 1<<20) + "\"]\n+++\n")},
		{"a-title-of-100-kib", page("+++\ntitle = \"" + strings.Repeat("title ", 100<<10/6) + "\"\n+++\nA text.\n")},
		{"nested-lists", page(head + strings.Repeat("- ", 40_000) + "x\n")},
		{"nested-quotes", page(head + strings.Repeat("> ", 40_000) + "x\n")},
		{"nested-brackets", page(head + strings.Repeat("[", 40_000) + "x" + strings.Repeat("]", 40_000) + "\n")},
		{"nested-stars", page(head + strings.Repeat("*a_", 40_000) + "\n")},
		{"a-wide-table", page(head + strings.Repeat("|a", 8_000) + "|\n" + strings.Repeat("|-", 8_000) + "|\n" + strings.Repeat("|\n", 8_000))},
		{"config-empty", func(t *testing.T) { write(t, "config.toml", "") }},
		{"config-png", func(t *testing.T) { write(t, "config.toml", "\x89PNG\r\n\x1a\n\x00") }},
		{"config-byte-order-mark", func(t *testing.T) { write(t, "config.toml", "\ufefftitle = \"Test\"\n") }},
		{"config-utf-16", func(t *testing.T) { write(t, "config.toml", utf16("title = \"Test\"\n", 0xff, 0xfe)) }},
		{"config-crlf", func(t *testing.T) { write(t, "config.toml", "title = \"Test\"\r\n") }},
		{"layout-png", func(t *testing.T) { write(t, "layouts/page.html", "\x89PNG\r\n\x1a\n\x00") }},
		{"layout-of-5-mib", func(t *testing.T) { write(t, "layouts/explainer.html", strings.Repeat("{{.Title}}", 1<<19)) }},
		{"style-of-nothing", func(t *testing.T) { write(t, "layouts/assets/style.css", "") }},
	})
}

// named is a put that writes a file of the name below content/: a page if it ends
// in .md.
func named(names ...string) func(*testing.T) {
	return func(t *testing.T) {
		for _, name := range names {
			write(t, filepath.Join("content", name), "+++\ntitle = \"Bad?\"\n+++\nA text.\n")
		}
	}
}

// TestBadNames has one input for each way in which the name of a file can be wrong.
func TestBadNames(t *testing.T) {
	check(t, "names", []bad{
		{"space", named("explainers/a b.md")},
		{"space-in-a-copied-file", named("a b.txt")},
		{"leading-space", named("explainers/ a.md")},
		{"leading-space-of-a-folder", named(" a/b.md")},
		{"trailing-space", named("explainers/a .md")},
		{"trailing-space-of-a-folder", named("a /b.md")},
		{"trailing-dot-of-a-folder", named("a./b.md")},
		{"dots", named("explainers/a.b.md")},
		{"capitals", named("explainers/Bad-One.md")},
		{"underscore", named("explainers/bad_one.md")},
		{"emoji", named("explainers/😀.md")},
		{"newline", named("explainers/a\nb.md")},
		{"tab", named("explainers/a\tb.md")},
		{"escape-sequence", named("explainers/a\x1b[31mb.md")},
		{"bidi", named("explainers/a\u202eb.md")},
		{"not-utf-8", named("explainers/a\xffb.md")},
		{"percent", named("explainers/100%.md")},
		{"percent-encoded", named("explainers/a%2Fb.md")},
		{"hash", named("explainers/a#b.md")},
		{"question-mark", named("explainers/why?.md")},
		{"ampersand", named("explainers/a&b.md")},
		{"ampersand-in-a-copied-file", named("a&b.txt")},
		{"double-quote", named("explainers/a\"b.md")},
		{"single-quote", named("explainers/a'b.md")},
		{"less-than", named("explainers/<script>.md")},
		{"backslash", named(`explainers/a\..\b.md`)},
		{"colon", named("explainers/a:b.md")},
		{"star", named("explainers/*.md")},
		{"leading-hyphen", named("explainers/-rf.md")},
		{"leading-hyphen-of-a-copied-file", named("-rf.txt")},
		{"255-bytes", named("explainers/" + strings.Repeat("a", 252) + ".md")},
		{"255-bytes-of-a-copied-file", named(strings.Repeat("a", 251) + ".txt")},
		{"240-bytes", named("explainers/" + strings.Repeat("a", 240) + ".md")},
		{"a-long-path", named(strings.Repeat(strings.Repeat("a", 200)+"/", 8) + "x.md")},
		{"twins-in-case", named("explainers/twin.md", "explainers/Twin.md")},
		{"twins-in-case-of-copied-files", named("twin.txt", "Twin.txt")},
		{"twins-in-unicode-form", named("explainers/\u00e9.md", "explainers/e\u0301.md")},
		{"twins-in-unicode-form-of-copied-files", named("\u00e9.txt", "e\u0301.txt")},
		{"con", named("explainers/CON.md")},
		{"con-small", named("explainers/con.md")},
		{"nul-txt", named("nul.txt")},
		{"hidden", named("explainers/.hidden.md", ".hidden/x.md")},
		{"what-editors-leave", named("explainers/a~", "explainers/a.md~", "explainers/#a.md#", "explainers/.#a.md", "explainers/4913", "explainers/.a.md.swp", "Thumbs.db", ".DS_Store")},
		{"cyrillic-lookalike", named("explainers/gооd.md")},
		{"only-the-extension", named("explainers/.md")},
		{"index-of-nothing", named("explainers/index.md")},
		{"section-name", named("actors.md")},
		{"timeline", named("timeline.md")},
		{"not-found", named("404.md")},
		{"assets", named("assets/style.css")},
		{"own-books", named(".explainer-manifest", "x/.explainer-lock")},
		{"deep-folders", named(strings.Repeat("d/", 200) + "x.md")},
	})
}
