package build_test

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	explainer "explainer"
)

// fileKinds are edits of which files there are.
func fileKinds() []kind {
	return []kind{
		{"new document", 7, newDocument},
		{"new file", 2, func(a *author) []op {
			return a.rewrite(pick(a, "content/files/"+a.word()+".txt", "content/files/plan.svg", "content/robots.txt", "content/"+a.word()+"/deep/x.csv", "content/actors/portrait.svg"), picture(a))
		}},
		{"changed file", 2, func(a *author) []op {
			files := a.files(func(p string) bool { return strings.HasPrefix(p, "content/") && !strings.HasSuffix(p, ".md") })
			if len(files) == 0 {
				return nil
			}
			return a.rewrite(pick(a, files...), picture(a))
		}},
		{"deleted", 2, func(a *author) []op { return a.ifThere(op{Do: "remove", Path: a.anyDoc()}) }},
		{"deleted file", 1, func(a *author) []op {
			files := a.files(func(p string) bool { return strings.HasPrefix(p, "content/") && !strings.HasSuffix(p, ".md") })
			if len(files) == 0 {
				return nil
			}
			return []op{{Do: "remove", Path: pick(a, files...)}}
		}},
		{"renamed", 2, func(a *author) []op {
			p := a.anyDoc()
			return a.ifThere(op{Do: "rename", Path: p, New: a.otherName(p)})
		}},
		{"renamed everywhere", 4, renameEverywhere},
		{"copied", 2, func(a *author) []op {
			p := a.doc(pick(a, "actors/", "regions/", "sources/", "guide/", "about"))
			return a.rewrite(strings.TrimSuffix(p, ".md")+"-too.md", a.s[p])
		}},
		{"bundle", 3, bundle},
		{"folder renamed", 1, func(a *author) []op {
			return a.ifThere(pick(a, op{"rename", "content/guide", "", "content/manual"}, op{"rename", "content/manual", "", "content/guide"},
				op{"rename", "content/files", "", "content/data"}, op{"rename", "content/data", "", "content/files"}))
		}},
		{"file to folder", 2, fileToFolder},
		{"words of a list", 3, func(a *author) []op {
			p := "content/" + pick(a, "", "guide/", "actors/", "regions/", "explainers/", "questions/", "sources/", "timeline/", "manual/") + "_index.md"
			if _, there := a.s[p]; there && a.r.IntN(2) == 0 {
				return []op{{Do: "remove", Path: p}}
			}
			return a.rewrite(p, "+++\ntitle = "+a.words()+"\n+++\n\nOf "+a.name()+".\n")
		}},
	}
}

// ifThere returns an op if there is something that it can be done to.
func (a *author) ifThere(o op) []op {
	if len(maps.Clone(a.s).takeOut(o.Path)) == 0 {
		return nil
	}
	return []op{o}
}

func picture(a *author) string {
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"10\"/>\n", 10+a.r.IntN(90))
}

func (a *author) files(which func(p string) bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(a.s)), func(p string) bool { return !which(p) })
}

func newDocument(a *author) []op {
	w := pick(a, "new-", "нове-", "größe-") + a.word()
	return pick(a,
		func() []op {
			return a.rewrite("content/actors/"+w+".md", "+++\nname = "+a.words()+"\nkind = \"person\"\n+++\n\nA life in "+a.name()+".\n")
		},
		func() []op {
			return a.rewrite("content/regions/"+w+".md", "+++\nname = "+a.words()+"\npart_of = "+quoted(a.region())+"\n+++\n\nA place.\n")
		},
		func() []op {
			return a.rewrite("content/explainers/"+w+"/index.md", "+++\ntitle = "+a.words()+"\ndate = "+a.day()+"\nactors = "+a.some(a.actor)+"\n+++\n\nThey say [["+a.region()+"]].\n")
		},
		func() []op {
			return a.rewrite("content/explainers/"+w+".md", "+++\ntitle = "+a.words()+"\nregions = "+a.some(a.region)+"\n+++\n\n"+a.paragraph("content/explainers/x.md")+"\n")
		},
		func() []op {
			return a.rewrite("content/questions/"+w+".md", "+++\ntext = "+a.words()+"\n+++\n")
		},
		func() []op {
			return a.rewrite("content/sources/"+w+".md", "+++\ntitle = "+a.words()+"\npublished = "+a.day()+"\n+++\n")
		},
		func() []op {
			return a.rewrite("content/guide/deep/"+w+".md", "+++\ntitle = "+a.words()+"\n+++\n\nOf "+a.name()+".\n")
		},
		func() []op {
			return a.rewrite("content/"+w+".md", "+++\ntitle = "+a.words()+"\naliases = [\"/before/"+w+"/\"]\n+++\n\nOf "+a.name()+".\n")
		},
		func() []op { // what is named and had no page
			return a.rewrite("content/actors/stub-one.md", "+++\nname = \"Stub One\"\n+++\n")
		},
	)()
}

// otherName returns a path beside a document's for which there is no file.
func (a *author) otherName(p string) string {
	for {
		to := path.Dir(p) + "/" + strings.TrimSuffix(path.Base(p), ".md") + "-" + a.word() + ".md"
		if path.Base(p) == "index.md" {
			to = path.Dir(p) + "-" + a.word() + "/index.md"
		}
		if _, taken := a.s[to]; !taken {
			return to
		}
	}
}

// renameEverywhere gives a document another id and mends what points at it. In half of
// the cases the old address leads to the new one.
func renameEverywhere(a *author) []op {
	p := a.doc(pick(a, "actors/", "regions/", "questions/", "sources/", "explainers/"))
	if p == "" {
		return nil
	}
	to := a.otherName(p)
	from, into := idOf(p), idOf(to)
	next := maps.Clone(a.s)
	if path.Base(p) == "index.md" {
		next.do(op{Do: "rename", Path: path.Dir(p), New: path.Dir(to)})
	} else {
		next.do(op{Do: "rename", Path: p, New: to})
	}
	for q, text := range next {
		if strings.HasSuffix(q, ".md") {
			text = replaceID(text, from, into)
			text = strings.ReplaceAll(strings.ReplaceAll(text, "/"+from+".md", "/"+into+".md"), "("+from+".md", "("+into+".md")
			next[q] = strings.ReplaceAll(strings.ReplaceAll(text, "/"+from+"/index.md", "/"+into+"/index.md"), "("+from+"/index.md", "("+into+"/index.md")
		}
	}
	rename := ways(a.s, next)
	if folder, _, _ := strings.Cut(strings.TrimPrefix(p, "content/"), "/"); a.r.IntN(2) == 0 && folder != "sources" {
		after := author{r: a.r, s: next}
		if d, ok := take(next[to], true); ok {
			all := append(list(d.top.get("aliases")), "/"+folder+"/"+from+"/")
			rename = append(rename, after.change(to, func(d *document) { d.top.set("aliases", array(all...)) })...)
		}
	}
	return rename
}

// bundle turns a document into a folder with a picture beside it, or back.
func bundle(a *author) []op {
	p := a.doc("explainers/", "actors/")
	if p == "" {
		return nil
	}
	if path.Base(p) != "index.md" {
		dir := strings.TrimSuffix(p, ".md")
		return []op{{Do: "rename", Path: p, New: dir + "/index.md"}, {Do: "write", Path: dir + "/plan.svg", New: picture(a)}}
	}
	return []op{{Do: "rename", Path: p, New: path.Dir(p) + ".md"}}
}

// fileToFolder puts a folder where a file was, or a file where a folder was.
func fileToFolder(a *author) []op {
	const data = "content/files/data.csv"
	if _, file := a.s[data]; file {
		return []op{{Do: "rename", Path: data, New: data + "/part.csv"}}
	}
	if _, folder := a.s[data+"/part.csv"]; folder {
		return []op{{Do: "rename", Path: data + "/part.csv", New: data}}
	}
	p := a.page()
	switch {
	case p == "":
		return nil
	case path.Base(p) == "index.md":
		return []op{{Do: "rename", Path: p, New: path.Dir(p) + ".md"}}
	}
	return []op{{Do: "rename", Path: p, New: strings.TrimSuffix(p, ".md") + "/index.md"}}
}

// layoutKinds are edits of templates and assets.
func layoutKinds() []kind {
	own := func(a *author) string {
		return pick(a, append(a.files(func(p string) bool { return strings.HasPrefix(p, "layouts/") }), "layouts/none.html")...)
	}
	comment := func(a *author, p string) string {
		if strings.HasSuffix(p, ".css") || strings.HasSuffix(p, ".js") {
			return "\n/* " + a.word() + " */\n"
		}
		return "\n<p>" + a.word() + "</p>\n"
	}
	return []kind{
		{"layout", 3, func(a *author) []op { p := builtin(a); return a.rewrite("layouts/"+p, builtinText(p)+comment(a, p)) }},
		{"layout", 3, func(a *author) []op {
			p := own(a)
			if _, there := a.s[p]; !there {
				return nil
			}
			return a.rewrite(p, a.s[p]+comment(a, p))
		}},
		{"layout gone", 3, func(a *author) []op { return a.ifThere(op{Do: "remove", Path: own(a)}) }},
		{"layout of one page", 2, func(a *author) []op {
			ops := a.rewrite("layouts/special.html", "<!DOCTYPE html>\n<title>{{.Title}}</title>\n<p>{{.Site.Title}} "+a.word()+"</p>\n")
			return append(ops, a.change(a.page(), func(d *document) { d.top.set("layout", `"special"`) })...)
		}},
		{"asset", 2, func(a *author) []op {
			return a.rewrite("layouts/assets/"+pick(a, "more.css", "deep/more.css", "note.txt", "icon.svg"), pick(a, ".", "#")+a.word()+" { color: red }\n")
		}},
		{"break a layout", 1, func(a *author) []op {
			p := builtin(a)
			return a.rewrite("layouts/"+p, builtinText(p)+pick(a, "{{.NoSuchField}}", "{{if}}", "{{template \"none.html\" .}}", "{{asset \"none.css\"}}", "</div>"))
		}},
	}
}

// builtin returns the path of a layout that comes with the generator, below layouts/.
func builtin(a *author) string {
	var all []string
	_ = fs.WalkDir(explainer.Layouts, "layouts", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(p, "layouts/"))
		}
		return nil
	})
	if a.r.IntN(2) == 0 { // those that every page has, more often
		return pick(a, "partials/footer.html", "explainer.html", "home.html", "actor.html")
	}
	return pick(a, all...)
}

func builtinText(p string) string {
	data, err := fs.ReadFile(explainer.Layouts, "layouts/"+p)
	if err != nil {
		return ""
	}
	return string(data)
}

// configKinds are edits of the config.
func configKinds() []kind {
	top := func(key string, values ...string) func(*author) []op {
		return func(a *author) []op {
			return a.change("config.toml", func(d *document) {
				if key != "title" && a.r.IntN(3) == 0 {
					d.top.unset(key)
				} else {
					d.top.set(key, pick(a, values...))
				}
			})
		}
	}
	table := func(header, key string, values ...string) func(*author) []op {
		return func(a *author) []op {
			return a.change("config.toml", func(d *document) {
				found := d.named(strings.Trim(header, "[]"))
				switch {
				case len(found) == 0:
					d.add(header, key+" = "+pick(a, values...))
				case a.r.IntN(3) == 0:
					d.tables[found[0]].unset(key)
				default:
					d.tables[found[0]].set(key, pick(a, values...))
				}
			})
		}
	}
	return []kind{
		{"config: title", 1, top("title", `"Hamlet"`, `"Village"`)},
		{"config: description", 1, top("description", `"Another site"`)},
		{"config: language", 1, top("language", `"uk"`, `"de"`, `"ar"`, `"en"`)},
		{"config: base_url", 1, top("base_url", `"https://example.org/"`, `"/path/"`, `"https://example.org/village/"`)},
		{"config: page_size", 2, top("page_size", "1", "2", "3", "4", "7")},
		{"config: ignore", 1, top("ignore", `["guide"]`, `["*.csv"]`, `["market.md"]`, "[]")},
		{"config: permalinks", 1, table("[permalinks]", "actors", `"/who/:slug/"`, `"/of/:id/"`)},
		{"config: permalinks", 1, table("[permalinks]", "explainers", `"/:year/:slug/"`, `"/x/:id/"`)},
		{"config: markdown", 1, table("[markdown]", "autolink", "true", "false")},
		{"config: markdown", 1, table("[markdown]", "smart_punctuation", "true", "false")},
		{"config: markdown", 1, table("[markdown]", "raw_html", "true", "false")},
		{"config: warnings", 1, table("[warnings]", "off", `["role-unknown"]`, `["claim-source", "source-unused"]`, "[]")},
		{"config: limits", 1, table("[limits]", "file_size", "1000", "2000000", "900")},
		{"config: extra", 1, table("[extra]", "motto", `"Deeds"`, `"Words"`)},
		{"config: menu", 1, func(a *author) []op {
			return a.change("config.toml", func(d *document) {
				if found := d.named("menu"); len(found) > 0 && a.r.IntN(2) == 0 {
					d.tables = slices.Delete(d.tables, found[0], found[0]+1)
				} else {
					d.add("[[menu]]", "title = "+a.words(), "url = "+pick(a, `"/explainers/"`, `"/actors/"`, `"https://example.com/"`))
				}
			})
		}},
	}
}
