package view

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/unicode/norm"

	"explainer/generator/internal/site"
)

// noLetter is the group of names that begin with no letter.
const noLetter = "#"

// letterOf returns the letter that each actor is listed under: the first of its sort
// name, in upper case, without marks unless they make another letter in the site's
// language, as in Swedish "Ö" does.
func (b *Builder) letterOf() map[*site.Actor]string {
	c := collate.New(b.site.Config.Language, collate.Loose)
	letters := make(map[*site.Actor]string, len(b.site.Actors))
	for _, a := range b.site.Actors {
		name := norm.NFC.String(strings.TrimSpace(cmp.Or(a.Meta.SortName, a.Title)))
		first, _ := utf8.DecodeRuneInString(name)
		if !unicode.IsLetter(first) {
			letters[a] = noLetter
			continue
		}
		plain, _ := utf8.DecodeRuneInString(norm.NFD.String(string(first)))
		if plain != first && c.CompareString(string(plain), string(first)) == 0 {
			first = plain
		}
		letters[a] = string(unicode.ToUpper(first))
	}
	return letters
}

// letterLinks returns a link to the first actor of each letter, on whichever page
// of the list it is.
func (b *Builder) letterLinks(actors []*site.Actor, kind string, letterOf map[*site.Actor]string) []Link {
	var links []Link
	seen := map[string]bool{}
	for i, a := range actors {
		letter := letterOf[a]
		if seen[letter] {
			continue
		}
		seen[letter] = true
		url := b.ActorIndexURL(kind, i/b.site.Config.PageSize+1)
		links = append(links, Link{URL: b.base.Path(url) + suffix("", letterAnchor(letter)), Title: letter})
	}
	return links
}

// group returns the last group if it is that of the letter, and begins one if not. A
// letter may come again, since a language may sort some letters as two; then its
// second group has no id.
func (v *ActorIndex) group(letter string) *LetterGroup {
	if n := len(v.Groups); n == 0 || v.Groups[n-1].Letter != letter {
		g := LetterGroup{Letter: letter, Anchor: letterAnchor(letter)}
		if slices.ContainsFunc(v.Groups, func(before LetterGroup) bool { return before.Letter == letter }) {
			g.Anchor = ""
		}
		v.Groups = append(v.Groups, g)
	}
	return &v.Groups[len(v.Groups)-1]
}

func letterAnchor(letter string) string {
	if letter == noLetter {
		return "letter:other"
	}
	return "letter:" + strings.ToLower(letter)
}
