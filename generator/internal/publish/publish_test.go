package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/config"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/site"
	"explainer/generator/internal/sitetest"
)

// link makes a site of files, which must have no errors.
func link(tb testing.TB, files []txtar.File) *site.Site {
	tb.Helper()
	return sitetest.Link(tb, files, site.Options{})
}

// small makes a site of a config and one explainer with old addresses.
func small(tb testing.TB, cfg string, aliases ...string) *site.Site {
	tb.Helper()
	list, err := json.Marshal(append([]string{}, aliases...))
	if err != nil {
		tb.Fatal(err)
	}
	return link(tb, []txtar.File{
		{Name: config.Name, Data: []byte("title = \"T\"\n" + cfg)},
		{Name: "content/explainers/new.md", Data: []byte("+++\ntitle = \"New\"\naliases = " + string(list) + "\n+++\n")},
	})
}

func hosts(names string) string {
	return "base_url = \"https://example.org/\"\n[publish]\nhosts = [\"" + strings.ReplaceAll(names, " ", `", "`) + "\"]\n"
}

func paths(files []File) string {
	var list []string
	for _, f := range files {
		list = append(list, f.Path)
	}
	return strings.Join(list, " ")
}

func file(tb testing.TB, s *site.Site, path string) string {
	tb.Helper()
	files, _ := Files(s)
	for _, f := range files {
		if f.Path == path {
			return string(f.Data)
		}
	}
	tb.Fatalf("no %s in %s", path, paths(files))
	return ""
}

// TestFiles holds what every host is told to the letter.
func TestFiles(t *testing.T) {
	in := golden.Read(t, filepath.Join("testdata", "site.txtar"))
	files, ds := Files(link(t, in.Files))
	if len(ds) > 0 {
		t.Error(ds)
	}
	got := &txtar.Archive{}
	for _, f := range files {
		got.Files = append(got.Files, txtar.File{Name: f.Path, Data: f.Data})
	}
	golden.Same(t, filepath.Join("testdata", "files.txtar"), got)
}

func TestEachHost(t *testing.T) {
	for names, want := range map[string]string{
		"github-pages":               ".nojekyll CNAME",
		"gitlab-pages":               "_redirects",
		"netlify":                    "_headers _redirects",
		"cloudflare-pages":           "_headers _redirects",
		"netlify cloudflare-pages":   "_headers _redirects",
		"nginx":                      ".publish/nginx.conf",
		"apache":                     ".htaccess",
		"s3-cloudfront":              ".publish/cloudfront-function.js .publish/cloudfront-headers.json .publish/s3-sync.sh",
		"github-pages netlify nginx": ".nojekyll .publish/nginx.conf CNAME _headers _redirects",
	} {
		files, ds := Files(small(t, hosts(names), "/old/"))
		if got := paths(files); got != want || len(ds) > 0 {
			t.Errorf("%s: %s, want %s; %v", names, got, want, ds)
		}
	}
	if files, _ := Files(small(t, "", "/old/")); len(files) > 0 {
		t.Errorf("without hosts: %s", paths(files))
	}
	if files, _ := Files(small(t, hosts("netlify"))); paths(files) != "_headers" {
		t.Errorf("without old addresses: %s", paths(files))
	}
}

func TestCNAME(t *testing.T) {
	for base, want := range map[string]string{
		"https://www.example.org/": "www.example.org\n", "https://example.org:8443/": "example.org\n",
		"https://somebody.github.io/": "", "https://somebody.github.io/repo/": "", "https://example.org/repo/": "",
		"http://localhost/": "",
	} {
		files, _ := Files(small(t, "base_url = \""+base+"\"\n[publish]\nhosts = [\"github-pages\"]\n"))
		got := ""
		for _, f := range files {
			if f.Path == "CNAME" {
				got = string(f.Data)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", base, got, want)
		}
	}
}

func TestOwnFiles(t *testing.T) {
	s := link(t, []txtar.File{
		{Name: config.Name, Data: []byte("title = \"T\"\n" + hosts("netlify github-pages"))},
		{Name: "content/_headers"}, {Name: "content/CNAME"},
	})
	files, _ := Files(s)
	if got := paths(files); got != ".nojekyll" {
		t.Error(got)
	}
}

// TestBounds holds how many old addresses each host is told of, and which keep a page.
func TestBounds(t *testing.T) {
	var many []string
	for i := range 2100 {
		many = append(many, fmt.Sprintf("/old/%d/", i))
	}
	many[7] = "/" + strings.Repeat("l/", 500)
	for _, c := range []struct {
		hosts       string
		n           int
		rules, kept int
		warning     string
	}{
		{"netlify", 2100, 2100, 2100, ""},
		{"cloudflare-pages", 2100, 2000, 2100, "2000 of 2100 old addresses can be told to cloudflare-pages"},
		{"gitlab-pages", 2100, 1000, 1100, "1000 of 2100 old addresses can be told to gitlab-pages"},
		{"gitlab-pages cloudflare-pages", 2100, 1000, 1100, "1000 of 2100 old addresses can be told to gitlab-pages"},
		{"gitlab-pages nginx", 1000, 1000, 1000, ""},
		{"gitlab-pages", 7, 7, 0, ""},
		{"cloudflare-pages", 8, 7, 8, "7 of 8 old addresses can be told to cloudflare-pages"},
		{"nginx", 8, 0, 8, ""},
	} {
		s := small(t, hosts(c.hosts), many[:c.n]...)
		files, ds := Files(s)
		rules := 0
		for _, f := range files {
			if f.Path == "_redirects" {
				rules = strings.Count(string(f.Data), "\n")
				if strings.Contains(c.hosts, "gitlab") && len(f.Data) > 64<<10 {
					t.Errorf("%s: %d bytes", c.hosts, len(f.Data))
				}
			}
		}
		warning := ""
		for _, d := range ds {
			warning += d.Message
			if d.ID != "many-redirects" || d.File() != config.Name {
				t.Errorf("%v", d)
			}
		}
		if kept := len(Pages(s)); rules != c.rules || kept != c.kept || warning != c.warning {
			t.Errorf("%s: %d rules, %d pages, %q", c.hosts, rules, kept, warning)
		}
	}
	s := small(t, hosts("s3-cloudfront"), many...)
	function := file(t, s, ".publish/cloudfront-function.js")
	_, ds := Files(s)
	if len(function) > 10<<10 || len(ds) != 1 || !strings.HasSuffix(ds[0].Message, "of 2100 old addresses can be told to s3-cloudfront") {
		t.Errorf("%d bytes, %v", len(function), ds)
	}
	// GitLab may or may not decode before it compares.
	if pages := Pages(small(t, hosts("gitlab-pages"), "/old/", "/стара/")); len(pages) != 1 || pages[0].From != "/стара/" {
		t.Errorf("%v", pages)
	}
}

func TestForcedRedirects(t *testing.T) {
	for names, want := range map[string]string{
		"netlify": "/old/ /explainers/new/ 301!\n", "netlify nginx": "/old/ /explainers/new/ 301!\n",
		"netlify gitlab-pages": "/old/ /explainers/new/ 301\n", "cloudflare-pages": "/old/ /explainers/new/ 301\n",
	} {
		if got := file(t, small(t, hosts(names), "/old/"), "_redirects"); got != want {
			t.Errorf("%s: %q", names, got)
		}
	}
}

func TestPolicy(t *testing.T) {
	strict := small(t, hosts("netlify")).Config
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(Policy(strict), want) {
			t.Errorf("no %s in %s", want, Policy(strict))
		}
	}
	if strings.Contains(Policy(strict), "unsafe") || MetaPolicy(strict) != "" {
		t.Error(Policy(strict), MetaPolicy(strict))
	}
	if meta := MetaPolicy(small(t, hosts("github-pages")).Config); meta != standardPolicy {
		t.Error(meta)
	}
	own := small(t, hosts("gitlab-pages netlify")+"content_security_policy = \"default-src 'self'; frame-ancestors *;; img-src *\"\n")
	if meta := MetaPolicy(own.Config); meta != "default-src 'self'; img-src *" {
		t.Error(meta)
	}
	if h := file(t, own, "_headers"); !strings.Contains(h, "Content-Security-Policy: default-src 'self'; frame-ancestors *;; img-src *\n") {
		t.Error(h)
	}
	if h := file(t, small(t, strings.Replace(hosts("netlify"), "https", "http", 1)), "_headers"); strings.Contains(h, "Strict-Transport") {
		t.Error(h)
	}
}

func TestOwnAssetsAreNotKeptForEver(t *testing.T) {
	s := link(t, []txtar.File{{Name: config.Name, Data: []byte("title = \"T\"\n" + hosts("netlify s3-cloudfront"))}, {Name: "content/assets/photo.png"}})
	if h := file(t, s, "_headers") + file(t, s, ".publish/s3-sync.sh"); strings.Contains(h, "immutable") {
		t.Error(h)
	}
}

// TestFunction runs the CloudFront function.
func TestFunction(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("needs node: apt-get install nodejs")
	}
	js := file(t, small(t, hosts("s3-cloudfront"), "/old/", "/стара/"), ".publish/cloudfront-function.js")
	cmd := exec.Command(node, "-e", js+`
for (const uri of ["/", "/a/b/", "/a/b", "/a.css", "/old/", "/old", "/%D1%81%D1%82%D0%B0%D1%80%D0%B0/"]) {
  const r = handler({ request: { uri } });
  console.log(uri, r.statusCode ? r.statusCode + " " + r.headers.location.value : r.uri);
}`)
	out, err := cmd.CombinedOutput()
	const want = `/ /index.html
/a/b/ /a/b/index.html
/a/b 301 /a/b/
/a.css /a.css
/old/ 301 /explainers/new/
/old 301 /old/
/%D1%81%D1%82%D0%B0%D1%80%D0%B0/ 301 /explainers/new/
`
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestShell has a shell read the upload script.
func TestShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("needs sh: apt-get install dash")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".publish"), 0o755); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, ".publish", "s3-sync.sh")
	aws := "#!/bin/sh\nfor a; do printf '[%s] ' \"$a\"; done; echo\n"
	s := small(t, strings.Replace(hosts("s3-cloudfront"), "example.org/", "example.org/it's%20$x/", 1))
	for name, data := range map[string]string{script: file(t, s, ".publish/s3-sync.sh"), filepath.Join(dir, "aws"): aws} {
		if err := os.WriteFile(name, []byte(data), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(sh, script, "my bucket", "E123")
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if err != nil || len(lines) != 10 || !bytes.HasPrefix(lines[0], []byte("[s3] [sync] [.] [s3://my bucket/it's $x/] ")) ||
		!bytes.Contains(lines[0], []byte("[--exclude] [.publish/*]")) || !bytes.HasSuffix(lines[8], []byte("[--delete] ")) {
		t.Errorf("%v\n%s", err, out)
	}
}
