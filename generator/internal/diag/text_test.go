package diag

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"explainer/generator/internal/source"
)

// at returns the span of the first place where the text has the word.
func at(f *source.File, word string) source.Span {
	i := strings.Index(string(f.Data()), word)
	if i < 0 {
		panic("the text has no " + word)
	}
	return f.Span(i, i+len(word))
}

func plain(t *testing.T, list List, opts TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteText(&b, list, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteText(t *testing.T) {
	long := strings.Repeat("a", 200)
	for _, c := range []struct {
		name, text, word, want string
	}{
		{"a word", "+++\nactors = [\"vladmir-putin\"]\n", "vladmir-putin", `x.md:2:12: error: message
  2 | actors = ["vladmir-putin"]
    |            ^^^^^^^^^^^^^
`},
		{"a tab before it", "\tkey = 1\n", "key", `x.md:1:2: error: message
  1 |     key = 1
    |     ^^^
`},
		{"a tab inside it", "a\tb\n", "a\tb", `x.md:1:1: error: message
  1 | a    b
    | ^^^^^^
`},
		{"wide letters before it", "東京 = 1\n", "=", `x.md:1:4: error: message
  1 | 東京 = 1
    |      ^
`},
		{"wide letters inside it", "\"東京\"\n", "東京", `x.md:1:2: error: message
  1 | "東京"
    |  ^^^^
`},
		{"a combining mark", "e\u0301 = 1\n", "=", "x.md:1:4: error: message\n  1 | e\u0301 = 1\n    |   ^\n"},
		{"a zero-width space", "a\u200b=\n", "=", "x.md:1:3: error: message\n  1 | a\u200b=\n    |  ^\n"},
		{"an emoji", "😀 x\n", "x", "x.md:1:3: error: message\n  1 | 😀 x\n    |    ^\n"},
		{"controls", "a\x1b[31m b\n", "b", "x.md:1:8: error: message\n  1 | a\ufffd[31m b\n    |        ^\n"},
		{"bidirectional controls", "a\u202eb\n", "b", "x.md:1:3: error: message\n  1 | a\ufffdb\n    |   ^\n"},
		{"broken bytes", "a\xff\xfeb\n", "b", "x.md:1:4: error: message\n  1 | a\ufffd\ufffdb\n    |    ^\n"},
		{"a byte order mark", "\ufeffkey = 1\n", "key", `x.md:1:2: error: message
  1 | key = 1
    | ^^^
`},
		{"several lines", "a = [\n1,\n2]\n", "[\n1,\n2]", `x.md:1:5: error: message
  1 | a = [
    |     ^
`},
		{"CRLF", "a = [\r\n1]\r\n", "[\r\n1]", `x.md:1:5: error: message
  1 | a = [
    |     ^
`},
		{"an empty line", "a\n\nb\n", "\nb", `x.md:2:1: error: message
  2 | 
    | ^
`},
		{"the start of a long line", "key = \"" + long + "\"\n", "key", "x.md:1:1: error: message\n" +
			"  1 | key = \"" + long[:93] + "…\n    | ^^^\n"},
		{"the middle of a long line", long + "KEY" + long + "\n", "KEY", "x.md:1:201: error: message\n" +
			"  1 | …" + long[:30] + "KEY" + long[:67] + "…\n    |  " + strings.Repeat(" ", 30) + "^^^\n"},
		{"the end of a long line", long + "KEY\n", "KEY", "x.md:1:201: error: message\n" +
			"  1 | …" + long[:97] + "KEY\n    |  " + strings.Repeat(" ", 97) + "^^^\n"},
		{"all of a long line", long + "\n", long, "x.md:1:1: error: message\n" +
			"  1 | " + long[:100] + "…\n    | " + strings.Repeat("^", 100) + "\n"},
		{"a line of the full width", long[:100] + "\n", long[:100], "x.md:1:1: error: message\n" +
			"  1 | " + long[:100] + "\n    | " + strings.Repeat("^", 100) + "\n"},
		{"a late line", strings.Repeat("\n", 1233) + "key\n", "key", `x.md:1234:1: error: message
  1234 | key
       | ^^^
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := source.New("x.md", []byte(c.text))
			got := plain(t, List{Errorf("id", at(f, c.word), "message")}, TextOptions{})
			if got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestWriteTextWithoutPlace(t *testing.T) {
	empty := source.New("empty.md", nil)
	list := List{
		FileErrorf("a", "content/x.md", "two files declare the actor %q", "x").
			WithNote(source.Span{}, "the other one is %s", "content/y.md").WithHelp("rename one"),
		Errorf("b", empty.Span(0, 0), "title is missing").WithHelp("write a title"),
		FileErrorf("c", "", "about nothing"),
		FileErrorf("d", "content/\x1b]0;x\a.md", "bad\tname \u202e"),
	}
	want := `content/x.md: error: two files declare the actor "x"
  note: the other one is content/y.md
  help: rename one
empty.md:1:1: error: title is missing
  help: write a title
error: about nothing
` + "content/\ufffd]0;x\ufffd.md: error: bad    name \ufffd\n"
	if got := plain(t, list, TextOptions{}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWriteTextEndOfFile(t *testing.T) {
	f := source.New("x.md", []byte("a = 1"))
	want := "x.md:1:6: error: message\n  1 | a = 1\n    |      ^\n"
	if got := plain(t, List{Errorf("id", f.Span(5, 5), "message")}, TextOptions{}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWriteTextColor(t *testing.T) {
	f := source.New("x.md", []byte("titel = 1\n"))
	list := List{
		Errorf("id", at(f, "titel"), "unknown key").WithNote(f.Span(6, 7), "here").WithHelp("write title"),
		Warningf("id", at(f, "1"), "careful"),
	}
	want := "\x1b[1mx.md:1:1: \x1b[0m\x1b[1;31merror:\x1b[0m \x1b[1munknown key\x1b[0m\n" +
		"\x1b[2m  1 | \x1b[0mtitel = 1\n" +
		"\x1b[2m    | \x1b[0m\x1b[1;31m^^^^^\x1b[0m\n" +
		"  \x1b[36mnote:\x1b[0m here (x.md:1:7)\n" +
		"  \x1b[36mhelp:\x1b[0m write title\n" +
		"\x1b[1mx.md:1:9: \x1b[0m\x1b[1;33mwarning:\x1b[0m \x1b[1mcareful\x1b[0m\x1b[2m [id]\x1b[0m\n" +
		"\x1b[2m  1 | \x1b[0mtitel = 1\n" +
		"\x1b[2m    | \x1b[0m        \x1b[1;31m^\x1b[0m\n"
	if got := plain(t, list, TextOptions{Color: true}); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	uncolored := plain(t, list, TextOptions{})
	if strings.Contains(uncolored, "\x1b") {
		t.Errorf("escape sequences although colour is off: %q", uncolored)
	}
}

func TestString(t *testing.T) {
	f := source.New("x.md", []byte("a\n"))
	if got, want := Errorf("id", f.Span(0, 1), "wrong").String(), "x.md:1:1: error: wrong\n  1 | a\n    | ^"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLongMessages(t *testing.T) {
	book := strings.Repeat("東", 10_000)
	d := Errorf("id", source.Span{}, "%q is no id; sorry", book).WithHelp("write %s", book).WithNote(source.Span{}, "%s", book)
	want := `"` + book[:3*399] + "…" + book[:3*(200-len(`" is no id; sorry`))] + `" is no id; sorry`
	if d.Message != want {
		t.Errorf("message %q", d.Message)
	}
	if n := len([]rune(d.Help)); n != 601 {
		t.Errorf("the help has %d code points", n)
	}
	if n := len([]rune(d.Notes[0].Message)); n != 601 {
		t.Errorf("the note has %d code points", n)
	}
}

func TestWriteJSON(t *testing.T) {
	f := source.New("content/x.md", []byte("+++\nактори = [\"<x>\"]\n"))
	var b bytes.Buffer
	err := WriteJSON(&b, List{
		Errorf("unknown-id", at(f, "<x>"), "unknown actor %q", "<x>").WithNote(f.Span(0, 3), "here").WithHelp("take it out"),
		FileErrorf("unreadable", "content/y.md", "cannot read\nit").WithNote(source.Span{}, "a fact"),
		Warningf("stub", f.Span(4, 16), "\u202e"),
	})
	want := `{"type":"diagnostic","id":"unknown-id","severity":"error","file":"content/x.md","place":{"line":2,"column":12,"offset":21,"length":3},"message":"unknown actor \"<x>\"","notes":[{"message":"here","place":{"file":"content/x.md","line":1,"column":1,"offset":0,"length":3}}],"help":"take it out"}
{"type":"diagnostic","id":"unreadable","severity":"error","file":"content/y.md","message":"cannot read\nit","notes":[{"message":"a fact"}]}
{"type":"diagnostic","id":"stub","severity":"warning","file":"content/x.md","place":{"line":2,"column":1,"offset":4,"length":12},"message":"` + "\u202e" + `"}
`
	if err != nil || b.String() != want {
		t.Errorf("got\n%s%v\nwant\n%s", b.String(), err, want)
	}
}

// fullWriter refuses what is written to it.
type fullWriter struct{}

var errFull = errors.New("full")

func (fullWriter) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrors(t *testing.T) {
	list := List{FileErrorf("a", "x", "y")}
	if err := WriteText(fullWriter{}, list, TextOptions{}); !errors.Is(err, errFull) {
		t.Errorf("WriteText returned %v", err)
	}
	if err := WriteJSON(fullWriter{}, list); !errors.Is(err, errFull) {
		t.Errorf("WriteJSON returned %v", err)
	}
}

func TestSorted(t *testing.T) {
	a, b := source.New("a.md", []byte("one two\n")), source.New("b.md", []byte("one\n"))
	list := List{
		Errorf("z", b.Span(0, 1), "m"),
		FileErrorf("z", "a.md", "whole file"),
		Warningf("y", a.Span(4, 7), "m"),
		Errorf("y", a.Span(4, 7), "m"),
		Errorf("x", a.Span(4, 7), "m"),
		Errorf("x", a.Span(4, 5), "m"),
		Errorf("x", a.Span(0, 3), "b"),
		Errorf("x", a.Span(0, 3), "a"),
		Errorf("x", a.Span(0, 3), "a"),
	}
	var got []string
	for _, d := range list.Sorted() {
		got = append(got, strings.SplitN(d.String(), "\n", 2)[0])
	}
	want := []string{
		"a.md: error: whole file", "a.md:1:1: error: a", "a.md:1:1: error: b", "a.md:1:5: error: m",
		"a.md:1:5: error: m", "a.md:1:5: error: m", "a.md:1:5: warning: m [y]", "b.md:1:1: error: m",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if list[0].File() != "b.md" {
		t.Error("Sorted changed its receiver")
	}
	if e, w := list.Errors(), list.Warnings(); e != 8 || w != 1 {
		t.Errorf("%d errors and %d warnings", e, w)
	}
}

func BenchmarkManyInOneLongLine(b *testing.B) {
	f := source.New("x.md", bytes.Repeat([]byte(`"stub", `), 10_000))
	var list List
	for i := range 10_000 {
		list.Add(Warningf("stub", f.Span(8*i+1, 8*i+5), "no file declares it"))
	}
	for b.Loop() {
		var out bytes.Buffer
		if err := WriteText(&out, list, TextOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
