// Package assets gives the files of layouts/assets/ addresses that follow from
// their bytes.
//
// A file assets/style.css is published as assets/style.1f3a9c0b5d2e.css: the first
// 12 hexadecimal digits of its SHA-256. A browser may keep such a file for ever,
// since other bytes have another address. References between style sheets and the
// files that they load, url(…) and @import with relative paths, are rewritten, so
// that a change of a picture changes the address of the sheet too.
//
// Each has its Subresource Integrity: the SHA-384 that a page may state, so that a
// browser refuses other bytes. Assets that keep their names have none: the preview puts
// other bytes under the same name while a page is open.
package assets

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Dir is the folder of the layouts, and of the output, in which assets lie.
const Dir = "assets"

// Asset is a file ready to be published.
type Asset struct {
	Name string // below assets/: "style.css"
	Path string // in the output: "assets/style.1f3a9c0b5d2e.css"
	Data []byte

	Integrity string // for the attribute of that name (SRI §3.1): "sha384-…"; empty without a fingerprint
}

// Set is all assets of a site.
type Set struct {
	byName map[string]Asset
	names  []string
}

// New fingerprints files, whose paths are below assets/, or leaves them the names they
// have. Style sheets that import one another in a circle are reported, and the
// circle is cut.
func New(files []*source.File, fingerprint bool, ds *diag.List) *Set {
	p := printer{plain: !fingerprint, files: map[string]*source.File{}, set: &Set{byName: map[string]Asset{}}, open: map[string]bool{}, ds: ds}
	for _, f := range files {
		name := Name(f.Path)
		p.files[name] = f
		p.set.names = append(p.set.names, name)
	}
	slices.Sort(p.set.names)
	for _, name := range p.set.names {
		p.print(name)
	}
	return p.set
}

// Name returns the path below assets/ of a layouts file, or "" if it is no asset.
// It takes the paths that diagnostics show: layouts/assets/x.css, also built in.
func Name(file string) string {
	_, name, ok := strings.Cut(file, "layouts/"+Dir+"/")
	if !ok {
		return ""
	}
	return name
}

// Equal reports whether two sets publish the same files under the same names.
func (s *Set) Equal(other *Set) bool {
	if s == nil || other == nil {
		return s == other
	}
	return slices.EqualFunc(s.All(), other.All(), func(a, b Asset) bool { return a.Name == b.Name && a.Path == b.Path })
}

// All returns the assets by name.
func (s *Set) All() []Asset {
	list := make([]Asset, len(s.names))
	for i, name := range s.names {
		list[i] = s.byName[name]
	}
	return list
}

// Path returns the output path of an asset. An unknown name is an error that names
// the nearest one.
func (s *Set) Path(name string) (string, error) {
	if a, ok := s.byName[name]; ok {
		return a.Path, nil
	}
	if near, ok := diag.Suggest(name, s.names); ok {
		return "", fmt.Errorf("no asset %q; did you mean %q?", name, near)
	}
	return "", fmt.Errorf("no asset %q in layouts/assets/", name)
}

// Integrity returns the integrity of an asset, "" if assets have none. Unknown names are
// errors as those of Path are.
func (s *Set) Integrity(name string) (string, error) {
	_, err := s.Path(name)
	return s.byName[name].Integrity, err
}

type printer struct {
	files map[string]*source.File
	set   *Set
	open  map[string]bool // style sheets whose references are being followed
	ds    *diag.List
	plain bool // no fingerprints
}

// print fingerprints a file after those that it refers to.
func (p *printer) print(name string) Asset {
	if a, done := p.set.byName[name]; done {
		return a
	}
	f := p.files[name]
	data := f.Data()
	if path.Ext(name) == ".css" {
		p.open[name] = true
		data = p.rewrite(name, f)
		delete(p.open, name)
	}
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	a := Asset{
		Name: name, Data: data,
		Path: Dir + "/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
	}
	if p.plain {
		a.Path = Dir + "/" + name
	} else {
		sum := sha512.Sum384(data)
		a.Integrity = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	}
	p.set.byName[name] = a
	return a
}

// rewrite puts the published names of other assets into a style sheet.
func (p *printer) rewrite(name string, f *source.File) []byte {
	css := string(f.Data())
	var out []byte
	last := 0
	for _, r := range references(css) {
		href := css[r.start:r.end]
		file, rest := cutSuffix(href)
		target := path.Join(path.Dir(name), file)
		if file == "" || p.files[target] == nil {
			continue
		}
		if p.open[target] {
			p.ds.Add(diag.Errorf("import-circle", f.Span(r.start, r.end), "the style sheet imports itself by way of %q", href).
				WithHelp("take one of the imports out"))
			continue
		}
		published := p.print(target).Path
		out = append(out, css[last:r.start]...)
		out = append(out, relative(path.Dir(Dir+"/"+name), published)+rest...)
		last = r.end
	}
	if last == 0 {
		return f.Data()
	}
	return append(out, css[last:]...)
}

// relative returns the path from a folder to a file, both below the output.
func relative(dir, file string) string {
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// cutSuffix separates a relative path from its query and fragment; the path is
// empty for anything but a relative path.
func cutSuffix(href string) (file, rest string) {
	if strings.HasPrefix(href, "/") || strings.Contains(href, ":") {
		return "", ""
	}
	if i := strings.IndexAny(href, "?#"); i >= 0 {
		return href[:i], href[i:]
	}
	return href, ""
}
