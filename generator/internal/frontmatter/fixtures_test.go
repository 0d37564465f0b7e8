package frontmatter

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/source"
)

// Each fixture is an archive of three files: an input (NAME.md with front matter or
// NAME.toml; its text is a Go string literal if ".quoted" is added), "ask", the
// getters to call, one a line, those of the tables obtained indented by a tab, and
// "want", the values and diagnostics that come back.
func TestFixtures(t *testing.T) { golden.Each(t, runFixture) }

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func runFixture(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	if len(a.Files) == 0 {
		t.Fatal("no input")
	}
	name, data := a.Files[0].Name, a.Files[0].Data
	if trimmed, quoted := strings.CutSuffix(name, ".quoted"); quoted {
		text, err := strconv.Unquote(strings.TrimSpace(string(data)))
		if err != nil {
			t.Fatal("unquoting the input:", err)
		}
		name, data = trimmed, []byte(text)
	}
	var ds diag.List
	var out strings.Builder
	f := source.New(name, data)
	var table *Table
	if strings.HasSuffix(name, ".toml") {
		table = ParseFile(f, &ds)
	} else {
		m := Parse(f, &ds)
		table = m.Table
		if m.Found {
			fmt.Fprintf(&out, "body: %q\n", data[m.Body:])
		}
	}
	if table.Broken() {
		out.WriteString("broken\n")
	}
	script := strings.Split(strings.TrimRight(section(a, "ask"), "\n"), "\n")
	ask(t, &out, "", script, table)
	table.Finish()
	for _, d := range ds.Sorted() {
		out.WriteString(d.ID + ": " + d.String() + "\n")
	}
	return out.String()
}

// ask runs the lines of a script on a table and writes what comes back.
func ask(t *testing.T, out *strings.Builder, prefix string, lines []string, table *Table) {
	t.Helper()
	for i := 0; i < len(lines); i++ {
		fields := strings.Fields(lines[i])
		if len(fields) < 2 {
			continue
		}
		var nested []string
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\t") {
			i++
			nested = append(nested, lines[i][1:])
		}
		name := prefix + fields[1]
		say := func(format string, args ...any) { fmt.Fprintf(out, name+" "+format+"\n", args...) }
		key := fields[1]
		switch fields[0] {
		case "has":
			say("%v, key %s", table.Has(key), place(table.KeySpan(key)))
		case "text":
			say("%s", sayText(table.Text(key)))
		case "oneof":
			say("%s", sayText(table.OneOf(key, fields[2:]...)))
		case "texts":
			for _, x := range table.Texts(key) {
				say("%s", sayText(x))
			}
		case "textortexts":
			for _, x := range table.TextOrTexts(key) {
				say("%s", sayText(x))
			}
		case "bool":
			v, ok := table.Bool(key)
			say("%v, %v", v, ok)
		case "int":
			v, ok := table.Int(key)
			say("%v, %v", v, ok)
		case "floats":
			say("%v", table.Floats(key))
		case "date":
			d := table.Date(key)
			say("%s at %s", d.Date, place(d.Span))
		case "parsedate":
			say("%s", table.ParseDate(table.Text(key)).Date)
		case "table":
			sub := table.Table(key)
			say("table at %s", place(sub.Span()))
			ask(t, out, name+".", nested, sub)
		case "tables":
			for n, sub := range table.Tables(key) {
				say("%d at %s", n, place(sub.Span()))
				ask(t, out, fmt.Sprintf("%s[%d].", name, n), nested, sub)
			}
		case "items":
			for n, item := range table.Items(key) {
				switch {
				case item.Text != nil:
					say("%d text %s", n, sayText(*item.Text))
				case item.Date != nil:
					say("%d date %s at %s", n, item.Date.Date, place(item.Date.Span))
				default:
					say("%d table at %s", n, place(item.Table.Span()))
					ask(t, out, fmt.Sprintf("%s[%d].", name, n), nested, item.Table)
				}
			}
		case "free":
			say("%s", sayFree(table.Free(key)))
		default:
			t.Fatalf("no getter %q", fields[0])
		}
	}
}

func sayText(x Text) string { return fmt.Sprintf("%q at %s", x.Value, place(x.Span)) }

// place returns line, column and the text of a span.
func place(s source.Span) string {
	if s.IsZero() {
		return "nowhere"
	}
	return fmt.Sprintf("%d:%d %q", s.Pos().Line, s.Pos().Column, s.Text())
}

func sayFree(v any) string {
	switch v := v.(type) {
	case map[string]any:
		parts := []string{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, k+": "+sayFree(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := []string{}
		for _, x := range v {
			parts = append(parts, sayFree(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return strconv.Quote(v)
	}
	return fmt.Sprintf("%T(%v)", v, v)
}
