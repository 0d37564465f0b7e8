package build_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"

	"explainer/generator/internal/content"
)

// author makes up edits of a site at random.
type author struct {
	r     *rand.Rand
	s     state
	saved []state // good states, as branches that one can check out
	texts bool    // it is texts that are edited, most of the time
}

// kind is a kind of edit. make returns no ops where the edit cannot be made.
type kind struct {
	name   string
	weight int
	make   func(*author) []op
}

// edit makes one edit, or in one of ten cases a batch of many.
func (a *author) edit() edit {
	kinds, all := editKinds(), 0
	if a.texts && a.r.IntN(4) > 0 {
		kinds = slices.DeleteFunc(kinds, func(k kind) bool { return k.name != "text" && k.name != "name in a text" })
	}
	for _, k := range kinds {
		all += k.weight
	}
	one := func() edit {
		for {
			n := a.r.IntN(all)
			for _, k := range kinds {
				if n -= k.weight; n < 0 {
					if ops := k.make(a); len(ops) > 0 {
						return edit{k.name, ops}
					}
					break
				}
			}
		}
	}
	if a.r.IntN(12) > 0 {
		return one()
	}
	e, before := edit{Kind: "batch"}, a.s
	defer func() { a.s = before }()
	for range 2 + a.r.IntN(12) {
		next := one()
		if !strings.HasPrefix(next.Kind, "break") {
			e.Ops = append(e.Ops, next.Ops...)
			a.s = a.s.after(next)
		}
	}
	return e
}

// pick returns one of a list.
func pick[T any](a *author, list ...T) T { return list[a.r.IntN(len(list))] }

// docs returns the paths of the documents below folders of content/.
func (a *author) docs(folders ...string) []string {
	var found []string
	for _, p := range slices.Sorted(maps.Keys(a.s)) {
		below := func(f string) bool { return strings.HasPrefix(p, "content/"+f) }
		if strings.HasSuffix(p, ".md") && slices.ContainsFunc(folders, below) && path.Base(p) != "_index.md" {
			found = append(found, p)
		}
	}
	return found
}

// doc returns one of them, "" if there is none.
func (a *author) doc(folders ...string) string {
	if found := a.docs(folders...); len(found) > 0 {
		return pick(a, found...)
	}
	return ""
}

// anyDoc returns a document of any kind.
func (a *author) anyDoc() string {
	return a.doc(pick(a, "explainers/", "explainers/", "explainers/", "actors/", "regions/", "questions/", "sources/", "about", "guide/", ""))
}

// page returns a plain page.
func (a *author) page() string {
	isPage := func(p string) bool { return content.Locate(strings.TrimPrefix(p, "content/")).Kind == content.Page }
	pages := slices.DeleteFunc(a.docs(""), func(p string) bool { return !isPage(p) })
	if len(pages) == 0 {
		return ""
	}
	return pick(a, pages...)
}

func idOf(p string) string { return content.Locate(strings.TrimPrefix(p, "content/")).ID }

// change returns the op that changes the pieces of a document or of the config.
func (a *author) change(p string, how func(*document)) []op {
	old, there := a.s[p]
	d, ok := take(old, p != "config.toml")
	if !there || !ok {
		return nil
	}
	how(d)
	return a.rewrite(p, d.String())
}

// rewrite returns the op that gives a file another text.
func (a *author) rewrite(p, text string) []op {
	if old := a.s[p]; old == text || p == "" {
		return nil
	} else if _, there := a.s[p]; there {
		return []op{replacing(p, old, text)}
	}
	return []op{{Do: "write", Path: p, New: text}}
}

// The values that edits put in. There are few of each, so that things come to be alike.

func (a *author) word() string { return fmt.Sprintf("word%d", a.r.IntN(40)) }

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

func (a *author) words() string {
	w := a.word()
	return quoted(pick(a, "Words of "+w, w+" again", "A "+w+" & <more>", "Слово "+w, "כלי "+w, "Größe É "+w, w))
}

func (a *author) sentence() string {
	return quoted("He said " + a.word() + pick(a, ".", " of "+a.name()+".", "?"))
}

// name returns a name or another name of an actor or a region.
func (a *author) name() string {
	p := a.doc("actors/", "regions/")
	d, ok := take(a.s[p], true)
	if !ok {
		return "Nobody"
	}
	names := append([]string{d.top.text("name")}, list(d.top.get("aliases"))...)
	return pick(a, names...)
}

// list returns the items of an array of strings as it is written.
func list(written string) []string {
	var items []string
	for item := range strings.SplitSeq(strings.Trim(written, "[]"), ",") {
		if item = strings.Trim(item, ` "`); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func array(items ...string) string {
	var all []string
	for _, item := range items {
		all = append(all, quoted(item))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func (a *author) actor() string  { return a.entity("actors/") }
func (a *author) region() string { return a.entity("regions/") }

func (a *author) entity(folder string) string {
	if p := a.doc(folder); p != "" && a.r.IntN(40) > 0 {
		return idOf(p)
	}
	return pick(a, "stub-one", "stub-two-"+a.word())
}

// some returns an array of up to three of what one returns.
func (a *author) some(one func() string) string {
	var items []string
	for range a.r.IntN(4) {
		if item := one(); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return array(items...)
}

func (a *author) day() string {
	return fmt.Sprintf("%d-%02d-%02d", pick(a, 1990, 2010, 2019, 2020, 2021, 2022, 2023, 2024), 1+a.r.IntN(12), 1+a.r.IntN(28))
}

func (a *author) when() string {
	return pick(a, a.day(), a.day(), quoted(a.day()), `"2021"`, `"199X"`, `"2022-02-24/.."`, `"2014-03~"`, `"../1991"`, `"2022-09-23/2022-09-27"`, `"2020%"`, "2030-01-01")
}

// declared returns the ids that tables of a name give in all documents.
func (a *author) declared(table string) []string {
	var ids []string
	for _, p := range a.docs("explainers/") {
		if d, ok := take(a.s[p], true); ok {
			for _, i := range d.named(table) {
				if id := d.tables[i].text("id"); id != "" {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

func (a *author) oneOf(ids []string, files string) string {
	for _, p := range a.docs(files) {
		ids = append(ids, idOf(p))
	}
	if len(ids) == 0 {
		return "none"
	}
	return pick(a, ids...)
}

func (a *author) claim() string    { return a.oneOf(a.declared("claims"), "none/") }
func (a *author) question() string { return a.oneOf(a.declared("questions"), "questions/") }
func (a *author) source() string   { return a.oneOf(a.declared("sources"), "sources/") }

// idIn returns a pattern that finds an id as a whole.
func idIn(id string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^\pL\pN_/-])` + regexp.QuoteMeta(id) + `($|[^\pL\pN_/-])`)
}

// replaceID puts an id in place of another wherever it stands in a text as a whole.
func replaceID(text, from, to string) string {
	find := idIn(from)
	for range 2 { // ids that share the character between them
		text = find.ReplaceAllString(text, "${1}"+strings.ReplaceAll(to, "$", "$$")+"${2}")
	}
	return text
}
