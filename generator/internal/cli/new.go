package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"explainer/generator/internal/build"
	"explainer/generator/internal/content"
	"explainer/generator/internal/urls"
)

type newCmd struct {
	Kind  string `arg:"" enum:"explainer,actor,region,page" help:"What to begin: explainer, actor, region or page."`
	Title string `arg:"" help:"Its title, or its name."`
}

func (n *newCmd) Help() string {
	return `Writes a file of content/ with the front matter to fill in, and prints its path. The
file's name is the id that others link to; it is made from the title.

Example:
  explainer new explainer "Who governs Western Sahara?"
  explainer new actor "António Guterres"`
}

// Run writes the new file. One that is there already is never touched.
func (n *newCmd) Run(s *session) error {
	title := strings.TrimSpace(n.Title)
	id := urls.Slug(title)
	if id == "" {
		return usageError{message: fmt.Sprintf("no file name can be made of %q: it has no letters", n.Title), command: "new"}
	}
	if id == "index" {
		return usageError{message: "index.md is the page of its folder; choose another title, and change it in the file", command: "new"}
	}
	if !utf8.ValidString(title) || strings.ContainsFunc(title, hostile) {
		return usageError{message: fmt.Sprintf("the title %q has a line break, a control character or broken bytes", n.Title), command: "new"}
	}
	if _, err := os.Stat(filepath.Join(s.dir, build.ContentDir)); err != nil {
		return fmt.Errorf("there is no folder %s\n\nmake a new site with: explainer init DIR, or name the site's folder with -C DIR", filepath.Join(s.dir, build.ContentDir))
	}
	name := filepath.Join(s.dir, build.ContentDir, filepath.FromSlash(n.folder()), id+".md")
	today, err := s.today()
	if err != nil {
		return err
	}
	if err := writeNew(name, n.frontMatter(title, today.String())); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.Stdout, name)
	return err
}

func (n *newCmd) folder() string {
	switch n.Kind {
	case "explainer":
		return content.ExplainersDir
	case "actor":
		return content.ActorsDir
	case "region":
		return content.RegionsDir
	}
	return "."
}

// frontMatter is the beginning of a page of each kind: what is needed, and, as
// comments, what earns most.
func (n *newCmd) frontMatter(title, today string) string {
	quoted := tomlString(title)
	switch n.Kind {
	case "explainer":
		return `+++
title   = ` + quoted + `
summary = "One or two sentences that answer the question."
date    = ` + today + `
draft   = true          # take this line out to publish
actors  = []            # ids: the names of files in content/actors/
regions = []            # ids: the names of files in content/regions/

# [[dates]]
# when    = "` + today + `"
# title   = "What happened on that day"
# actors  = []
# regions = []
+++

Write the explainer here. Names of actors and regions become links by themselves.
`
	case "actor":
		return "+++\nname    = " + quoted + `
aliases = []            # other spellings of the name
kind    = "person"      # ` + strings.Join(content.ActorKinds(), ", ") + `
+++

Who this is, in a few sentences.
`
	case "region":
		return "+++\nname    = " + quoted + `
aliases = []            # other spellings of the name
kind    = "region"      # ` + strings.Join(content.RegionKinds(), ", ") + `
# part_of = "..."       # id of the region that this one is filed under
+++

Where this is, in a few sentences.
`
	}
	return "+++\ntitle = " + quoted + "\n+++\n\nWrite the page here.\n"
}

// hostile reports characters that front matter refuses, since an editor or a
// terminal would obey them.
func hostile(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == utf8.RuneError
}

// tomlString writes a TOML basic string (TOML 1.0, "String").
func tomlString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// writeNew writes a file that must not exist yet, and the folders above it.
func writeNew(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("cannot make the folder: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and was left as it is", name)
	}
	if err != nil {
		return fmt.Errorf("cannot write the file: %w", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", strconv.Quote(name), err)
	}
	return nil
}
