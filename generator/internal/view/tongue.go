package view

import (
	"strconv"

	"golang.org/x/text/language"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/words"
)

// tongue is a language in which pages are made, with what has been said in it.
type tongue struct {
	*words.Language
	tag    string // of the pages; the words may be those of a wider language
	dir    string
	dates  *dates
	shared Site
}

// in returns a Builder for a page in a language.
func (b *Builder) in(tag string) *Builder {
	if tag == b.tag {
		return b
	}
	other := *b
	if t, ok := b.tongues.Load(tag); ok {
		other.tongue = t.(*tongue)
		return &other
	}
	other.tongue = &tongue{Language: b.set.For(tag), tag: tag, dir: direction(tag), dates: newDates()}
	other.reads = nil // what all pages share depends on the config, and on the indexes' names
	other.shared = other.makeShared(b.shared)
	t, _ := b.tongues.LoadOrStore(tag, other.tongue)
	other.tongue, other.reads = t.(*tongue), b.reads
	return &other
}

// mark returns the language and direction of words, or nothing where they are those
// of the page.
func (b *Builder) mark(lang string) (tag, dir string) {
	if lang == "" || lang == b.tag {
		return "", ""
	}
	return lang, direction(lang)
}

// direction returns "rtl" for languages whose script runs from right to left.
func direction(tag string) string {
	script, _ := language.Make(tag).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Mand", "Samr", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// makeShared returns what all pages in one language share, from what those in another
// do.
func (b *Builder) makeShared(v Site) Site {
	s := b.site
	tag := s.Config.Language.String()
	v.Title, v.Description, v.Extra = s.Config.Title, s.Config.Description, s.Config.Extra
	v.Language, v.Dir = tag, direction(tag)
	v.Home = b.base.Path("/")
	v.Timeline = b.url(s.Indexes[site.TimelineName])
	v.Explainers = b.url(s.Indexes[content.ExplainersDir])
	v.Actors = b.url(s.Indexes[content.ActorsDir])
	v.Regions = b.url(s.Indexes[content.RegionsDir])
	v.Questions = b.url(s.Indexes[content.QuestionsDir])
	v.Sources = b.url(s.Indexes[content.SourcesDir])
	v.Menu, v.Indexes = nil, nil
	say := &b.Say
	for _, index := range []struct{ name, all string }{
		{content.ExplainersDir, say.AllExplainers}, {content.QuestionsDir, say.AllQuestions}, {site.TimelineName, say.AllDates},
		{content.ActorsDir, say.AllActors}, {content.RegionsDir, say.AllRegions}, {content.SourcesDir, say.AllSources},
	} {
		link := b.indexLink(index.name)
		if link.URL == "" {
			continue
		}
		v.Menu = append(v.Menu, link)
		v.Indexes = append(v.Indexes, Link{URL: link.URL, Title: index.all})
	}
	for _, item := range s.Config.Menu {
		link := Link{URL: b.menuURL(item.URL.Value), Title: item.Title}
		link.Lang, link.Dir = b.mark(tag)
		v.Menu = append(v.Menu, link)
	}
	return v
}

// indexTitle returns the name of an index: the title of its _index.md, or else what
// the language calls it.
func (b *Builder) indexTitle(n *site.Node) (title string, own bool) {
	if n.Doc != nil && n.Doc.Title.Value != "" {
		return n.Title, true
	}
	switch n.ID {
	case content.ExplainersDir:
		return b.Say.Explainers, false
	case content.QuestionsDir:
		return b.Say.Questions, false
	case site.TimelineName:
		return b.Say.Timeline, false
	case content.ActorsDir:
		return b.Say.Actors, false
	case content.RegionsDir:
		return b.Say.Regions, false
	case content.SourcesDir:
		return b.Say.Sources, false
	}
	return n.Title, true
}

func (b *Builder) indexLink(name string) Link {
	n := b.site.Indexes[name]
	title, own := b.indexTitle(n)
	l := Link{URL: b.url(n), Title: title}
	if own {
		l.Lang, l.Dir = b.mark(n.Lang)
	}
	return l
}

// link leads to a node by its title.
func (b *Builder) link(n *site.Node) Link {
	l := Link{URL: b.url(n), Title: n.Title}
	if n.Lang != b.tag {
		l.Lang, l.Dir = b.mark(n.Lang)
	}
	return l
}

// home leads to the home page.
func (b *Builder) home() Link { return Link{URL: b.url(b.site.Home), Title: b.Say.Home} }

// date words a date as it stands alone.
func (b *Builder) date(d edtf.Date) Date { return b.dateIn(d, edtf.Nominative) }

// dateIn words a date in the case that the words around it ask for.
func (b *Builder) dateIn(d edtf.Date, in edtf.Case) Date {
	if d.IsZero() {
		return Date{}
	}
	return b.dates.of(dateIn{d, in}, func() Date {
		return Date{Words: d.WordsIn(&b.Dates, in), Short: d.ShortIn(&b.Dates, in), Datetime: d.Datetime(), EDTF: d.String()}
	})
}

// term returns a value of the content model with its word.
func (b *Builder) term(kind, value string) Term {
	if value == "" {
		return Term{}
	}
	return Term{ID: value, Words: b.Term(kind, value)}
}

// counted words a number of things, and is empty for none.
func counted(p words.Plural, n int) string {
	if n == 0 {
		return ""
	}
	return p.For(n)
}

// seeAll leads to the whole of a list of which a page shows a part.
func seeAll(url string, p words.Plural, n int) Link {
	if url == "" {
		return Link{}
	}
	return Link{URL: url, Title: p.For(n)}
}

// coordinate words a latitude or longitude: "46.64° N".
func coordinate(x float64, positive, negative words.Sentence) string {
	side := positive
	if x < 0 {
		side, x = negative, -x
	}
	return side.Fill("degrees", strconv.FormatFloat(x, 'f', 2, 64)+"°")
}
