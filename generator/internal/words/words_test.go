package words_test

import (
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	explainer "explainer"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/source"
	"explainer/generator/internal/words"
)

// builtin loads the built-in languages.
func builtin(t *testing.T) *words.Set {
	t.Helper()
	paths, err := fs.Glob(explainer.Layouts, "layouts/words/*.toml")
	if err != nil || len(paths) < 5 {
		t.Fatal("not enough built-in files:", paths, err)
	}
	var files []*source.File
	for _, p := range paths {
		data, err := explainer.Layouts.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, source.New(p, data))
	}
	var ds diag.List
	set := words.Load(files, &ds)
	for _, d := range ds {
		t.Error(d.String())
	}
	return set
}

// TestBuiltin holds that the built-in files are complete, that no phrase is empty,
// and that each has the plural forms that its language has.
func TestBuiltin(t *testing.T) {
	set := builtin(t)
	for _, tag := range []string{"en", "uk", "ar", "fr", "es"} {
		if !set.Has(tag) {
			t.Errorf("no words of %s", tag)
			continue
		}
		l := set.For(tag)
		for _, table := range []reflect.Value{reflect.ValueOf(l.Say), reflect.ValueOf(l.Tell), reflect.ValueOf(l.Labels), reflect.ValueOf(l.Quotes)} {
			for i := range table.NumField() {
				if table.Field(i).IsZero() {
					t.Errorf("%s: %s is empty", tag, table.Type().Field(i).Name)
				}
				if p, ok := table.Field(i).Interface().(words.Plural); ok {
					checkForms(t, tag, table.Type().Field(i).Name, p)
				}
			}
		}
	}
}

func checkForms(t *testing.T, tag, name string, p words.Plural) {
	t.Helper()
	seen := map[plural.Form]bool{}
	for n := range 200 {
		form := plural.Cardinal.MatchPlural(language.Make(tag), n, 0, 0, 0, 0)
		if !seen[form] && !p.Has(form) {
			t.Errorf("%s: %s has no form for %d", tag, name, n)
		}
		seen[form] = true
		if s := p.For(n, "total", "500"); strings.ContainsAny(s, "{}") || s == "" {
			t.Errorf("%s: %s for %d is %q", tag, name, n, s)
		}
	}
}

// TestTerms holds that every value of the content model has a word in every
// built-in language.
func TestTerms(t *testing.T) {
	set := builtin(t)
	for kind, values := range map[string][]string{
		"actor": content.ActorKinds(), "region": content.RegionKinds(), "stance": content.Stances(), "basis": content.Bases(),
		"question": content.QuestionKinds(), "source": content.SourceKinds(), "extent": {"full", "partial", "undefined"},
		"update": {"correction", "clarification", "update", "editors-note"},
	} {
		for _, tag := range set.Tags() {
			for _, v := range values {
				if word := set.For(tag).Term(kind, v); word == "" || tag != "en" && tag != "fr" && word == v && v != "neutral" && v != "actor" {
					t.Errorf("%s: %s %q is %q", tag, kind, v, word)
				}
			}
		}
	}
}

// TestEnglishDates holds that the file says dates as package edtf does.
func TestEnglishDates(t *testing.T) {
	if got, want := builtin(t).For("en").Dates, *edtf.English(); !reflect.DeepEqual(got, want) {
		t.Errorf("en.toml has\n%+v\nedtf has\n%+v", got, want)
	}
}

// TestFor finds the words of a narrower language under the wider one.
func TestFor(t *testing.T) {
	set := builtin(t)
	for tag, want := range map[string]string{"uk": "uk", "uk-UA": "uk", "ar-EG": "ar", "fr-CA": "fr", "de": "en", "und": "en", "": "en"} {
		if got := set.For(tag).Tag; got != want {
			t.Errorf("words of %q are %s, want %s", tag, got, want)
		}
	}
	if set.Has("de") || !set.Has("es-MX") {
		t.Error("Has is wrong")
	}
	var none *words.Set
	if none.For("uk").Say.Home != "Home" || none.Has("uk") || !none.Has("en") {
		t.Error("no set at all is not English")
	}
}

// TestList puts names together.
func TestList(t *testing.T) {
	set := builtin(t)
	for _, tt := range []struct{ tag, names, want string }{
		{"en", "", ""}, {"en", "Ann", "Ann"}, {"en", "Ann Bob", "Ann and Bob"}, {"en", "Ann Bob Cy", "Ann, Bob and Cy"},
		{"uk", "А Б В", "А, Б та В"}, {"ar", "أ ب ج", "أ، ب وج"},
	} {
		if got := set.For(tt.tag).List(strings.Fields(tt.names)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.tag, got, tt.want)
		}
	}
	if got := set.For("uk").LanguageName("ar"); got != "арабська" {
		t.Errorf("the name of Arabic in Ukrainian is %q", got)
	}
}

// TestMistakes makes one mistake each in the built-in Ukrainian file.
func TestMistakes(t *testing.T) {
	data, err := explainer.Layouts.ReadFile("layouts/words/uk.toml")
	if err != nil {
		t.Fatal(err)
	}
	const missing = "\n  help: copy what is missing from the built-in file layouts/words/en.toml, and translate it"
	for _, tt := range []struct{ old, new, want string }{
		{"key_points   = ", "key_point   = ",
			"words/uk.toml:N:1: warning: [say] does not have key_points; the pages say it in English [words-missing]\n  N | [say]\n    | ^^^^^" + missing + "\n" +
				"words/uk.toml:N:1: error: unknown key \"key_point\"\n  N | key_point   = \"Головне\"\n    | ^^^^^^^^^\n  help: did you mean \"key_points\"?\n"},
		{"Опубліковано {date:genitive}", "Опубліковано",
			"words/uk.toml:N:17: error: this phrase has 0 places in braces, and needs one\n  N | published    = \"Опубліковано\"\n    |                 ^^^^^^^^^^^^\n  help: write it as in English, such as \"Published {date}\"\n"},
		{"Опубліковано {date:genitive}", "Опубліковано {date:genitiv}",
			"words/uk.toml:N:17: error: there is no case \"genitiv\"\n  N | published    = \"Опубліковано {date:genitiv}\"\n    |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n  help: did you mean \"genitive\"?\n"},
		{"= \"з {from:genitive} до {to:genitive}\"", "= \"до {to} з {from}\"",
			"words/uk.toml:N:22: error: this phrase needs {from} and then {to}\n  N | from_to           = \"до {to} з {from}\"\n    |                      ^^^^^^^^^^^^^^^^\n  help: write it as in English: \"{from} to {to}\"\n"},
		{"Змінено з «{from}»", "Змінено з «{form}»",
			"words/uk.toml:N:16: error: there is nothing to put for {form} here\n  N | changed     = \"Змінено з «{form}» на «{to}»\"\n    |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n  help: did you mean \"from\"?\n"},
		{"[terms.stance]\nsupports = \"підтримує\"", "[terms.stance]",
			"words/uk.toml:N:1: warning: [terms.stance] does not have supports; the pages say it in English [words-missing]\n  N | [terms.stance]\n    | ^^^^^^^^^^^^^^" + missing + "\n"},
		{"\"січень\", \"лютий\", ", "\"січень\", ",
			"words/uk.toml:N:1: error: months has 11 names, and 12 are needed\n  N | months           = [\"січень\", \"березень\", \"квітень\", \"травень\", \"червень\", \"липень\", \"серпень\", \"вер…\n    | ^^^^^^\n"},
		{"[dates]", "[dates]\ndigits = \"٠١٢\"",
			"words/uk.toml:N:11: error: these are 3 digits, and 10 are needed\n  N | digits = \"٠١٢\"\n    |           ^^^\n  help: write the ten digits from zero, or leave the key out for 0123456789\n"},
	} {
		if strings.Count(string(data), tt.old) < 1 {
			t.Fatalf("the file does not have %q", tt.old)
		}
		if got := anyLine(load("words/uk.toml", strings.Replace(string(data), tt.old, tt.new, 1))); got != tt.want {
			t.Errorf("%s:\ngot:\n%s\nwant:\n%s", tt.new, got, tt.want)
		}
	}
}

// anyLine puts N for the numbers of lines, which move when the file grows.
func anyLine(said string) string {
	said = regexp.MustCompile(`uk\.toml:\d+:`).ReplaceAllString(said, "uk.toml:N:")
	said = regexp.MustCompile(`(?m)^  \d+ \|`).ReplaceAllString(said, "  N |")
	return regexp.MustCompile(`(?m)^ +\| `).ReplaceAllString(said, "    | ")
}

// TestFewWords reads files that have next to nothing, or are no files of words.
func TestFewWords(t *testing.T) {
	const help = "\n  help: copy what is missing from the built-in file layouts/words/en.toml, and translate it\n"
	for _, tt := range []struct{ name, text, want string }{
		{"words/pl.toml", "[say\n", "words/pl.toml:1:5: error: a header that is not closed\n  1 | [say\n    |     ^\n  help: end it with ], or ]] if it begins with [[\n"},
		{"words/english.toml", "", "words/english.toml: error: \"english\" is no language tag\n  help: name the file of a language by its BCP 47 tag, such as uk.toml or pt-BR.toml\n"},
		{"words/pl.toml", "[terms]\n", "" +
			"words/pl.toml:1:1: warning: [dates] does not have months, seasons, day, day_of_year, month and N more; the pages say it in English [words-missing]\n  1 | [terms]\n    | ^" + help +
			"words/pl.toml:1:1: warning: [say] does not have skip, main_menu, index_menu, trail, home and N more; the pages say it in English [words-missing]\n  1 | [terms]\n    | ^" + help +
			"words/pl.toml:1:1: warning: [tell] does not have minutes, explainer, actor, region, date and N more; the pages say it in English [words-missing]\n  1 | [terms]\n    | ^" + help +
			"words/pl.toml:1:1: warning: [text] does not have note, tip, important, warning, caution and N more; the pages say it in English [words-missing]\n  1 | [terms]\n    | ^" + help +
			"words/pl.toml:1:1: warning: [terms] does not have actor, basis, extent, list, page and N more; the pages say it in English [words-missing]\n  1 | [terms]\n    | ^^^^^^^" + help},
	} {
		if got := load(tt.name, tt.text); got != tt.want {
			t.Errorf("%s %q:\ngot:\n%s\nwant:\n%s", tt.name, tt.text, got, tt.want)
		}
	}
}

// load reads one file and returns what is said about it.
func load(name, text string) string {
	var ds diag.List
	words.Load([]*source.File{source.New(name, []byte(text))}, &ds)
	said := ""
	for _, d := range ds {
		said += strings.TrimSuffix(d.String(), "\n") + "\n"
	}
	return regexp.MustCompile(`and \d+ more`).ReplaceAllString(said, "and N more")
}

// FuzzLoad holds that no file of words does harm.
func FuzzLoad(f *testing.F) {
	f.Add("[say]\nin = \"In {page}\"\n[tell]\nclaim = { one = \"{n\", other = \"}{\" }\n[dates]\nmonths = [\"a\"]\ndigits = \"٠١\"\n")
	f.Add("[say]\nsince = \"{date:genitiv}\"\n[terms]\nstance = 1\n[dates.brief]\nyear = \"{year\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		var ds diag.List
		l := words.Load([]*source.File{source.New("layouts/words/uk.toml", []byte(text))}, &ds).For("uk")
		l.Tell.Claim.For(3)
		l.Tell.Changed.Fill("from", "a", "to", "b")
		l.List([]string{"a", "b", "c"})
		d, _ := edtf.Parse("2014-03~/2016")
		d.Words(&l.Dates)
	})
}
