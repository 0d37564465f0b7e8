package build_test

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"explainer/generator/internal/diag"
)

// editKinds are all kinds of edits.
func editKinds() []kind {
	kinds := []kind{
		{"text", 8, addText},
		{"text", 3, dropText},
		{"text", 2, func(a *author) []op { return a.inText("word", a.word()) }},
		{"name in a text", 3, func(a *author) []op { return a.inText(" the ", " "+a.name()+" the ") }},
		{"table: new", 6, addTable},
		{"table: gone", 4, dropTable},
		{"table: moved", 3, moveTable},
		{"short dates", 1, func(a *author) []op {
			return a.change(a.doc("explainers/"), func(d *document) {
				if len(d.named("dates")) == 0 {
					d.top.set("dates", "["+a.when()+", "+a.day()+"]")
				}
			})
		}},
		{"names change places", 2, swapNames},
		{"a past state", 2, func(a *author) []op {
			if len(a.saved) == 0 {
				return nil
			}
			return ways(a.s, pick(a, a.saved...))
		}},
	}
	for _, f := range fields() {
		kinds = append(kinds, kind{f.name(), f.weight, f.change})
	}
	kinds = append(kinds, fileKinds()...)
	kinds = append(kinds, layoutKinds()...)
	kinds = append(kinds, configKinds()...)
	return append(kinds, brokenKinds()...)
}

// field is a key of documents, and what it may be set to.
type field struct {
	folder string // of content/; "page" for plain pages, "any" for all
	table  string // "" for keys that stand before the tables
	key    string
	weight int
	value  func(*author) string
	keep   bool // it is never taken out
}

func (f field) name() string { return strings.TrimPrefix(f.table+": "+f.key, ": ") }

// change sets the key in some document, or takes it out.
func (f field) change(a *author) []op {
	p := a.doc(f.folder + "/")
	switch f.folder {
	case "page":
		p = a.page()
	case "any":
		p = a.anyDoc()
	}
	return a.change(p, func(d *document) {
		keys := &d.top
		if f.table != "" {
			found := d.named(f.table)
			if len(found) == 0 {
				return
			}
			keys = &d.tables[pick(a, found...)]
		}
		if !f.keep && keys.find(f.key) >= 0 && a.r.IntN(3) == 0 {
			keys.unset(f.key)
			return
		}
		keys.set(f.key, f.value(a))
	})
}

// quotedOf makes a value of what returns an id.
func quotedOf(one func(*author) string) func(*author) string {
	return func(a *author) string { return quoted(one(a)) }
}

// listOf makes an array of up to three ids.
func listOf(one func(*author) string) func(*author) string {
	return func(a *author) string { return a.some(func() string { return one(a) }) }
}

// oneOf makes a value of one of some words.
func oneOf(words ...string) func(*author) string {
	return func(a *author) string { return pick(a, words...) }
}

func fields() []field {
	words, day, when := (*author).words, (*author).day, (*author).when
	actor, region, source := (*author).actor, (*author).region, (*author).source
	names := func(a *author) string {
		return array(slices.Compact([]string{a.name(), strings.Trim(a.words(), `"`), pick(a, "/old/"+a.word()+"/", a.word())})...)
	}
	addresses := func(a *author) string {
		return pick(a, array("/old/"+a.word()+"/"), array("/old/"+a.word()+"/", "/before/"+a.word()+".html"), "[]")
	}
	kindOf := oneOf(`"person"`, `"organisation"`, `"government"`, `"state"`, `"group"`)
	all := []field{
		{"explainers", "", "title", 5, words, true}, {"actors", "", "name", 5, words, true}, {"regions", "", "name", 4, words, true},
		{"sources", "", "title", 2, words, true}, {"questions", "", "text", 2, words, true}, {"page", "", "title", 2, words, true},
		{"explainers", "", "summary", 3, (*author).sentence, false}, {"page", "", "summary", 1, words, false}, {"questions", "", "summary", 1, words, false},
		{"explainers", "", "date", 3, day, false}, {"explainers", "", "updated", 2, day, false}, {"explainers", "", "review_by", 2, day, false},
		{"explainers", "", "as_of", 1, day, false}, {"page", "", "date", 1, day, false},
		{"explainers", "", "actors", 4, listOf(actor), false}, {"explainers", "", "regions", 4, listOf(region), false},
		{"explainers", "", "authors", 1, words2, false}, {"explainers", "", "key_points", 1, words2, false}, {"explainers", "", "known", 1, words2, false},
		{"explainers", "", "aliases", 2, addresses, false}, {"page", "", "aliases", 1, addresses, false}, {"questions", "", "aliases", 1, addresses, false},
		{"actors", "", "aliases", 4, names, false}, {"regions", "", "aliases", 3, names, false},
		{"any", "", "draft", 2, oneOf("true", "true", "false"), false}, {"any", "", "slug", 2, func(a *author) string { return quoted("slug-" + a.word()) }, false},
		{"explainers", "", "date", 1, oneOf("2030-01-01", "2027-03-04"), false},
		{"explainers", "", "lang", 2, oneOf(`"uk"`, `"de"`, `"ar"`, `"en"`), false}, {"actors", "", "lang", 1, oneOf(`"uk"`, `"he"`), false},
		{"any", "", "autolink", 2, oneOf("false", "true"), false}, {"any", "", "layout", 1, oneOf(`"special"`, `"page"`), false},
		{"actors", "", "sort_name", 1, words, false}, {"actors", "", "kind", 2, kindOf, false}, {"actors", "", "part_of", 2, listOf(actor), false},
		{"actors", "", "region", 2, quotedOf(region), false}, {"actors", "", "wikidata", 1, oneOf(`"Q1"`, `"Q22"`), false},
		{"actors", "", "image", 1, oneOf(`"portrait.svg"`, `"../files/plan.svg"`), false}, {"actors", "", "image_alt", 1, words, false},
		{"regions", "", "part_of", 3, quotedOf(region), false}, {"regions", "", "kind", 1, oneOf(`"city"`, `"country"`, `"sea"`), false},
		{"regions", "", "iso", 1, oneOf(`"UA"`, `"UA-65"`), false}, {"regions", "", "point", 1, oneOf("[1.5, 2.5]", "[46.1, 32.2]"), false},
		{"sources", "", "publisher", 1, words, false}, {"sources", "", "url", 1, oneOf(`"https://example.com/a"`, `"https://example.org/b"`), false},
		{"sources", "", "published", 2, when, false}, {"sources", "", "archived", 1, oneOf(`"https://archive.example.com/a"`), false}, {"sources", "", "kind", 1, oneOf(`"wire"`, `"data"`), false},
		{"questions", "", "kind", 1, oneOf(`"law"`, `"fact"`, `"policy"`), false},
		{"explainers", "dates", "when", 3, when, true}, {"explainers", "dates", "title", 2, words, false}, {"explainers", "dates", "actors", 2, listOf(actor), false},
		{"explainers", "dates", "regions", 2, listOf(region), false}, {"explainers", "dates", "disputed", 1, oneOf("true", "false"), false},
		{"explainers", "dates", "id", 2, oneOf(`"flood"`, `"event-two"`), false}, {"explainers", "dates", "source", 1, listOf(source), false},
	}
	return append(all, recordFields()...)
}

func words2(a *author) string { return "[" + a.words() + ", " + a.sentence() + "]" }

// recordFields are keys of claims, questions and sources, of roles and of statuses.
func recordFields() []field {
	words, when := (*author).words, (*author).when
	actor, region, claim, source := (*author).actor, (*author).region, (*author).claim, (*author).source
	return []field{
		{"explainers", "claims", "stance", 3, oneOf(`"supports"`, `"denies"`, `"mixed"`, `"neutral"`, `"opposes"`), false},
		{"explainers", "claims", "says", 3, (*author).sentence, true}, {"explainers", "claims", "on", 3, when, false},
		{"explainers", "claims", "status", 2, oneOf(`"withdrawn"`, `"superseded"`, `"standing"`), false},
		{"explainers", "claims", "superseded_by", 2, quotedOf(claim), false}, {"explainers", "claims", "responds_to", 2, listOf(claim), false},
		{"explainers", "claims", "question", 2, quotedOf((*author).question), false}, {"explainers", "claims", "about", 2, listOf(region), false},
		{"explainers", "claims", "by", 2, quotedOf(actor), true}, {"explainers", "claims", "for", 1, quotedOf(actor), false},
		{"explainers", "claims", "source", 2, listOf(source), false},
		{"explainers", "questions", "text", 2, words, true}, {"explainers", "questions", "kind", 1, oneOf(`"law"`, `"forecast"`), false},
		{"explainers", "sources", "title", 2, words, true}, {"explainers", "sources", "publisher", 1, words, false}, {"explainers", "sources", "published", 1, when, false},
		{"explainers", "sources", "url", 1, oneOf(`"https://example.com/x"`, `"https://example.org/y"`), false}, {"explainers", "sources", "lang", 1, oneOf(`"uk"`, `"en"`), false},
		{"explainers", "sources", "text", 1, (*author).sentence, false}, {"explainers", "updates", "text", 1, words, true},
		{"actors", "roles", "title", 3, words, true}, {"actors", "roles", "org", 2, quotedOf(actor), false},
		{"actors", "roles", "from", 2, (*author).day, false}, {"actors", "roles", "to", 2, (*author).day, false},
		{"regions", "status", "holder", 2, func(a *author) string { return quoted(pick(a, a.actor(), a.region())) }, true},
		{"regions", "status", "basis", 1, oneOf(`"recognised"`, `"claims"`, `"occupies"`), true}, {"regions", "status", "according_to", 1, listOf(actor), true},
		{"regions", "status", "from", 1, when, false}, {"regions", "status", "extent", 1, oneOf(`"full"`, `"partial"`), false},
		{"regions", "status", "source", 1, listOf(source), false},
	}
}

// addTable adds a table to a document.
func addTable(a *author) []op {
	name := pick(a, "dates", "dates", "claims", "claims", "claims", "questions", "sources", "roles", "status", "updates", "extra")
	where := map[string]string{"roles": "actors/", "status": "regions/", "extra": ""}
	folder, other := where[name]
	if !other {
		folder = "explainers/"
	}
	id := func() string { return "id = " + quoted(name+"-"+a.word()+fmt.Sprint(a.r.IntN(1000))) }
	return a.change(a.doc(folder), func(d *document) {
		switch name {
		case "dates":
			if d.top.find("dates") < 0 {
				d.add("[[dates]]", "when = "+a.when(), "title = "+a.words(), "actors = "+a.some(a.actor))
			}
		case "claims":
			d.add("[[claims]]", id(), "by = "+quoted(a.actor()), "says = "+a.sentence(), "on = "+a.day(),
				"question = "+quoted(a.question()), `stance = "supports"`, "source = "+array(a.source()))
		case "questions":
			d.add("[[questions]]", id(), "text = "+a.words(), `kind = "fact"`)
		case "sources":
			d.add("[[sources]]", id(), "title = "+a.words())
		case "roles":
			d.add("[[roles]]", "title = "+a.words(), "org = "+quoted(a.actor()), "from = 2019-02-03")
		case "status":
			d.add("[[status]]", "holder = "+quoted(a.actor()), `basis = "claims"`, "according_to = "+array(a.actor()), "from = "+a.when())
		case "updates":
			d.add("[[updates]]", "on = "+a.day(), `kind = "clarification"`, "text = "+a.words())
		case "extra":
			if len(d.named("extra")) == 0 {
				d.add("[extra]", "note = "+a.words())
			}
		}
	})
}

func dropTable(a *author) []op {
	return a.change(a.doc("explainers/", "explainers/", "actors/", "regions/"), func(d *document) {
		if len(d.tables) > 0 {
			i := a.r.IntN(len(d.tables))
			d.tables = slices.Delete(d.tables, i, i+1)
		}
	})
}

func moveTable(a *author) []op {
	return a.change(a.doc("explainers/", "explainers/", "actors/", "regions/"), func(d *document) {
		if n := len(d.tables); n > 1 {
			i, j := a.r.IntN(n), a.r.IntN(n)
			d.tables[i], d.tables[j] = d.tables[j], d.tables[i]
		}
	})
}

// swapNames gives each of two actors or regions the name of the other.
func swapNames(a *author) []op {
	p, q := a.doc("actors/", "regions/"), a.doc("actors/", "regions/")
	one, ok := take(a.s[p], true)
	two, ok2 := take(a.s[q], true)
	if !ok || !ok2 || p == q {
		return nil
	}
	first, second := one.top.get("name"), two.top.get("name")
	return append(a.change(p, func(d *document) { d.top.set("name", second) }), a.change(q, func(d *document) { d.top.set("name", first) })...)
}

// inText replaces something in a text that has it.
func (a *author) inText(old, text string) []op {
	return a.change(a.anyDoc(), func(d *document) { d.body = strings.Replace(d.body, old, text, 1) })
}

// addText puts a paragraph at the beginning or the end of a text.
func addText(a *author) []op {
	p := a.anyDoc()
	if a.r.IntN(8) == 0 {
		p = pick(a, "content/_index.md", "content/guide/_index.md", "content/actors/_index.md", "content/explainers/_index.md")
	}
	more := a.paragraph(p)
	return a.change(p, func(d *document) {
		if a.r.IntN(3) == 0 {
			d.body = "\n" + more + "\n" + d.body
		} else {
			d.body += "\n" + more + "\n"
		}
	})
}

func dropText(a *author) []op {
	return a.change(a.anyDoc(), func(d *document) {
		paragraphs := strings.Split(strings.Trim(d.body, "\n"), "\n\n")
		i := a.r.IntN(len(paragraphs))
		d.body = "\n" + strings.Join(slices.Delete(paragraphs, i, i+1), "\n\n") + "\n"
	})
}

// paragraph returns a piece of text for a document.
func (a *author) paragraph(p string) string {
	w := a.word()
	link := func(to string) string {
		rel, err := filepath.Rel(path.Dir(p), to)
		if err != nil || to == "" {
			return w
		}
		return "[" + w + "](" + filepath.ToSlash(rel) + ")"
	}
	return pick(a,
		func() string { return "Plain words, " + w + "." },
		func() string { return "Then " + a.name() + " met " + a.name() + " at " + w + "." },
		func() string { return "It was " + a.name() + ", he says. Later " + a.name() + "'s friend came." },
		func() string { return "See [[" + a.actor() + "]] and [[region:" + a.region() + "|there]]." },
		func() string { return "See [[" + a.name() + "]]." },
		func() string {
			return "Read " + link(a.doc("explainers/", "guide/", "about")) + " and the [list](/explainers/)."
		},
		func() string { return "## Part " + w + "\n\nOf " + a.name() + "." },
		func() string { return "Noted[^" + w + "].\n\n[^" + w + "]: By " + a.name() + "." },
		func() string { return "It is so [@" + a.source() + ", p. 4]." },
		func() string { return "[As said](claim:" + a.claim() + ")." },
		func() string {
			return fmt.Sprintf("He [says %s](claim: \"by=%s on=%s q=%s denies src=%s\").", w, a.actor(), a.day(), a.question(), a.source())
		},
		func() string { return "| A | B |\n| - | - |\n| " + w + " | " + a.name() + " |" },
		func() string { return "> [!NOTE]\n> Of " + a.name() + ".\n\n- one " + w + "\n- \"two\"" },
		func() string { return "![Plan](" + pick(a, "plan.svg", "../files/plan.svg") + ")" },
		func() string { return link("content/files/data.csv") + " holds it." },
	)()
}

// brokenKinds are edits that break a site, or very likely do.
func brokenKinds() []kind {
	front := func(text ...string) func(*author) []op {
		return func(a *author) []op {
			p := a.anyDoc()
			return a.rewrite(p, strings.Replace(a.s[p], "+++\n", "+++\n"+pick(a, text...)+"\n", 1))
		}
	}
	body := func(text ...string) func(*author) []op {
		return func(a *author) []op {
			return a.change(a.anyDoc(), func(d *document) { d.body += "\n" + pick(a, text...) + "\n" })
		}
	}
	return []kind{
		{"break front matter", 3, front("x = = 1", "unknown_key = 1", "title = 1979", "[[dates]]", "+++", `lang = "no language"`, `slug = "Ä b"`)},
		{"break the fence", 1, func(a *author) []op {
			p := a.anyDoc()
			return a.rewrite(p, strings.Replace(a.s[p], "\n+++\n", "\n++\n", 1))
		}},
		{"break a text", 2, body("[[nobody-at-all]]", "[x](nowhere.md)", "[x](#no-heading)", "[@nothing]", "[x](claim:none)", "[^none] and \u202e")},
		{"break a date", 1, func(a *author) []op {
			return a.change(a.doc("explainers/"), func(d *document) { d.top.set("date", pick(a, "2022-02-30", `"soon"`, "24:00")) })
		}},
		{"break a file", 1, func(a *author) []op {
			return a.rewrite(a.anyDoc(), pick(a, "", "no front matter", "+++\n", "\xff\xfe", "---\ntitle: x\n---\n"))
		}},
		{"break an id", 1, func(a *author) []op {
			return a.change(a.doc("explainers/"), func(d *document) {
				if ids := list(d.top.get("actors")); len(ids) > 0 { // a slip of the finger
					d.top.set("actors", array(ids[0]+"x"))
				}
			})
		}},
		{"break the config", 1, func(a *author) []op {
			return a.rewrite("config.toml", pick(a, "no_such_key = 1\n", "page_size = 0\n", "x = = 1\n", `base_url = "ftp://x"`+"\n")+a.s["config.toml"])
		}},
		{"warning off", 1, func(a *author) []op {
			return a.change("config.toml", func(d *document) {
				if len(d.named("warnings")) == 0 {
					d.add("[warnings]", "off = "+array(pick(a, diag.WarningIDs()...), pick(a, append(diag.WarningIDs(), "no-such-warning")...)))
				}
			})
		}},
	}
}
