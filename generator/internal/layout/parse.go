package layout

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// library is the parsed templates of a site.
type library struct {
	files     map[string]*file // by file name
	byID      map[string]*file // by the name that parse trees know the file by
	templates map[string]*unit // by template name: files and definitions
	claimed   map[string]bool  // names in files that do not parse: they exist, and nobody is told otherwise
}

// file is a template file with its tokens.
type file struct {
	File
	id     string // "f" and a number: a prefix of messages that no name can imitate
	text   string
	tokens []token
}

// unit is one named template and the file that it stands in.
type unit struct {
	name string
	file *file
	tree *parse.Tree
}

func (f *file) span(start, end int) source.Span { return f.Source.Span(start, end) }

// parseAll parses the files in the order of their names.
func parseAll(files []File, ds *diag.List) *library {
	lib := &library{
		files: map[string]*file{}, byID: map[string]*file{},
		templates: map[string]*unit{}, claimed: map[string]bool{},
	}
	sorted := slices.Clone(files)
	slices.SortStableFunc(sorted, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for i, in := range sorted {
		if in.Source == nil || !strings.HasSuffix(in.Name, extension) {
			continue
		}
		f := &file{File: in, id: "f" + strconv.Itoa(i), text: string(in.Source.Data())}
		if _, twice := lib.files[f.Name]; twice {
			ds.Add(diag.FileErrorf("layout-syntax", f.Source.Path, "there are two files named %q", f.Name))
			continue
		}
		lib.files[f.Name] = f
		lib.byID[f.id] = f
		lib.parse(f, ds)
	}
	return lib
}

// parse adds the templates of one file, or says why it cannot.
func (l *library) parse(f *file, ds *diag.List) {
	if d, ok := unreadable(f); ok {
		l.claimed[f.Name] = true
		ds.Add(d)
		return
	}
	tokens, bad := lex(f.text)
	f.tokens = tokens
	trees := map[string]*parse.Tree{}
	outline := readOutline(f, bad)
	if outline.flaw == nil {
		tree := parse.New(f.id)         // the prefix of error messages
		tree.Mode = parse.SkipFuncCheck // unknown functions get a span from the checker
		if _, err := tree.Parse(f.text, "", "", trees); err != nil {
			outline.flaw = atLine(f, err)
		}
	}
	if x := outline.flaw; x != nil {
		l.claimed[f.Name] = true
		for _, def := range outline.definitions {
			l.claimed[def.name] = true
		}
		ds.Add(diag.Errorf("layout-syntax", f.span(x.start, x.end), "%s", x.message).WithHelp("%s", x.help))
		return
	}
	if main := trees[f.id]; main != nil {
		delete(trees, f.id)
		l.add(f, f.Name, main, definition{}, ds)
	}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		l.add(f, name, trees[name], outline.definition(name), ds)
	}
}

// unreadable reports what makes a file no text, or too much of it.
func unreadable(f *file) (diag.Diagnostic, bool) {
	if n := len(f.text); n > maxFileSize {
		return diag.FileErrorf("layout-syntax", f.Source.Path,
			"the template has %d bytes, and %d are the most", n, maxFileSize), true
	}
	for i, r := range f.text {
		if r == utf8.RuneError {
			if _, w := utf8.DecodeRuneInString(f.text[i:]); w == 1 {
				return diag.Errorf("layout-syntax", f.span(i, i+1), "the template is not UTF-8 here"), true
			}
		}
	}
	return diag.Diagnostic{}, false
}

// add gives a tree its name. A name belongs to the first that takes it, in the
// order of file names.
func (l *library) add(f *file, name string, tree *parse.Tree, def definition, ds *diag.List) {
	at := f.span(def.start, def.end)
	if first, taken := l.templates[name]; taken {
		ds.Add(diag.Errorf("layout-syntax", at, "the template %q exists already", name).
			WithNote(first.place(), "it is here"))
		return
	}
	if _, isFile := l.files[name]; isFile && name != f.Name {
		ds.Add(diag.Errorf("layout-syntax", at, "the template %q exists already", name).
			WithNote(l.files[name].span(0, 0), "it is here"))
		return
	}
	if len(l.templates) >= maxTemplates {
		ds.Add(diag.Errorf("layout-syntax", at, "there are more than %d templates", maxTemplates))
		l.claimed[name] = true
		return
	}
	if len(tree.Root.Nodes) > 0 {
		if text, ok := tree.Root.Nodes[0].(*parse.TextNode); ok && text.Pos == 0 {
			text.Text = []byte(strings.TrimPrefix(string(text.Text), "\ufeff"))
		}
	}
	tree.Name, tree.ParseName = name, f.id
	l.templates[name] = &unit{name, f, tree}
}

// place returns the string that names a definition, or the start of a file.
func (u *unit) place() source.Span {
	if u.name != u.file.Name {
		if def := readOutline(u.file, nil).definition(u.name); def.end > 0 {
			return u.file.span(def.start, def.end)
		}
	}
	return u.file.span(0, 0)
}

// exists reports whether a template of that name stands in some file.
func (l *library) exists(name string) bool {
	_, ok := l.templates[name]
	return ok || l.claimed[name]
}

// atLine turns an error of text/template/parse, "template: f3:12: message", into a
// flaw that marks the first action of that line, or all of the line.
func atLine(f *file, err error) *flaw {
	rest, _ := strings.CutPrefix(err.Error(), "template: "+f.id+":")
	digits, message, ok := strings.Cut(rest, ": ")
	line, numErr := strconv.Atoi(digits)
	if !ok || numErr != nil {
		return &flaw{0, 0, err.Error(), ""}
	}
	start, end := lineRange(f.text, line)
	for i, t := range f.tokens {
		if t.kind != tokLeft || t.start >= end {
			continue
		}
		close := i
		for close+1 < len(f.tokens) && f.tokens[close].kind != tokRight {
			close++
		}
		if f.tokens[close].end > start {
			return &flaw{t.start, f.tokens[close].end, message, ""}
		}
	}
	text := f.text[start:end]
	start += len(text) - len(strings.TrimLeft(text, " \t"))
	return &flaw{start, max(start, end), message, ""}
}

// lineRange returns where a line begins and ends. Lines end with LF alone, as in
// text/template.
func lineRange(text string, line int) (start, end int) {
	for ; line > 1; line-- {
		i := strings.IndexByte(text[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		return start, start + i
	}
	return start, len(text)
}

// offsetOf reads "f3:12:5", a location in the form of parse.Tree.ErrorContext: a
// line and a byte of it, counted from 1 and 0.
func (l *library) offsetOf(location string) (f *file, offset int, ok bool) {
	parts := strings.Split(location, ":")
	if len(parts) != 3 {
		return nil, 0, false
	}
	f = l.byID[parts[0]]
	line, err1 := strconv.Atoi(parts[1])
	column, err2 := strconv.Atoi(parts[2])
	if f == nil || err1 != nil || err2 != nil {
		return nil, 0, false
	}
	start, _ := lineRange(f.text, line)
	return f, min(start+column, len(f.text)), true
}

// spanAt returns the token at an offset, or the empty span there.
func (f *file) spanAt(offset int) source.Span {
	if i, ok := tokenAt(f.tokens, offset); ok {
		return f.span(f.tokens[i].start, f.tokens[i].end)
	}
	return f.span(offset, offset)
}

func quote(s string) string { return fmt.Sprintf("%q", s) }
