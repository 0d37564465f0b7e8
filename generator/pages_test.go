package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"explainer/generator/internal/browsertest"
	"explainer/generator/internal/build"
	"explainer/generator/internal/edtf"
)

// pageKind is one kind of page and a page of that kind.
type pageKind struct{ name, layout, path string }

// pageKinds lists every kind of page that readers see, with one that has as much on it
// as a page of its kind can have. A redirect is left before it is read.
func pageKinds() []pageKind {
	return []pageKind{
		{"home", "home", "/"},
		{"explainer", "explainer", "/explainers/four-regions-annexation-claim/"},
		{"explainers", "explainers", "/explainers/"},
		{"person", "actor", "/actors/vladimir-putin/"},
		{"body", "actor", "/actors/united-nations/"},
		{"actors", "actors", "/actors/"},
		{"actors-of-a-kind", "actors", "/actors/kind/person/"},
		{"disputed-region", "region", "/regions/crimea/"},
		{"undisputed-region", "region", "/regions/turkey/"},
		{"regions", "regions", "/regions/"},
		{"question", "question", "/questions/crimea-status/"},
		{"questions", "questions", "/questions/"},
		{"source", "source", "/sources/budapest-memorandum-text/"},
		{"sources", "sources", "/sources/"},
		{"sources-2", "sources", "/sources/page/2/"},
		{"timeline", "timeline", "/timeline/"},
		{"timeline-2", "timeline", "/timeline/page/2/"},
		{"list-of-dates", "list", "/regions/europe/dates/"},
		{"list-of-claims-2", "list", "/regions/europe/claims/page/2/"},
		{"list-of-links", "list", "/actors/united-nations/links/"},
		{"about", "page", "/about/"},
		{"everything", "page", "/guide/everything/"},
		{"draft", "page", "/guide/unfinished/"},
		{"section", "section", "/guide/"},
		{"not-found", "404", "/404.html"},
	}
}

// TestPagesInBrowser holds the pages of the sample site to what a reader is owed, with checkers
// that are not ours: the Nu HTML checker, axe, Lighthouse, linkinator and a browser. The
// site stands at the root of a server, and a second time below a folder, in Arabic, so
// that all runs from right to left.
func TestPagesInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser and checkers")
	}
	site, arabic := newSample(t, "/", "en"), newSample(t, "/repo/", "ar")
	nu := startNu(t, site, arabic) // meanwhile
	browser := browsertest.Start(t, 1440, 900, 8*time.Minute)
	t.Run("EveryKind", func(t *testing.T) { everyKind(t, site) })
	t.Run("SideBySide", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T){
			"Kinds":    func(t *testing.T) { eachKind(t, browser, site, arabic) },
			"Links":    func(t *testing.T) { links(t, site, arabic) },
			"Script":   func(t *testing.T) { script(t, browser, site) },
			"Keyboard": func(t *testing.T) { keyboard(t, browser, site) },
			"Budgets":  func(t *testing.T) { budgets(t, browser, site) },
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t)
			})
		}
	})
	t.Run("HTML", nu)
	t.Run("Lighthouse", func(t *testing.T) { lighthouse(t, site) }) // alone: it takes times
}

// everyKind holds the list of kinds against the layouts and the pages that there are.
func everyKind(t *testing.T, site *sample) {
	layouts, err := filepath.Glob("../layouts/*.html")
	if err != nil || len(layouts) < 10 {
		t.Fatal(layouts, err)
	}
	for _, file := range layouts {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		if name != "redirect" && !slices.ContainsFunc(pageKinds(), func(k pageKind) bool { return k.layout == name }) {
			t.Errorf("no page is looked at that is made by %s", file)
		}
	}
	for _, k := range pageKinds() {
		if _, err := os.Stat(site.file(k.path)); err != nil {
			t.Errorf("the sample site has no such page, choose another %s: %v", k.name, err)
		}
	}
}

// sample is a built site that is being served.
type sample struct {
	dir  string // the output
	url  string // http://127.0.0.1:…, without the base path
	base string // the base path
}

// newSample builds the sample site, with what testdata/pages adds to it, and serves it
// until the test ends. The day is in the future, so that every review is overdue and
// the pages say so.
func newSample(t *testing.T, base, language string) *sample {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sample{dir: filepath.Join(t.TempDir(), "public"), url: "http://" + l.Addr().String(), base: base}
	dir := t.TempDir()
	for from, to := range map[string]string{"../content": "content", "testdata/pages/guide": "content/guide"} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	config, err := os.ReadFile("../config.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(`"https://example.org/"`, fmt.Sprintf("%q", s.url+base), `language    = "en"`, fmt.Sprintf("language = %q", language)).Replace(string(config))
	if !strings.Contains(text, s.url) || !strings.Contains(text, fmt.Sprintf("language = %q", language)) {
		t.Fatal("config.toml has another base_url or language than this test replaces")
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	today, err := edtf.Parse("2030-01-01")
	if err != nil {
		t.Fatal(err)
	}
	result, err := build.New(build.Options{Dir: dir, Out: s.dir, Drafts: true, Once: true, Today: today.Earliest()}).Build(context.Background())
	if err != nil || !result.OK() {
		t.Fatal(err, result.Diags)
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		server.Close()
		if err := <-ended; err != http.ErrServerClosed {
			t.Error(err)
		}
	})
	return s
}

// at returns the address of a page, given by its path below the base.
func (s *sample) at(page string) string { return s.url + s.base + strings.TrimPrefix(page, "/") }

// file returns where in the output a page is.
func (s *sample) file(page string) string {
	if strings.HasSuffix(page, "/") {
		page += "index.html"
	}
	return filepath.Join(s.dir, filepath.FromSlash(page))
}

// ServeHTTP answers as a good host of static files does: compressed, the assets, whose
// names follow from their bytes, for ever, and all else for ten minutes.
func (s *sample) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	types := map[string]string{
		".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".svg": "image/svg+xml", ".json": "application/json", ".atom": "application/atom+xml", ".xml": "application/xml",
		".ics": "text/calendar; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8",
	}
	name, ok := strings.CutPrefix(r.URL.Path, s.base)
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	status, cache := http.StatusOK, "max-age=600"
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(path.Clean("/"+name))))
	if !ok || err != nil || strings.Contains(name, "/.") || strings.HasPrefix(name, ".") {
		status, name = http.StatusNotFound, "404.html"
		data, _ = os.ReadFile(filepath.Join(s.dir, name))
	}
	if strings.HasPrefix(name, "assets/") {
		cache = "public, max-age=31536000, immutable"
	}
	kind := types[path.Ext(name)]
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("Vary", "Accept-Encoding")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.WriteHeader(status)
		_, _ = w.Write(data)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := gzip.NewWriter(w)
	_, _ = z.Write(data)
	_ = z.Close()
}

// files returns the paths in the output of the files with an ending, in order.
func (s *sample) files(t *testing.T, ending string) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(os.DirFS(s.dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(p, ending) {
			list = append(list, p)
		}
		return err
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("no %s in the output: %v", ending, err)
	}
	return list
}

// npm returns the path of a file of a package that `npm ci` installs.
func npm(t *testing.T, file string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join("testdata/npm", filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(p); err != nil {
		t.Skip("needs `npm ci` in generator/testdata/npm")
	}
	return p
}

// command finds a program, which a package of Debian has.
func command(t *testing.T, debian string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Skipf("needs %s: apt-get install %s", names[0], debian)
	return ""
}
