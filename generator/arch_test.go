package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	explainer "explainer"
	"explainer/generator/internal/diag"
)

// floors is the house from the ground up. A package imports packages of lower
// floors only. ARCHITECTURE.md says what each one is for.
var floors = [][]string{
	{"source", "edtf", "urls", "htmlexec", "jsonwrite", "stamp", "cache", "browsertest", "golden"},
	{"diag", "tree", "output", "codec"},
	{"depgraph", "frontmatter", "markdown", "assets", "layout", "overlay", "watch"},
	{"config", "words"},
	{"content"},
	{"site"},
	{"view", "jsonld", "export", "feed", "publish", "sitetest"},
	{"render"},
	{"build", "corpus", "server"},
	{"cli"},
}

// programs are the packages above all floors, by their folders: the generator and the
// benchmark.
var programs = []string{"", "bench"}

const (
	module     = "explainer/"
	internal   = module + "generator/internal/"
	maxFile    = 600 // lines
	maxFunc    = 100 // lines
	maxMethods = 3   // of an interface
)

// bans are imports that few packages may have, each with its reason.
var bans = []struct {
	imported string
	allowed  []string
	reason   string
}{
	{"os", []string{"tree", "output", "cache", "cli", "corpus", "watch", "", "bench", "golden", "sitetest"}, "files are reached through tree and output, so that nothing leaves a site's folders"},
	{"os/exec", []string{"cli", "bench", "browsertest", "sitetest"}, "nothing is run but a browser, when a person asks for it or a test, and what is measured"},
	{"os/signal", []string{"cli", "bench"}, "signals belong to the command line"},
	{"net", []string{"server", "cli"}, "a build talks to nobody"},
	{"net/http", []string{"server"}, "a build talks to nobody"},
	{"unsafe", nil, "no speed is worth it"},
	{"math/rand", nil, "the same input gives the same bytes"},
	{"math/rand/v2", []string{"corpus"}, "the same input gives the same bytes"},
	{"log", nil, "a problem is a diagnostic, or an error that is returned"},
	{"time", []string{"cli", "tree", "output", "cache", "frontmatter", "watch", "server", "bench", "browsertest"}, "the clock is read in cli; dates are edtf (the TOML library returns time.Time)"},
	{"html/template", []string{"htmlexec", "layout", "view", "render", "build"}, "templates are layout's; view has the type of finished markup"},
	{"text/template", []string{"layout"}, "templates are layout's"},
	{"github.com/BurntSushi/toml", []string{"frontmatter", "bench"}, "TOML comes in through frontmatter, with bounds before it; the benchmark measures the library alone"},
	{"github.com/yuin/goldmark", []string{"markdown", "bench"}, "Markdown comes in through markdown, with bounds before it; the benchmark measures goldmark alone"},
}

// goFile is one parsed file that is not a test.
type goFile struct {
	path string // below generator/
	pkg  string // folder below internal/; "" for main
	ast  *ast.File
	fset *token.FileSet
}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "starter") {
			return fs.SkipDir
		}
		if filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		pkg, _ := strings.CutPrefix(filepath.ToSlash(filepath.Dir(p)), "internal/")
		if pkg == "." {
			pkg = ""
		}
		files = append(files, goFile{filepath.ToSlash(p), pkg, f, fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("found %d files; the test looks in the wrong folder", len(files))
	}
	return files
}

func (f goFile) imports() []string {
	var list []string
	for _, spec := range f.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err)
		}
		list = append(list, name)
	}
	return list
}

func TestImportsPointDown(t *testing.T) {
	floor := map[string]int{}
	for _, p := range programs {
		floor[p] = len(floors)
	}
	for i, names := range floors {
		for _, n := range names {
			floor[n] = i
		}
	}
	for _, f := range goFiles(t) {
		from, known := floor[f.pkg]
		if !known {
			t.Errorf("%s: package %s stands on no floor; add it to floors and to ARCHITECTURE.md", f.path, f.pkg)
			continue
		}
		for _, name := range f.imports() {
			to, ours := strings.CutPrefix(name, internal)
			if !ours {
				continue
			}
			if level, ok := floor[to]; !ok || level >= from {
				t.Errorf("%s: package %s (floor %d) imports %s (floor %d); imports point down", f.path, f.pkg, from, to, level)
			}
		}
	}
}

func TestBannedImports(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, name := range f.imports() {
			for _, ban := range bans {
				if name == ban.imported && !slices.Contains(ban.allowed, f.pkg) {
					t.Errorf("%s imports %s: %s", f.path, name, ban.reason)
				}
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		seen[f.pkg] = true
		if f.ast.Doc != nil && len(f.ast.Doc.Text()) > 40 {
			if said[f.pkg] {
				t.Errorf("%s: package %s has a second package comment", f.path, f.pkg)
			}
			said[f.pkg] = true
		}
	}
	for pkg := range seen {
		if !said[pkg] {
			t.Errorf("package %q has no package comment", pkg)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, f := range goFiles(t) {
		lines := f.fset.File(f.ast.Pos()).LineCount()
		if lines > maxFile {
			t.Errorf("%s has %d lines; %d are the limit", f.path, lines, maxFile)
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1; n > maxFunc {
				t.Errorf("%s: %s has %d lines; %d are the limit", f.path, fn.Name.Name, n, maxFunc)
			}
		}
	}
}

func TestInterfacesAreSmall(t *testing.T) {
	for _, f := range goFiles(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxMethods {
				t.Errorf("%s: an interface has %d methods; %d are the limit", f.fset.Position(i.Pos()), i.Methods.NumFields(), maxMethods)
			}
			return true
		})
	}
}

// TestNoHiddenState holds that packages have no init and no variables that a call
// could change: what a package-level var may be is an error value, a compiled
// pattern, an embedded folder, a flag of tests or a check that a type implements an interface.
func TestNoHiddenState(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, decl := range f.ast.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == "init" {
					t.Errorf("%s has an init", f.path)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR && !harmless(v) {
						t.Errorf("%s: the package variable %s can be changed; make it a function or a constant", f.fset.Position(v.Pos()), v.Names[0].Name)
					}
				}
			}
		}
	}
}

func harmless(v *ast.ValueSpec) bool {
	if v.Names[0].Name == "_" {
		return true
	}
	if sel, ok := v.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "FS" {
		return true // embedded
	}
	for _, value := range v.Values {
		call, ok := value.(*ast.CallExpr)
		if !ok {
			return false
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		switch fmt.Sprint(sel.X, ".", sel.Sel) {
		case "errors.New", "fmt.Errorf", "regexp.MustCompile", "sync.OnceValue", "flag.Bool", "ast.NewNodeKind", "parser.NewContextKey":
		default:
			return false
		}
	}
	return len(v.Values) > 0
}

// TestEmbeddedLayouts holds the embedded layouts against those on disk: embedding
// drops some names in silence.
func TestEmbeddedLayouts(t *testing.T) {
	list := func(fsys fs.FS) []string {
		var files []string
		err := fs.WalkDir(fsys, "layouts", func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				data, readErr := fs.ReadFile(fsys, p)
				files = append(files, fmt.Sprintf("%s %x", p, data))
				return readErr
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if disk, embedded := list(os.DirFS("..")), list(explainer.Layouts); !slices.Equal(disk, embedded) {
		t.Errorf("%d files on disk, %d embedded, or their bytes differ", len(disk), len(embedded))
	}
}

// TestArchitectureNamesEveryPackage keeps ARCHITECTURE.md true.
func TestArchitectureNamesEveryPackage(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, names := range floors {
		for _, n := range names {
			if !strings.Contains(string(text), "`"+n+"`") {
				t.Errorf("ARCHITECTURE.md does not name the package `%s`", n)
			}
			if _, err := os.Stat(path.Join("internal", n)); err != nil {
				t.Errorf("floors names a package that is not there: %v", err)
			}
		}
	}
}

// TestWarningIDs holds the list of warnings that can be switched off against the
// warnings that there are.
func TestWarningIDs(t *testing.T) {
	found := map[string]bool{}
	for _, f := range goFiles(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			name := ""
			switch fn := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = fn.Sel.Name
			case *ast.Ident:
				name = fn.Name
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && name == "Warningf" && lit.Kind == token.STRING {
				id, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[id] = true
			}
			return true
		})
	}
	if want := slices.Sorted(maps.Keys(found)); !slices.Equal(want, diag.WarningIDs()) {
		t.Errorf("diag.WarningIDs is\n%q\nbut the warnings are\n%q", diag.WarningIDs(), want)
	}
}
