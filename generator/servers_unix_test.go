//go:build unix

package main_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"
)

// TestNginx has nginx serve the sample site below a folder, by the file that is written
// for it, and looks at every answer.
func TestNginx(t *testing.T) {
	bin := server(t, "nginx", "nginx-light")
	w := published(t, "nginx")
	config, err := os.ReadFile(filepath.Join(w.out, ".publish/nginx.conf"))
	must(t, err)
	modules := ""
	const module = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
	if _, err := os.Stat(module); err == nil {
		modules, w.brotli = "load_module "+module+";", true
		config = bytes.Replace(config, []byte("# brotli_static on;"), []byte("brotli_static on;"), 1)
	}
	must(t, os.WriteFile(filepath.Join(w.dir, "site.conf"), config, 0o644))
	types := `types { text/html html htm; text/css css; application/javascript js; image/svg+xml svg; image/png png; text/plain txt; text/xml xml; }`
	if _, err := os.Stat("/etc/nginx/mime.types"); err == nil {
		types = "include /etc/nginx/mime.types;"
	}
	w.start(t, bin, fmt.Sprintf(`%s
user %s;
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events {}
http {
	access_log off;
	client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
	%s
	server {
		listen %s;
		root %s;
		include %s/site.conf;
	}
}
`, modules, me(), types, w.host, w.root, w.dir), "-p", w.dir, "-e", "stderr", "-c")
	w.crawl(t)
}

// TestApache does so with Apache.
func TestApache(t *testing.T) {
	bin := server(t, "apache2", "apache2")
	const modules = "/usr/lib/apache2/modules"
	w := published(t, "apache")
	w.brotli = true
	load := ""
	for _, m := range []string{"mpm_event", "authz_core", "dir", "mime", "alias", "headers", "rewrite", "unixd"} {
		file := fmt.Sprintf("%s/mod_%s.so", modules, m)
		if _, err := os.Stat(file); err == nil { // others are built in
			load += fmt.Sprintf("LoadModule %s_module %s\n", m, file)
		}
	}
	types := filepath.Join(w.dir, "mime.types")
	must(t, os.WriteFile(types, []byte("text/html html\ntext/css css\nimage/svg+xml svg\napplication/xml xml\ntext/plain txt\napplication/gzip gz\n"), 0o644))
	user := ""
	if os.Getuid() == 0 {
		user = "User www-data\nGroup www-data\n"
		open(t, w.dir)
	}
	w.start(t, bin, fmt.Sprintf(`ServerRoot %[1]s
PidFile %[1]s/apache.pid
DefaultRuntimeDir %[1]s
ErrorLog /dev/stderr
ServerName %[2]s
Listen %[2]s
%[3]s%[4]sTypesConfig %[5]s
DocumentRoot %[6]s
<Directory />
	AllowOverride All
	Require all granted
</Directory>
`, w.dir, w.host, load, user, types, w.root), "-DFOREGROUND", "-f")
	w.crawl(t)
}

// server finds a server.
func server(t *testing.T, name, debian string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a server")
	}
	bin, err := exec.LookPath(name)
	if err != nil {
		bin, err = exec.LookPath("/usr/sbin/" + name)
	}
	if err != nil {
		t.Skipf("needs %s: apt-get install %s", name, debian)
	}
	return bin
}

func me() string {
	if os.Getuid() == 0 {
		return "root"
	}
	return "nobody" // nginx ignores it then
}

// open lets other users into a folder of the test's.
func open(t *testing.T, dir string) {
	t.Helper()
	for d := dir; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		must(t, os.Chmod(d, 0o755))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// web is a site that a server serves.
type web struct {
	dir, root, out string
	host, base     string // 127.0.0.1:…, http://127.0.0.1:…/my%20repo/
	brotli         bool
	client         *http.Client
	seen           map[string]*answer
}

type answer struct {
	status int
	header http.Header
	body   []byte
	ids    map[string]bool
}

// published builds the sample site, with some old addresses more, for a host.
func published(t *testing.T, host string) *web {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &web{dir: t.TempDir(), host: l.Addr().String(), seen: map[string]*answer{}}
	must(t, l.Close())
	w.base = "http://" + w.host + "/my%20repo/"
	w.root = filepath.Join(w.dir, "www")
	w.out = filepath.Join(w.root, "my repo")
	site := filepath.Join(w.dir, "site")
	must(t, os.CopyFS(filepath.Join(site, "content"), os.DirFS("../content")))
	must(t, os.WriteFile(filepath.Join(site, "config.toml"), fmt.Appendf(nil,
		"title = \"T\"\nbase_url = %q\n[publish]\nhosts = [%q]\n", w.base, host), 0o644))
	must(t, os.WriteFile(filepath.Join(site, "content/moved.md"),
		[]byte("+++\ntitle = \"Moved\"\naliases = [\"/it's $1 & (more)+/\", \"/стара/\", \"/old.html\"]\n+++\n"+strings.Repeat("Long enough. ", 200)+"\n"), 0o644))
	cmd := program(t, "-C", site, "build", "-q", "-o", w.out)
	cmd.Env = append(cmd.Env, "SOURCE_DATE_EPOCH=1795651200") // 2026-11-26
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w.client = &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w
}

// start runs a server until the test ends; args come before the name of its config.
func (w *web) start(t *testing.T, bin, config string, args ...string) {
	t.Helper()
	file := filepath.Join(w.dir, "server.conf")
	must(t, os.WriteFile(file, []byte(config), 0o644))
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, bin, append(args, file)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	must(t, cmd.Start())
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the server says: %s", said.String())
		}
	})
	for range 200 {
		c, err := net.Dial("tcp", w.host)
		if err == nil {
			c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not answer")
}

// get asks once for an address.
func (w *web) get(t *testing.T, address string, header ...string) *answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	must(t, err)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := w.client.Do(req)
	must(t, err)
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	a.body, err = io.ReadAll(resp.Body)
	must(t, err)
	return a
}

// crawl follows every link from the home page and the sitemap, and looks at every file.
func (w *web) crawl(t *testing.T) {
	w.page(t, w.base, "the test")
	for _, loc := range regexp.MustCompile(`<loc>(.*?)</loc>`).FindAllSubmatch(w.page(t, w.base+"sitemap.xml", "the test").body, -1) {
		w.page(t, html.UnescapeString(string(loc[1])), "the sitemap")
	}
	for _, name := range []string{"robots.txt"} {
		if a := w.get(t, w.base+name); a.status != 404 {
			t.Errorf("%s in a folder: %d", name, a.status)
		}
	}
	if len(w.seen) < 300 {
		t.Errorf("only %d addresses were seen", len(w.seen))
	}
	w.files(t)
	w.old(t)
	for _, name := range []string{"nothing/here/", "nothing.css", ".publish/nginx.conf", ".htaccess", ".explainer-manifest", "actors/.hidden"} {
		a := w.get(t, w.base+name)
		if a.status != 404 && a.status != 403 || name[0] == 'n' && (a.status != 404 || !bytes.Contains(a.body, []byte("<main"))) {
			t.Errorf("%s: %d, %.80s", name, a.status, a.body)
		}
		if name[0] == 'n' {
			w.headers(t, name, a)
		}
	}
	a := w.get(t, w.base+"about")
	if to := a.header.Get("Location"); a.status != 301 || !strings.HasSuffix(to, "/my%20repo/about/") {
		t.Errorf("a folder without its slash: %d %s", a.status, to)
	}
	a = w.get(t, w.base)
	if again := w.get(t, w.base, "If-None-Match", a.header.Get("ETag")); a.header.Get("ETag") == "" || again.status != 304 {
		t.Errorf("asked again: %d", again.status)
	}
}

// page looks at an address, once, and at all that it links to.
func (w *web) page(t *testing.T, address, from string) *answer {
	t.Helper()
	address, fragment, _ := strings.Cut(address, "#")
	a := w.seen[address]
	if a == nil {
		a = w.get(t, address)
		w.seen[address] = a
		if a.status != 200 {
			t.Errorf("%s, which %s links to: %d", address, from, a.status)
			return a
		}
		w.headers(t, address, a)
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			w.links(t, address, a)
		}
	}
	if id, err := url.PathUnescape(fragment); fragment != "" && (err != nil || a.ids != nil && !a.ids[id]) {
		t.Errorf("%s has no %q, to which %s links", address, id, from)
	}
	return a
}

func (w *web) links(t *testing.T, address string, a *answer) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(a.body))
	must(t, err)
	here, err := url.Parse(address)
	must(t, err)
	a.ids = map[string]bool{}
	var next []string
	for n := range doc.Descendants() {
		for _, attr := range n.Attr {
			switch attr.Key {
			case "id":
				a.ids[attr.Val] = true
			case "style":
				t.Errorf("%s has a style attribute, which the policy forbids", address)
			case "href", "src":
				to, err := here.Parse(attr.Val)
				if err != nil {
					t.Errorf("%s: %v", address, err)
				} else if to.Host == w.host {
					next = append(next, to.String())
				}
			default:
				if strings.HasPrefix(attr.Key, "on") {
					t.Errorf("%s has the attribute %s, which the policy forbids", address, attr.Key)
				}
			}
		}
		if n.Type == html.ElementNode && n.Data == "style" {
			t.Errorf("%s has a style element, which the policy forbids", address)
		}
	}
	for _, to := range next {
		w.page(t, to, address)
	}
}

// headers looks at the headers of an answer.
func (w *web) headers(t *testing.T, address string, a *answer) {
	t.Helper()
	want := map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "strict-origin-when-cross-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-cache",
		"Strict-Transport-Security": "", // of a site that is not https
	}
	ext := filepath.Ext(address)
	switch {
	case regexp.MustCompile(`/assets/.+\.[0-9a-f]{12}\.[a-z]+$`).MatchString(address):
		want["Cache-Control"] = "public, max-age=31536000, immutable"
	case slices.Contains([]string{".atom", ".json", ".ics", ".csv", ".bib"}, ext):
		want["Access-Control-Allow-Origin"], want["Cross-Origin-Resource-Policy"] = "*", "cross-origin"
	}
	for name, value := range want {
		if got := strings.Join(a.header.Values(name), ", "); got != value {
			t.Errorf("%s: %s is %q, want %q", address, name, got, value)
		}
	}
	if policy := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") {
		t.Errorf("%s: the policy is %q", address, policy)
	}
	kinds := map[string]string{
		".atom": "application/atom+xml", ".json": "application/json", ".ics": "text/calendar", ".csv": "text/csv", ".bib": "application/x-bibtex",
		".css": "text/css", ".svg": "image/svg+xml", ".xml": "xml", "": "text/html; charset=utf-8",
	}
	if strings.HasSuffix(address, "/") {
		ext = ""
	}
	kind, known := kinds[ext]
	if got := a.header.Get("Content-Type"); known && a.status == 200 && !strings.Contains(got, kind) {
		t.Errorf("%s: the type is %q, want %q", address, got, kind)
	}
	if got := strings.ToLower(a.header.Get("Content-Type")); strings.HasPrefix(got, "text/") && !strings.Contains(got, "charset=utf-8") {
		t.Errorf("%s: the type is %q, without the encoding", address, got)
	}
}

// files asks for every file of the output, plain and compressed.
func (w *web) files(t *testing.T) {
	t.Helper()
	twins := 0
	err := filepath.WalkDir(w.out, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == ".publish" {
				return filepath.SkipDir
			}
			return err
		}
		rel, _ := filepath.Rel(w.out, p)
		if strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(p, ".gz") || strings.HasSuffix(p, ".br") {
			return nil
		}
		data, err := os.ReadFile(p)
		must(t, err)
		address := w.base + (&url.URL{Path: strings.TrimSuffix(filepath.ToSlash(rel), "index.html")}).EscapedPath()
		if bytes.Contains(data, []byte(`http-equiv="refresh"`)) {
			return nil // old looks at these
		}
		if a := w.get(t, address); a.status != 200 || !bytes.Equal(a.body, data) {
			t.Errorf("%s: %d, %d bytes, want %d", address, a.status, len(a.body), len(data))
		}
		for _, c := range []struct{ name, suffix string }{{"gzip", ".gz"}, {"br", ".br"}} {
			if c.name == "br" && !w.brotli {
				continue
			}
			if _, err := os.Stat(p + c.suffix); err != nil {
				continue
			}
			twins++
			w.twin(t, address, c.name, data)
		}
		return nil
	})
	must(t, err)
	if twins < 200 {
		t.Errorf("%d twins", twins)
	}
}

// twin asks for a file in a coding and compares what comes.
func (w *web) twin(t *testing.T, address, coding string, want []byte) {
	t.Helper()
	a := w.get(t, address, "Accept-Encoding", coding)
	if a.header.Get("Content-Encoding") != coding || !strings.Contains(a.header.Get("Vary"), "Accept-Encoding") || len(a.body) >= len(want) {
		t.Errorf("%s as %s: %v", address, coding, a.header)
		return
	}
	var r io.Reader = brotli.NewReader(bytes.NewReader(a.body))
	if coding == "gzip" {
		var err error
		r, err = gzip.NewReader(bytes.NewReader(a.body))
		must(t, err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s as %s: other bytes, %v", address, coding, err)
	}
	w.headers(t, address, a)
}

// old asks for every old address: each is answered 301, with an address that is there.
func (w *web) old(t *testing.T) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(w.out, func(p string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(p) != ".html" {
			return err
		}
		data, err := os.ReadFile(p)
		must(t, err)
		if !bytes.Contains(data, []byte(`http-equiv="refresh"`)) {
			return nil
		}
		found++
		rel, _ := filepath.Rel(w.out, p)
		address := w.base + (&url.URL{Path: "/" + strings.TrimSuffix(filepath.ToSlash(rel), "index.html")}).EscapedPath()[1:]
		a := w.get(t, address)
		from, err := url.Parse(address)
		must(t, err)
		to, err := from.Parse(a.header.Get("Location"))
		must(t, err)
		if a.status != 301 || w.page(t, to.String(), address).status != 200 {
			t.Errorf("%s: %d to %s", address, a.status, to)
		}
		return nil
	})
	must(t, err)
	if found < 6 {
		t.Errorf("%d old addresses", found)
	}
}
