package site

import (
	"path"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// hide remembers a page that is left out of the site as it is built now. The files
// in the folder of such a page are left out with it.
func (l *linker) hide(d *content.Document) {
	l.hidden[d.Path] = d
	if key := (nodeKey{d.Kind, d.ID}); l.hiddenIDs[key] == nil {
		l.hiddenIDs[key] = d
	}
	if dir, name := path.Split(d.Path); name == "index.md" {
		l.hiddenDirs[strings.TrimSuffix(dir, "/")] = d
	}
}

// hiddenOwner returns the hidden page in whose folder a file stands, or nil.
func (l *linker) hiddenOwner(file string) *content.Document {
	if len(l.hiddenDirs) == 0 {
		return nil
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if d := l.hiddenDirs[dir]; d != nil {
			return d
		}
	}
	return nil
}

// rememberHidden finds the addresses that hidden pages would have, for links by
// address. Whether such an address is good is told once the page is shown.
func (l *linker) rememberHidden() {
	for _, d := range l.hidden {
		n := &Node{Kind: d.Kind, ID: d.ID, Doc: d}
		if d.Kind == content.Home || d.Kind == content.Section || l.hiddenIDs[nodeKey{d.Kind, d.ID}] != d {
			continue
		}
		if url, err := urls.Expand(l.patternOf(n).Value, permalinkFields(n)); err == nil && (l.hiddenURLs[url] == nil || d.Path < l.hiddenURLs[url].Path) {
			l.hiddenURLs[url] = d
		}
	}
}

// hiddenAt returns the hidden page that would have an address, or nil.
func (l *linker) hiddenAt(url string) *content.Document {
	if d := l.hiddenURLs[url]; d != nil {
		return d
	}
	return l.hiddenURLs[url+"/"]
}

func (l *linker) hiddenError(d *content.Document, at source.Span) diag.Diagnostic {
	why, flag := "is a draft", "--drafts"
	if !d.Draft {
		why, flag = "is dated in the future", "--future"
	}
	return diag.Errorf("hidden-target", at, "%s %q %s, so it has no page", d.Kind, d.ID, why).
		WithNote(d.File.Span(0, 0), "it is declared here").
		WithHelp("publish it, take this out, or build with %s", flag)
}
