package content

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// required returns the text of a key and reports it when it is missing or blank,
// unless it is optional.
func required(t *frontmatter.Table, f *source.File, ds *diag.List, key string, optional bool) frontmatter.Text {
	text := t.Text(key)
	switch {
	case t.Broken() || strings.TrimSpace(text.Value) != "":
	case t.Has(key):
		if text.Span.File != nil {
			ds.Add(diag.Errorf("missing-key", text.Span, "%s is empty", key))
		}
	case !optional && !misspelt(t, key):
		out := diag.Errorf("missing-key", t.Span(), "%s is missing", key)
		if t.Span().IsZero() {
			out = diag.FileErrorf("missing-key", f.Path, "%s is missing", key)
		}
		ds.Add(out.WithHelp(`write %s = "..."`, key))
	}
	longest := longestText
	if key == "title" || key == "name" {
		longest = longestTitle
	}
	if n := utf8.RuneCountInString(text.Value); n > longest {
		ds.Add(diag.Errorf("too-large", text.Span, "%s has %d characters, and at most %d are shown", key, n, longest).
			WithHelp("shorten it, and say the rest in the text"))
		return frontmatter.Text{Span: text.Span}
	}
	return text
}

// How many code points a title or a name may have, which stands on every page that
// links to its own, and how many any other text of one line, such as a quotation.
const (
	longestTitle = 1_000
	longestText  = 10_000
)

// misspelt reports whether a table has a key that is likely meant to be this one: it
// is reported as unknown, with the suggestion, and once is enough.
func misspelt(t *frontmatter.Table, key string) bool {
	return slices.ContainsFunc(t.Keys(), func(k string) bool {
		near, ok := diag.Suggest(k, []string{key})
		return ok && near == key
	})
}

func requiredDate(t *frontmatter.Table, ds *diag.List, key string) frontmatter.Date {
	if !t.Has(key) {
		ds.Add(diag.Errorf("missing-key", t.Span(), "%s is missing", key).WithHelp(`write %s = 2022-09-30`, key))
	}
	return t.Date(key)
}

// How many entries lists may have whose product makes the size of pages: without
// bounds a small file could fill the memory. Lists of ids are bounded when linked.
const (
	maxListed    = 1000
	maxVoices    = 50     // who makes one claim together
	maxInherited = 50_000 // actors and regions of all dates without words together
)

// bounded cuts a list that is longer than any page needs, and reports it.
func bounded(texts []frontmatter.Text, most int, ds *diag.List) []frontmatter.Text {
	if len(texts) <= most {
		return texts
	}
	ds.Add(diag.Errorf("too-many", texts[most].Span, "the list has %d entries; at most %d are read", len(texts), most).
		WithHelp("name those that matter most, or split the page"))
	return texts[:most]
}

// ids returns the list without repeats, and reports the repeats.
func ids(texts []frontmatter.Text, ds *diag.List) []frontmatter.Text {
	seen := make(map[string]bool, len(texts))
	kept := texts[:0]
	for _, t := range texts {
		if seen[t.Value] {
			ds.Add(diag.Warningf("duplicate", t.Span, "%q is listed twice", t.Value).WithHelp("take one of them out"))
			continue
		}
		seen[t.Value] = true
		kept = append(kept, t)
	}
	return kept
}

// addresses returns the old addresses that are paths of the site.
func addresses(texts []frontmatter.Text, ds *diag.List) []frontmatter.Text {
	kept := texts[:0]
	for _, t := range texts {
		if !strings.HasPrefix(t.Value, "/") {
			help := `begin it with a slash: "/` + t.Value + `"`
			if strings.Contains(t.Value, ":") {
				help = `write the path of this site alone, such as "/old/path/"`
			}
			ds.Add(diag.Errorf("bad-value", t.Span, "alias %q is no address", t.Value).WithHelp("%s", help))
			continue
		}
		if _, err := urls.OutputPath(t.Value); err != nil {
			ds.Add(named(err, t.Span, "alias"))
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// named says what is wrong with a name or an address, and what to write instead.
func named(err error, at source.Span, what string) diag.Diagnostic {
	if e := (*urls.NameError)(nil); errors.As(err, &e) {
		return diag.Errorf("bad-value", at, "%s: %s", what, e.Message).WithHelp("%s", e.Help)
	}
	return diag.Errorf("bad-value", at, "%s: %v", what, err)
}

func values(texts []frontmatter.Text, ds *diag.List) []string {
	var vs []string
	for _, t := range bounded(texts, maxListed, ds) {
		vs = append(vs, t.Value)
	}
	return vs
}

func langTag(t *frontmatter.Table, ds *diag.List) frontmatter.Text {
	text := t.Text("lang")
	if text.Value == "" {
		return text
	}
	tag, err := language.Parse(text.Value)
	if err != nil {
		ds.Add(diag.Errorf("bad-value", text.Span, "%q is no language tag", text.Value).
			WithHelp(`write a BCP 47 tag, such as "en", "uk" or "pt-BR"`))
		return frontmatter.Text{}
	}
	text.Value = tag.String()
	return text
}
