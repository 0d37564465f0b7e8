package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	explainer "explainer"
)

var updateReadme = flag.Bool("update-layouts", false, "write what layouts/README.md has from the Go types")

// TestLayoutsReadme holds layouts/README.md against the files and the Go types that it
// tells of: what stands between its marks is made from them.
func TestLayoutsReadme(t *testing.T) {
	const name = "../layouts/README.md"
	old, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(old)
	text = between(t, text, "files", tree(t))
	text = between(t, text, "types", types(t))
	if text == string(old) {
		return
	}
	if !*updateReadme {
		t.Fatal("layouts/README.md is not true any more; go test ./generator -run TestLayoutsReadme -update-layouts writes it")
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// between puts a part between its two marks.
func between(t *testing.T, text, mark, part string) string {
	t.Helper()
	start, end := "<!-- "+mark+" -->\n", "<!-- end of "+mark+" -->\n"
	from, to := strings.Index(text, start), strings.Index(text, end)
	if from < 0 || to < from {
		t.Fatalf("the marks of %s are not there", mark)
	}
	return text[:from+len(start)] + part + text[to:]
}

// tree lists the files of layouts/ by folder.
func tree(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	files := map[string][]string{}
	err := fs.WalkDir(explainer.Layouts, "layouts", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		dir, file := filepath.Split(strings.TrimPrefix(p, "layouts/"))
		files[dir] = append(files[dir], file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString("```\n")
	for _, dir := range slices.Sorted(maps.Keys(files)) {
		indent := ""
		if dir != "" {
			fmt.Fprintf(&b, "%s\n", dir)
			indent = "  "
		}
		for _, file := range files[dir] {
			fmt.Fprintf(&b, "%s%s\n", indent, file)
		}
	}
	b.WriteString("```\n")
	return b.String()
}

// types prints the struct types that layouts see, those of pages first.
func types(t *testing.T) string {
	t.Helper()
	pages, parts := "", ""
	for _, file := range []string{"internal/view/types.go", "internal/view/positions.go", "internal/words/say.go"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			from := g.Pos()
			if g.Doc != nil {
				from = g.Doc.Pos()
			}
			code := string(bytes.TrimSpace(src[fset.Position(from).Offset:fset.Position(g.End()).Offset]))
			if isSentences := strings.Contains(code, "type Sentences"); isSentences {
				continue // of the builders alone
			}
			if g.Doc != nil && strings.Contains(g.Doc.Text(), ": layout ") {
				pages += code + "\n\n"
			} else {
				parts += code + "\n\n"
			}
		}
	}
	out := "### Pages\n\n```go\n" + strings.TrimSpace(pages) + "\n```\n\n### Parts of pages\n\n```go\n" + strings.TrimSpace(parts) + "\n```\n"
	return out
}

// TestEveryPartialIsUsed holds that no layout calls what is not there, and that nothing
// is there in vain.
func TestEveryPartialIsUsed(t *testing.T) {
	var all strings.Builder
	var partials []string
	err := fs.WalkDir(explainer.Layouts, "layouts", func(p string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(p) != ".html" {
			return err
		}
		data, err := explainer.Layouts.ReadFile(p)
		all.Write(data)
		if name := strings.TrimPrefix(p, "layouts/"); strings.HasPrefix(name, "partials/") {
			partials = append(partials, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(partials)
	for _, p := range partials {
		if !strings.Contains(all.String(), `{{template "`+p+`"`) && !strings.Contains(all.String(), `{{- template "`+p+`"`) {
			t.Errorf("nothing uses %s", p)
		}
	}
}

// TestWeights holds what a page's style and scripts may weigh before compression.
func TestWeights(t *testing.T) {
	for name, most := range map[string]int{"style.css": 25_000, "script.js": 15_000, "theme.js": 600} {
		data, err := explainer.Layouts.ReadFile("layouts/assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > most {
			t.Errorf("%s has %d bytes; %d are the limit", name, len(data), most)
		}
	}
}
