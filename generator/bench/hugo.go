package main

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// hugoFiles is the configuration and the layouts of the Hugo site.
//
//go:embed all:hugo
var hugoFiles embed.FS

// hugoConfigs are the configurations of the Hugo site, by program: files that Hugo
// reads one on top of the other.
func hugoConfigs() (names, files []string) {
	return []string{"hugo", "hugo, related", "hugo, all pages"}, []string{"hugo.toml", "hugo.toml,related.toml", "hugo.toml,pages.toml"}
}

// writeHugoSite writes the files of a corpus as a site of Hugo.
func writeHugoSite(dir string, files iter.Seq2[string, []byte]) error {
	own, err := fs.Sub(hugoFiles, "hugo")
	if err != nil {
		return err
	}
	err = fs.WalkDir(own, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(own, name)
		if err != nil {
			return err
		}
		return writeFile(filepath.Join(dir, filepath.FromSlash(name)), data)
	})
	if err != nil {
		return fmt.Errorf("cannot write Hugo's layouts: %w", err)
	}
	h := hugoSite{addresses: map[string]string{}}
	for name, data := range files {
		if name, data = h.file(name, data); name == "" {
			continue
		}
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), data); err != nil {
			return err
		}
	}
	return nil
}

// hugoSite turns files of a corpus into files of Hugo. Actors and regions have to
// come before the texts that link to them, as they do in a corpus.
type hugoSite struct {
	addresses map[string]string // of actors and regions, by id and by name
}

// file returns the path and the bytes that Hugo wants, or an empty path for a file that
// it has no use for.
func (h *hugoSite) file(name string, data []byte) (string, []byte) {
	dir, base := path.Split(strings.TrimPrefix(name, "content/"))
	switch {
	case name == "config.toml":
		return "", nil
	case !strings.HasSuffix(base, ".md"):
		return "static/" + dir + base, data
	}
	front, text := cutFrontMatter(data)
	kind, id := strings.TrimSuffix(dir, "/"), strings.TrimSuffix(base, ".md")
	switch {
	case kind == "explainers":
		front = explainerKeys(front, text)
	case id != "_index" && slices.Contains([]string{"actors", "regions", "questions", "sources"}, kind):
		name = "content/" + kind + "/" + id + "/_index.md" // the page of a term
		front = termKeys(front)
		if kind == "actors" || kind == "regions" {
			address := "/" + kind + "/" + id + "/"
			h.addresses[id] = address
			if _, rest, ok := strings.Cut(string(front), "title = \""); ok {
				title, _, _ := strings.Cut(rest, "\"\n")
				h.addresses[title] = address
			}
		}
	}
	return name, slices.Concat([]byte("+++\n"), front, []byte("+++\n"), h.text(text))
}

// rename is a key at the beginning of a line and what Hugo calls it.
type rename struct{ from, to string }

// renamed renames keys of the front matter before its first table.
func renamed(front []byte, renames ...rename) []byte {
	head, tables := front, []byte(nil)
	if i := bytes.Index(front, []byte("\n[[")); i >= 0 {
		head, tables = front[:i], front[i:]
	}
	lines := strings.SplitAfter(string(head), "\n")
	for i, line := range lines {
		for _, r := range renames {
			if rest, ok := strings.CutPrefix(line, r.from+" = "); ok {
				lines[i] = r.to + " = " + rest
			}
		}
	}
	return append([]byte(strings.Join(lines, "")), tables...)
}

// termKeys renames what Hugo gives another meaning: it makes redirects of aliases,
// and an address of the page of url.
func termKeys(front []byte) []byte {
	return renamed(front, rename{"name", "title"}, rename{"text", "title"}, rename{"aliases", "names"},
		rename{"kind", "sort"}, rename{"url", "address"})
}

// explainerKeys renames the keys of an explainer, and lists the questions and sources that
// it has to do with, which are tables in ours.
func explainerKeys(front, text []byte) []byte {
	questions := mentioned(front, text, onQuestion, onQuestionInText)
	sources := mentioned(front, text, fromSource, fromSourceInText)
	front = renamed(front, rename{"updated", "lastmod"})
	front = bytes.ReplaceAll(front, []byte("\n[[questions]]\n"), []byte("\n[[asked]]\n"))
	front = bytes.ReplaceAll(front, []byte("\n[[sources]]\n"), []byte("\n[[works]]\n"))
	return slices.Concat(fmt.Appendf(nil, "questions = [%s]\nsources = [%s]\n", questions, sources), front)
}

// mentioned returns what the patterns find, each once, quoted and with commas.
func mentioned(front, text []byte, inFront, inText *regexp.Regexp) string {
	var ids []string
	for _, m := range slices.Concat(inFront.FindAllSubmatch(front, -1), inText.FindAllSubmatch(text, -1)) {
		if id := `"` + string(m[1]) + `"`; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, ", ")
}

var (
	onQuestion       = regexp.MustCompile(`(?m)^question = "([^"]*)"$`)
	onQuestionInText = regexp.MustCompile(` q=(\S+)`)
	fromSource       = regexp.MustCompile(`(?m)^source = \["([^"]*)"\]$`)
	fromSourceInText = regexp.MustCompile(`(?: src=|[\[ ]@)([\w-]+)`)
)

// The forms of links in the texts of a corpus.
var (
	wikiLink  = regexp.MustCompile(`\[\[(?:region:|actor:)?([^\]|]+)(?:\|([^\]]*))?\]\]`)
	fileLink  = regexp.MustCompile(`\]\((\.\./)?([\w/-]+)\.md(#[\w-]+)?\)`)
	otherFile = regexp.MustCompile(`\]\(\.\./files/`)
	newClaim  = regexp.MustCompile(`\]\(claim: "id=(\S+)[^"]*"\)`)
	oldClaim  = regexp.MustCompile(`\]\(claim:(\S+?)\)`)
	citations = regexp.MustCompile(`\[(@[^\]]+)\]`)
	cited     = regexp.MustCompile(`@([\w-]+)([^;]*)`)
)

// text writes links, citations and claims as Hugo has them: with finished addresses.
func (h *hugoSite) text(text []byte) []byte {
	text = wikiLink.ReplaceAllFunc(text, func(link []byte) []byte {
		m := wikiLink.FindSubmatch(link)
		words := m[2]
		if words == nil {
			words = m[1]
		}
		return fmt.Appendf(nil, "[%s](%s)", words, h.addresses[string(m[1])])
	})
	text = fileLink.ReplaceAllFunc(text, func(link []byte) []byte {
		m := fileLink.FindSubmatch(link)
		folder := "/explainers/"
		if m[1] != nil {
			folder = "/"
		}
		return fmt.Appendf(nil, "](%s%s/%s)", folder, m[2], m[3])
	})
	text = otherFile.ReplaceAll(text, []byte("](/files/"))
	text = newClaim.ReplaceAll(text, []byte("](#$1)"))
	text = oldClaim.ReplaceAll(text, []byte("](#$1)"))
	return citations.ReplaceAllFunc(text, func(list []byte) []byte {
		return cited.ReplaceAll(list[1:len(list)-1], []byte("[$1$2](#$1)"))
	})
}
