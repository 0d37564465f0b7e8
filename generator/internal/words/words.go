// Package words holds what the pages say by themselves, in every language that has a
// file of words.
//
// A language is a file layouts/words/<tag>.toml, named by its BCP 47 tag. The files of
// English, Ukrainian, Arabic, French and Spanish are built in; a file of the site takes
// the place of the built-in one of the same name, and a new language is a new file. A
// page is made in the words of its own `lang`, and where that has none in those of the
// nearest wider tag: "pt-BR" finds pt.toml.
//
//	[say]          what layouts write themselves: the fields of .Say in a layout
//	key_points = "Key points"
//	published  = "Published {date:locative}"   # braces: something with markup stands here
//
//	[tell]         sentences with a number or a name in them
//	claim = { one = "{n} claim", other = "{n} claims" }
//	changed = "Changed from {from} to {to}"
//
//	[terms.stance] words of the content model: kinds, stances, bases
//	denies = "denies"
//
//	[text]         what Markdown adds to an author's text, and its quotation marks
//	[dates]        the wording of dates: the fields of edtf.Wording
//	[dates.brief]  the same for narrow places, where it differs
//
// Forms by number have the names of CLDR's plural categories (UTS #35 part 3 §5): zero,
// one, two, few, many, other; "other" stands for those that are not there. A date takes
// the case that the phrase asks for; keys of [dates] that end in _genitive, _locative
// or _dative are that case of the key before them.
//
// What a file does not have is said in English, and a warning names it. A key that
// English does not have is an error, as is a brace that names something else than in
// English.
package words

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	explainer "explainer"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

// Dir is the folder of the layouts in which files of words lie.
const Dir = "words"

// Set is the languages of a site. The nil Set has English alone. It is read-only.
type Set struct {
	languages map[string]*Language // by canonical tag
}

// Language is all that is said in one language.
type Language struct {
	Tag    string // BCP 47, of the file
	Say    Words
	Tell   Sentences
	Dates  edtf.Language
	Labels markdown.Labels
	Quotes markdown.Quotes
	terms  map[string]map[string]string
	namer  display.Namer
}

// IsFile reports whether a path below layouts/ is a file of words.
func IsFile(name string) bool {
	return path.Dir(name) == Dir && path.Ext(name) == ".toml"
}

// Load reads files of words, and adds what is wrong with them to ds. A file that
// cannot be read as TOML gives a language that says everything in English.
func Load(files []*source.File, ds *diag.List) *Set {
	s := &Set{languages: map[string]*Language{}}
	var found diag.List
	for _, f := range files {
		name := strings.TrimSuffix(path.Base(f.Path), ".toml")
		tag, err := language.Parse(name)
		if err != nil {
			found.Add(diag.FileErrorf("bad-name", f.Path, "%q is no language tag", name).
				WithHelp("name the file of a language by its BCP 47 tag, such as uk.toml or pt-BR.toml"))
			continue
		}
		s.languages[tag.String()] = read(f, tag, english(), &found)
	}
	ds.Add(found.Sorted()...)
	return s
}

// english is the built-in English, which stands in for what other files do not have.
var english = sync.OnceValue(func() *Language {
	const name = "layouts/" + Dir + "/en.toml"
	data, err := explainer.Layouts.ReadFile(name)
	if err != nil {
		return &Language{Tag: "en"}
	}
	var none diag.List
	return read(source.New("<built-in>/"+name, data), language.English, nil, &none)
})

// Has reports whether there are words of a language, or of a wider one.
func (s *Set) Has(tag string) bool { return s.find(tag) != nil }

// For returns the words of a language, or of the next wider one, or English.
func (s *Set) For(tag string) *Language { return cmp.Or(s.find(tag), s.find("en"), english()) }

func (s *Set) find(tag string) *Language {
	if s == nil {
		if base, _ := language.Make(tag).Base(); base.String() != "en" {
			return nil
		}
		return english()
	}
	if l := s.languages[tag]; l != nil { // without the parser: it is asked for every page
		return l
	}
	for t := language.Make(tag); t != language.Und; t = t.Parent() {
		if l := s.languages[t.String()]; l != nil {
			return l
		}
	}
	return nil
}

// Tags returns the languages that there are words of, sorted.
func (s *Set) Tags() []string {
	if s == nil {
		return []string{english().Tag}
	}
	var tags []string
	for tag := range s.languages {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// IndexTitles returns what a language calls the indexes, by their folders.
func (s *Set) IndexTitles(tag string) map[string]string {
	say := &s.For(tag).Say
	return map[string]string{
		"explainers": say.Explainers, "questions": say.Questions, "timeline": say.Timeline,
		"actors": say.Actors, "regions": say.Regions, "sources": say.Sources,
	}
}

// TextLabels returns what Markdown adds to a text in a language, and its quotation
// marks.
func (s *Set) TextLabels(tag string) (markdown.Labels, markdown.Quotes) {
	l := s.For(tag)
	return l.Labels, l.Quotes
}

// Term returns the word for a value of the content model: Term("stance", "denies").
// A value without a word stands for itself.
func (l *Language) Term(kind, value string) string {
	if word, ok := l.terms[kind][value]; ok {
		return word
	}
	return value
}

// LanguageName returns the name of a language as CLDR has it in this one, or its tag.
func (l *Language) LanguageName(tag string) string {
	if l.namer == nil {
		return tag
	}
	return cmp.Or(l.namer.Name(language.Make(tag)), tag)
}

// List puts names together: "Ann, Bob and Cy".
func (l *Language) List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return l.Tell.And.Fill("first", strings.Join(names[:last], l.Say.Comma), "last", names[last])
}
