package urls

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSlug(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Why does Russia say four Ukrainian regions are now its own?", "why-does-russia-say-four-ukrainian-regions-are-now-its-own"},
		{"Russia's war", "russias-war"},
		{"Russia’s “war”", "russias-war"},
		{"  --a  &  b--  ", "a-b"},
		{"António Guterres", "antónio-guterres"},
		{"Anto\u0301nio", "antónio"},
		{"Володимир Зеленський", "володимир-зеленський"},
		{"大韓民国 2022", "大韓民国-2022"},
		{"हिन्दी में", "हिन्दी-में"},
		{"الأمم المتحدة", "الأمم-المتحدة"},
		{"می\u200cخواهم", "میخواهم"},
		{"İstanbul", "istanbul"},
		{"STRASSE ẞ", "strasse-ß"},
		{"𝐀 ℝ", "a-r"},
		{"C++ & C#", "c-c"},
		{"../../etc/passwd", "etc-passwd"},
		{"CON", "con-"},
		{"Com 1", "com-1"},
		{"COM1", "com1-"},
		{"❤\ufe0f", ""},
		{"\u0301a", "a"},
		{"?!", ""},
		{"", ""},
		{"a\xffb", "a-b"},
		{"\u3164\u115f", ""},
		{strings.Repeat("word ", 40), strings.TrimSuffix(strings.Repeat("word-", 16), "-")},
		{strings.Repeat("x", 200), strings.Repeat("x", 80)},
		{strings.Repeat("𒀀", 100), strings.Repeat("𒀀", 60)},
		{"a" + strings.Repeat("\u0316", 50), "a" + strings.Repeat("\u0316", 8)},
	}
	for _, tt := range tests {
		if got := Slug(tt.in); got != tt.want {
			t.Errorf("Slug(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestValidID(t *testing.T) {
	for _, id := range []string{"a", "2022", "vladimir-putin", "con-", "a--b", "зеленський", "大韓民国", "हिन्दी", "ʼа", "straße", "antónio", "com", "com10"} {
		if err := ValidID(id); err != nil {
			t.Errorf("ValidID(%q): %v", id, err)
		}
	}
	tests := []struct{ in, want string }{
		{"", `an id is empty; use lower-case letters, digits and hyphens`},
		{"My File", `"My File" has a space; write "my-file"`},
		{"MyFile", `"MyFile" has the upper-case letter "M"; write "myfile"`},
		{"my file", `"my file" has a space; write "my-file"`},
		{"my_file", `"my_file" has an underscore; write "my-file"`},
		{"a.b", `"a.b" has a dot; write "a-b"`},
		{"a/b", `"a/b" has "/"; write "a-b"`},
		{"-a", `"-a" starts with a hyphen; write "a"`},
		{"con", `"con" is the device CON on Windows; write "con-"`},
		{"anto\u0301nio", "\"anto\u0301nio\" is not in Unicode's normalization form C; type it again: \"antónio\""},
		{"a\u200db", "\"a\u200db\" has the invisible character U+200D; write \"ab\""},
		{"a\tb", "\"a\tb\" has the control character U+0009; write \"a-b\""},
		{"a\u202eb", "\"a\u202eb\" has the bidirectional control U+202E; write \"ab\""},
		{"\u0301a", "\"\u0301a\" has the mark U+0301 without a letter; write \"a\""},
		{"a\xff", "\"a\xff\" is not valid UTF-8; write \"a\""},
		{"!", `"!" has "!"`},
	}
	for _, tt := range tests {
		err := ValidID(tt.in)
		var name *NameError
		if !errors.As(err, &name) || err.Error() != tt.want {
			t.Errorf("ValidID(%q)\n got %v\nwant %s", tt.in, err, tt.want)
		}
	}
	if ValidID(strings.Repeat("x", 241)) == nil {
		t.Error("an id of 241 bytes passes")
	}
}

func TestValidName(t *testing.T) {
	for _, name := range []string{"a", "CNAME", ".well-known", "R&D.pdf", "my file.png", "-x", "~", "4913", "файл.md", "a..b", "com10", "console", "nul-.txt", strings.Repeat("x", 255)} {
		if err := ValidName(name); err != nil {
			t.Errorf("ValidName(%q): %v", name, err)
		}
	}
	tests := []struct{ in, want string }{
		{"", `a name is empty`},
		{"..", `".." is no name but a way through folders`},
		{"a:b", `"a:b" has ":", which not every system and address can bear`},
		{"50%", `"50%" has "%", which not every system and address can bear`},
		{"a\x00", "\"a\x00\" has the control character U+0000, which not every system and address can bear"},
		{"a\u202ecod.exe", "\"a\u202ecod.exe\" has the bidirectional control U+202E, which not every system and address can bear"},
		{" a", `" a" starts with a space`},
		{"a ", `"a " ends with a space, which Windows drops`},
		{"a.", `"a." ends with a dot, which Windows drops`},
		{"nul.txt", `"nul.txt" is the device NUL on Windows; use another name`},
		{"Con .tar.gz", `"Con .tar.gz" is the device CON on Windows; use another name`},
		{"com¹", `"com¹" is the device COM¹ on Windows; use another name`},
		{strings.Repeat("é", 128), `"` + strings.Repeat("é", 80) + `…" has 256 bytes; use at most 255`},
		{"\xc0\xaf", "\"\xc0\xaf\" is not valid UTF-8"},
	}
	for _, tt := range tests {
		if err := ValidName(tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("ValidName(%q)\n got %v\nwant %s", tt.in, err, tt.want)
		}
	}
	for _, c := range `<>:"/\|?*#%` + "\n\x7f\u0085\u2028" {
		if ValidName("a"+string(c)+"b") == nil {
			t.Errorf("a name with %q passes", c)
		}
	}
}

func TestFold(t *testing.T) {
	same := [][2]string{
		{"README.md", "readme.MD"}, {"António.md", "anto\u0301nio.md"}, {"STRASSE", "straße"}, {"ΣΊΣΥΦΟΣ", "σίσυφος"}, {"ﬁ", "FI"}, {"\u212b", "å"},
	}
	for _, pair := range same {
		if Fold(pair[0]) != Fold(pair[1]) {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q", pair[0], Fold(pair[0]), pair[1], Fold(pair[1]))
		}
	}
	if Fold("a/b") == Fold("a-b") {
		t.Error("different paths fold to one")
	}
}

// TestFoldEveryLetter holds that no letter's fold folds to something else, and that
// all the forms that Unicode's simple folding joins are joined.
func TestFoldEveryLetter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Lm, unicode.M, unicode.N, unicode.S) {
			continue
		}
		once := Fold(string(r))
		if Fold(once) != once {
			t.Errorf("%U folds to %q and then to %q", r, once, Fold(once))
		}
		if other := unicode.SimpleFold(r); utf8.ValidRune(r) && Fold(string(other)) != once {
			t.Errorf("%U folds to %+q, but %U to %+q", r, once, other, Fold(string(other)))
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"Why?", "CON", "a\u0301\u0316", "İI", "𝐀", "\u0345", "ᾈ", "\u1100\u1161\u11a8", "x\u034f\u0301", "e\u200d\u0301", "\xff", "١٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		slug := Slug(text)
		if slug == "" {
			return
		}
		if err := ValidID(slug); err != nil {
			t.Fatalf("Slug(%q) = %q: %v", text, slug, err)
		}
		if err := ValidName(slug + ".md"); err != nil {
			t.Fatalf("Slug(%q) = %q: %v", text, slug, err)
		}
		if n := utf8.RuneCountInString(slug); n > maxSlug+1 {
			t.Fatalf("Slug(%q) has %d code points", text, n)
		}
		plain := strings.TrimSuffix(slug, "-") // a device's name gets its hyphen back
		if again := Slug(plain); again != slug {
			t.Fatalf("Slug(%q) = %q, whose slug is %q", text, slug, again)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"README", "\u0345\u0301", "ﬁ", "ẞ", "\xff\u0301", "ᾳ\u0301", "a\u0316\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
		}
	})
}

func BenchmarkSlug(b *testing.B) {
	for b.Loop() {
		Slug("Why does Russia say four Ukrainian regions are now its own?")
	}
}
