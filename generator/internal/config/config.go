// Package config turns config.toml into a typed value.
//
// Every key has a default that suits a new site, except `title`. An unknown key is
// an error with a suggestion, as everywhere. A Config is plain data and is not
// changed after Parse.
//
//	title       = "Explainers"                # the only required key
//	base_url    = "https://example.org/repo/" # where the site will stand; a path is fine
//	language    = "en"                        # BCP 47
//	description = "One sentence on the site"
//	page_size   = 100                         # entries on one page of a long list
//	ignore      = ["*.psd"]                   # files of content/ to leave out
//
//	[permalinks]                              # :slug :id :year :month :day
//	explainers = "/explainers/:slug/"
//	actors     = "/actors/:slug/"
//	regions    = "/regions/:slug/"
//
//	[markdown]
//	raw_html          = false                 # true: authors may write HTML, and can run scripts
//	smart_punctuation = true
//	autolink          = true                  # link names of actors and regions by themselves
//
//	[warnings]
//	off = ["source-unused"]                   # ids of warnings that this site does not want
//
//	[limits]
//	file_size = 2_000_000                     # bytes of one text file of content/
//
//	[publish]
//	hosts    = ["nginx", "netlify"]           # where the site goes: what each needs is written too
//	compress = true                           # .gz and .br beside text; the standard for nginx, apache and gitlab-pages
//	content_security_policy = "default-src …" # in place of the strict one that hosts are told
//
//	[feeds]
//	id = "tag:example.org,2026:"              # what ids of entries begin with; for a site that has moved
//
//	[[menu]]
//	title = "About"
//	url   = "/about/"
//
//	[extra]                                   # free; layouts read it as .Site.Extra
package config

import (
	"errors"
	"path"
	"strings"

	"golang.org/x/text/language"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// Name is the file that holds the configuration, in the site's folder.
const Name = "config.toml"

// Config is a site's settings with all defaults filled in.
type Config struct {
	File         *source.File // nil when there is none
	Title        string
	Description  string
	Language     language.Tag
	LanguageSpan source.Span // of the tag; zero where the site has none
	Base         urls.Base
	PageSize     int
	Ignore       []string
	Permalinks   Permalinks
	Markdown     Markdown
	MaxFileSize  int64              // bytes
	Silenced     []frontmatter.Text // ids of warnings that are switched off
	Publish      Publish
	Feeds        Feeds
	Menu         []MenuItem
	Extra        map[string]any
}

// Permalinks are the patterns of addresses.
type Permalinks struct{ Explainers, Actors, Regions frontmatter.Text }

// Markdown says how the texts are read.
type Markdown struct{ RawHTML, SmartPunctuation, Autolink bool }

// MenuItem is a link of the site's menu.
type MenuItem struct {
	Title string
	URL   frontmatter.Text
}

// The bounds of numbers that a site may choose.
const (
	maxPageSize = 10_000
	maxFileSize = 64 << 20
)

// Default returns the settings of a site that sets nothing.
func Default() *Config {
	return &Config{
		Language: language.English,
		PageSize: 100,
		Permalinks: Permalinks{
			Explainers: frontmatter.Text{Value: "/explainers/:slug/"},
			Actors:     frontmatter.Text{Value: "/actors/:slug/"},
			Regions:    frontmatter.Text{Value: "/regions/:slug/"},
		},
		Markdown:    Markdown{SmartPunctuation: true, Autolink: true},
		MaxFileSize: 2_000_000,
	}
}

// Parse reads a config.toml. Mistakes are added to ds; the value returned is usable
// all the same, with defaults where the file is wrong.
func Parse(f *source.File, ds *diag.List) *Config {
	c := Default()
	c.File = f
	t := frontmatter.ParseFile(f, ds)
	if t.Broken() {
		return c
	}
	c.Title = strings.TrimSpace(t.Text("title").Value)
	c.checkTitle(t, ds)
	c.Description = t.Text("description").Value
	c.parseLanguage(t, ds)
	c.parseBase(t, ds)
	c.PageSize = int(number(t, ds, "page_size", int64(c.PageSize), 1, maxPageSize))
	c.parseIgnore(t, ds)
	c.parsePermalinks(t.Table("permalinks"), ds)
	c.parseMarkdown(t.Table("markdown"))
	if w := t.Table("warnings"); w != nil {
		c.Silenced = w.Texts("off")
	}
	if l := t.Table("limits"); l != nil {
		c.MaxFileSize = number(l, ds, "file_size", c.MaxFileSize, 1, maxFileSize)
	}
	c.parsePublish(t.Table("publish"), ds)
	c.parseFeeds(t.Table("feeds"), ds)
	c.checkHost(t, ds)
	c.parseMenu(t.Tables("menu"), ds)
	c.Extra = t.Free("extra")
	t.Finish()
	return c
}

func (c *Config) checkTitle(t *frontmatter.Table, ds *diag.List) {
	const help = `write title = "The name of the site"`
	title := t.Text("title")
	switch {
	case c.Title != "" || t.Has("title") && title.Span.IsZero(): // another type, which is reported
	case t.Has("title"):
		ds.Add(diag.Errorf("missing-key", title.Span, "the site's title is empty").WithHelp(help))
	default:
		ds.Add(diag.FileErrorf("missing-key", c.File.Path, "the site has no title").WithHelp(help))
	}
}

func (c *Config) parseIgnore(t *frontmatter.Table, ds *diag.List) {
	for _, p := range t.Texts("ignore") {
		if _, err := path.Match(p.Value, ""); err != nil {
			ds.Add(diag.Errorf("bad-pattern", p.Span, "%q is not a pattern of file names", p.Value).
				WithHelp(`a pattern is a name in which * and ? stand for any letters and [a-z] for one of a range, such as "*.psd"`))
			continue
		}
		c.Ignore = append(c.Ignore, p.Value)
	}
}

func (c *Config) parseLanguage(t *frontmatter.Table, ds *diag.List) {
	text := t.Text("language")
	if text.Value == "" {
		return
	}
	tag, err := language.Parse(text.Value)
	if err != nil {
		ds.Add(diag.Errorf("bad-value", text.Span, "%q is no language tag", text.Value).
			WithHelp(`write a BCP 47 tag, such as "en", "uk" or "pt-BR"`))
		return
	}
	c.Language, c.LanguageSpan = tag, text.Span
}

func (c *Config) parseBase(t *frontmatter.Table, ds *diag.List) {
	text := t.Text("base_url")
	base, err := urls.ParseBase(text.Value)
	if err != nil {
		out := diag.Errorf("bad-value", text.Span, "base_url: %v", err)
		if named := (*urls.NameError)(nil); errors.As(err, &named) {
			out = diag.Errorf("bad-value", text.Span, "base_url: %s", named.Message).WithHelp("%s", named.Help)
		}
		ds.Add(out)
		return
	}
	c.Base = base
}

func (c *Config) parsePermalinks(t *frontmatter.Table, ds *diag.List) {
	if t == nil {
		return
	}
	for key, into := range map[string]*frontmatter.Text{
		"explainers": &c.Permalinks.Explainers, "actors": &c.Permalinks.Actors, "regions": &c.Permalinks.Regions,
	} {
		text := t.Text(key)
		if text.Value == "" {
			continue
		}
		// Any date does: what is checked is the pattern.
		sample, fields := map[string]string{"slug": "x", "id": "x"}, ":slug :id"
		if key == "explainers" { // alone have a date
			sample["year"], sample["month"], sample["day"] = "2000", "01", "01"
			fields += " :year :month :day"
		}
		if _, err := urls.Expand(text.Value, sample); err != nil {
			message := err.Error()
			if named := (*urls.NameError)(nil); errors.As(err, &named) {
				message = named.Message
			}
			ds.Add(diag.Errorf("bad-value", text.Span, "permalink: %s", message).
				WithHelp(`write a pattern such as "/%s/:slug/"; fields: %s`, key, fields))
			continue
		}
		if !strings.Contains(text.Value, ":slug") && !strings.Contains(text.Value, ":id") {
			ds.Add(diag.Errorf("bad-value", text.Span, "permalink %q gives every page the same address", text.Value).
				WithHelp(`put :slug or :id into it, such as "/%s/:slug/"`, key))
			continue
		}
		*into = text
	}
}

func (c *Config) parseMarkdown(t *frontmatter.Table) {
	if t == nil {
		return
	}
	for key, into := range map[string]*bool{
		"raw_html": &c.Markdown.RawHTML, "smart_punctuation": &c.Markdown.SmartPunctuation, "autolink": &c.Markdown.Autolink,
	} {
		if v, ok := t.Bool(key); ok {
			*into = v
		}
	}
}

func (c *Config) parseMenu(items []*frontmatter.Table, ds *diag.List) {
	for _, item := range items {
		title, url := item.Text("title"), item.Text("url")
		m := MenuItem{Title: strings.TrimSpace(title.Value), URL: url}
		m.URL.Value = strings.TrimSpace(url.Value)
		switch {
		case item.Has("title") && title.Span.IsZero() || item.Has("url") && url.Span.IsZero():
			// another type, which is reported
		case m.Title == "" || m.URL.Value == "":
			ds.Add(diag.Errorf("missing-key", item.Span(), "a menu item needs a title and a url").
				WithHelp(`write title = "About" and url = "/about/"`))
		case !urls.Allowed(m.URL.Value):
			ds.Add(diag.Errorf("unsafe-link", m.URL.Span, "%q is no address that a page may link to", m.URL.Value).
				WithHelp(`write a path of this site, such as "/about/", or an http or https address`))
		case relative(m.URL.Value):
			ds.Add(diag.Errorf("bad-value", m.URL.Span, "%q leads to another place from each page", m.URL.Value).
				WithHelp(`begin it with a slash: "/%s"`, strings.TrimLeft(m.URL.Value, "./")))
		default:
			c.Menu = append(c.Menu, m)
		}
	}
}

// relative reports whether an address that is allowed has neither a scheme nor a
// slash at its beginning.
func relative(address string) bool {
	first := address
	if i := strings.IndexAny(address, "/?#"); i >= 0 {
		first = address[:i]
	}
	return !strings.HasPrefix(address, "/") && !strings.Contains(first, ":")
}

func number(t *frontmatter.Table, ds *diag.List, key string, standard, least, most int64) int64 {
	n, ok := t.Int(key)
	if !ok {
		return standard
	}
	if n < least || n > most {
		ds.Add(diag.Errorf("bad-value", t.KeySpan(key), "%s is %d, but a number from %d to %d is expected", key, n, least, most))
		return standard
	}
	return n
}
