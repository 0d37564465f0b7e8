// Package corpus makes sites of any size for tests and benchmarks.
//
// A site follows from a seed and a number of explainers alone: the same two give the
// same files, byte for byte, on every machine. Each file has a random stream of its own,
// so an explainer reads the same whatever was made before it, and files are made one
// at a time: a large site need not fit into memory.
//
// The sites are like those that people write, in what costs a generator time:
//
//   - explainers of about 8 KB of text with headings, lists, tables, footnotes, quotations,
//     links of every form, and names of actors and regions left unmarked;
//   - about one actor for ten explainers and one region for twenty, at least 20 of
//     each, named by Zipf's law: a few are in half of the explainers and most in few;
//   - regions inside one another, up to five deep;
//   - eight to thirteen dates an explainer, in every form of EDTF that authors write;
//   - twelve claims an explainer, in the front matter and in the text, on three
//     questions, one of which eight explainers share; seven sources, one of them shared
//     too, all cited, one with its text; people with offices at all times; every other
//     region with statements on whose it is;
//   - words made from syllables, so that no text is anybody's, most in Latin script and
//     some in Cyrillic, Arabic and Han.
//
// They build without a diagnostic, and the newest date in them is the day Today.
//
// Files does no I/O. Write puts the files onto a disk, which is why this package
// imports os: what it makes is input, and the packages that guard the reading and the
// writing of sites are what the sites are to test.
package corpus

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
)

// Today is a day, in the form of RFC 3339, on which nothing in a site is in the future.
const Today = "2026-11-15"

// Files returns the paths and bytes of a site with that many explainers. Paths have
// slashes and are relative to the site's folder.
func Files(seed uint64, explainers int) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		w := newWorld(seed, explainers)
		for path, text := range w.fixed() {
			if !yield(path, []byte(text)) {
				return
			}
		}
		for i := range w.actors {
			if a := &w.actors[i]; !yield("content/actors/"+a.id+".md", w.actor(i)) {
				return
			}
		}
		for i := range w.regions {
			if r := &w.regions[i]; !yield("content/regions/"+r.id+".md", w.region(i)) {
				return
			}
		}
		for g := range (explainers + groupSize - 1) / groupSize {
			if !yield("content/questions/"+sharedQuestion(g)+".md", w.question(g)) ||
				!yield("content/sources/"+sharedSource(g)+".md", w.source(g)) {
				return
			}
		}
		for i := range explainers {
			if !yield("content/explainers/"+w.head(i).id+".md", w.explainer(i)) {
				return
			}
		}
	}
}

// Write writes the files of a site into a folder, which it makes. The error is the
// operating system's.
func Write(dir string, seed uint64, explainers int) error {
	for path, data := range Files(seed, explainers) {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("cannot make a folder of the corpus: %w", err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return fmt.Errorf("cannot write a file of the corpus: %w", err)
		}
	}
	return nil
}

// fixed returns the files that every site has.
func (w *world) fixed() iter.Seq2[string, string] {
	r := w.stream(streamFixed, 0)
	return func(yield func(string, string) bool) {
		_ = yield("config.toml", "title = \"Corpus\"\nbase_url = \"https://example.org/corpus/\"\n"+
			"description = \"A site made for measuring.\"\n\n[[menu]]\ntitle = \"About\"\nurl = \"/about/\"\n") &&
			yield("content/_index.md", "+++\ntitle = \"Corpus\"\n+++\n\n"+w.paragraph(r, nil, 3)+"\n") &&
			yield("content/about.md", "+++\ntitle = \"About\"\n+++\n\n"+w.paragraph(r, nil, 5)+"\n") &&
			yield("content/guide/reading.md", "+++\ntitle = \"How to read\"\n+++\n\n"+w.paragraph(r, nil, 5)+"\n") &&
			yield("content/guide/printing.md", "+++\ntitle = \"How to print\"\n+++\n\n"+w.paragraph(r, nil, 5)+"\n") &&
			yield("content/actors/_index.md", "+++\ntitle = \"Actors\"\n+++\n\n"+w.paragraph(r, nil, 2)+"\n") &&
			yield("content/files/data.csv", "year,count\n2014,1\n2022,4\n")
	}
}
