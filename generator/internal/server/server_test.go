package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// text is a file of the given content.
func text(s string) File { return File{Data: []byte(s)} }

// page is a page with the given body.
func page(body string) File {
	return text("<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body>" + body + "</body></html>\n")
}

// get asks a server as a browser on this machine would.
func get(s *Server, target string, header ...string) *http.Response {
	return ask(s, http.MethodGet, target, header...)
}

func ask(s *Server, method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "localhost:1414"
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var scriptElement = regexp.MustCompile(`<script type="module" src="/_explainer/live\.js"[^>]*></script>`)

func small() Update {
	return Update{Changed: map[string]File{
		"index.html":             page("home"),
		"actors/x/index.html":    page("x"),
		"actors/зе/index.html":   page("зе"),
		"404.html":               page("not here"),
		"style.css":              text("p{}"),
		"a.js":                   text("1"),
		"feed.xml":               text("<x/>"),
		"data.json":              text("{}"),
		"CNAME":                  text("example.org"),
		"img/p.PNG":              text("png"),
		"x.ics":                  text(""),
		"_explainer/live.js":     text("the site's"),
		"map.geojson":            text("{}"),
		"copied/index.html":      {Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("<p>copied")), nil }, Size: 9},
		"huge.html":              {Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("<p>huge")), nil }, Size: mostHTML + 1},
		"gone.bin":               {Open: func() (io.ReadCloser, error) { return nil, fmt.Errorf("gone") }, Size: 9},
		"what is this/index.txt": text("t"),
	}}
}

func TestAnswers(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	const html = "text/html; charset=utf-8"
	for _, c := range []struct {
		target string
		status int
		kind   string // or where a redirect leads
		has    string
	}{
		{"/", 200, html, "home"},
		{"/index.html", 200, html, "home"},
		{"/?q=1", 200, html, "home"},
		{"/actors/x/", 200, html, "x"},
		{"/actors/x", 301, "/actors/x/", ""},
		{"/actors/x?a=b&c", 301, "/actors/x/?a=b&c", ""},
		{"/actors/%D0%B7%D0%B5/", 200, html, "зе"},
		{"/actors/%D0%B7%D0%B5", 301, "/actors/%D0%B7%D0%B5/", ""},
		{"/actors/", 404, html, "not here"},
		{"/actors/y/", 404, html, "not here"},
		{"/nothing.png", 404, html, "not here"},
		{"/copied/", 200, html, "<p>copied"},
		{"/style.css", 200, "text/css; charset=utf-8", "p{}"},
		{"/a.js", 200, "text/javascript; charset=utf-8", "1"},
		{"/feed.xml", 200, "application/xml; charset=utf-8", "<x/>"},
		{"/data.json", 200, "application/json", "{}"},
		{"/map.geojson", 200, "application/geo+json", "{}"},
		{"/CNAME", 200, "application/octet-stream", "example.org"},
		{"/img/p.PNG", 200, "image/png", "png"},
		{"/x.ics", 200, "text/calendar; charset=utf-8", ""},
		{"/gone.bin", 500, "text/plain; charset=utf-8", "the file of this address cannot be read"},
		{"/_explainer/live.js", 200, "text/javascript; charset=utf-8", "import"},
		{"/_explainer/diagnostics.css", 200, "text/css; charset=utf-8", ".panel"},
		{"/_explainer/server.go", 404, "text/plain; charset=utf-8", "no such address"},
		{"/_explainer/", 404, "text/plain; charset=utf-8", "no such address"},
		{"/_explainer/events", 403, "text/plain; charset=utf-8", "token"},
		{"/_explainer/changes?token=x", 403, "text/plain; charset=utf-8", "token"},
		{"/_explainer/diagnostics?token=", 403, "text/plain; charset=utf-8", "token"},
		{"/server.go", 404, html, "not here"},
		{"/actors/../index.html", 400, "text/plain; charset=utf-8", "no file"},
		{"/actors/%2e%2e/index.html", 400, "text/plain; charset=utf-8", "no file"},
		{"/actors%2fx/", 400, "text/plain; charset=utf-8", "no file"},
		{"/actors%5Cx/", 400, "text/plain; charset=utf-8", "no file"},
		{"/actors//x/", 400, "text/plain; charset=utf-8", "no file"},
		{"//evil.example/", 400, "text/plain; charset=utf-8", "no file"},
		{"/%00", 400, "text/plain; charset=utf-8", "no file"},
		{"/%ff", 400, "text/plain; charset=utf-8", "no file"},
		{"/%252e%252e/", 404, html, "not here"},
		{"/" + strings.Repeat("a", 5000), 414, "text/plain; charset=utf-8", "too long"},
	} {
		r := get(s, c.target)
		text := body(t, r)
		kind := r.Header.Get("Content-Type")
		if r.StatusCode == 301 {
			kind = r.Header.Get("Location")
		}
		if r.StatusCode != c.status || kind != c.kind || !strings.Contains(text, c.has) {
			t.Errorf("%s: %d %s\n%.200s\nwant %d %s %q", c.target, r.StatusCode, kind, text, c.status, c.kind, c.has)
		}
		if r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: no nosniff", c.target)
		}
		if cache := r.Header.Get("Cache-Control"); cache != "no-cache" && cache != "no-store" {
			t.Errorf("%s: Cache-Control %q", c.target, cache)
		}
		if has, want := len(scriptElement.FindAllString(text, -1)), strings.HasPrefix(kind, "text/html"); (has == 1) != want && r.StatusCode != 301 {
			t.Errorf("%s: %d script elements", c.target, has)
		}
		for name := range r.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: header %s", c.target, name)
			}
		}
	}
}

// TestHugePagesAreNotHeld holds that a copied page over the limit is not read into memory.
func TestHugePagesAreNotHeld(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	r := get(s, "/huge.html")
	if data, _ := io.ReadAll(r.Body); string(data) != "<p>huge" || r.Header.Get("Content-Length") != fmt.Sprint(mostHTML+1) {
		t.Errorf("%q, length %s", data, r.Header.Get("Content-Length"))
	}
}

// TestNothingElseIsAdded holds a served page, less the script element, to the output.
func TestNothingElseIsAdded(t *testing.T) {
	for _, c := range []struct{ data, before string }{
		{"<html><body>x</body></html>", "</body></html>"},
		{"<html><BODY>x</BoDy ></html>", "</BoDy ></html>"},
		{"<p>x</body>y</body>z", "</body>z"},
		{"<p>no body", ""},
		{"", ""},
		{"</", ""},
		{"</body", ""},
	} {
		s := New(Options{})
		s.Apply(Update{Changed: map[string]File{"index.html": text(c.data)}})
		got := body(t, get(s, "/"))
		element := scriptElement.FindString(got)
		if strings.Replace(got, element, "", 1) != c.data || !strings.HasSuffix(got, element+c.before) || element == "" {
			t.Errorf("%q is served as %q", c.data, got)
		}
	}
}

func TestScriptElementSaysWhereItIs(t *testing.T) {
	s := New(Options{Base: "/re%20po/"})
	s.Apply(Update{Changed: map[string]File{`a"><b/index.html`: page("")}})
	got := body(t, get(s, "/re%20po/a%22%3E%3Cb/"))
	for _, want := range []string{`data-page="a&#34;&gt;&lt;b/index.html"`, `data-base="/re po/"`, `data-version="1"`, `data-state="page"`, `data-explainer-token="` + s.token + `"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestBase(t *testing.T) {
	s := New(Options{Base: "/repo/"})
	s.Apply(small())
	for _, c := range []struct {
		target string
		status int
		to     string
	}{
		{"/", 302, "/repo/"},
		{"/repo", 301, "/repo/"},
		{"/repo/", 200, ""},
		{"/repo/actors/x", 301, "/repo/actors/x/"},
		{"/repo/actors/x/", 200, ""},
		{"/actors/x/", 404, ""},
		{"/repository/", 404, ""},
		{"/_explainer/live.js", 200, ""},
	} {
		if r := get(s, c.target); r.StatusCode != c.status || r.Header.Get("Location") != c.to {
			t.Errorf("%s: %d %s, want %d %s", c.target, r.StatusCode, r.Header.Get("Location"), c.status, c.to)
		}
	}
	if got := body(t, get(s, "/repo/_explainer/live.js")); got != "the site's" {
		t.Errorf("below a base path the site has its own names, got %.40q", got)
	}
}

func TestConditionalAndHead(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	for _, target := range []string{"/", "/actors/x/", "/style.css", "/copied/", "/_explainer/live.js"} {
		first := get(s, target)
		tag := first.Header.Get("ETag")
		if tag == "" {
			t.Fatalf("%s: no ETag", target)
		}
		if r := get(s, target, "If-None-Match", tag); r.StatusCode != 304 || body(t, r) != "" {
			t.Errorf("%s: %d with its own ETag", target, r.StatusCode)
		}
		if r := get(s, target, "If-None-Match", `"other"`); r.StatusCode != 200 {
			t.Errorf("%s: %d with another ETag", target, r.StatusCode)
		}
		head := ask(s, http.MethodHead, target)
		if body(t, head) != "" || head.StatusCode != 200 || head.Header.Get("Content-Length") != fmt.Sprint(len(body(t, first))) {
			t.Errorf("%s: HEAD %d, length %s", target, head.StatusCode, head.Header.Get("Content-Length"))
		}
	}
	if r := ask(s, http.MethodHead, "/nowhere/"); r.StatusCode != 404 || body(t, r) != "" {
		t.Errorf("HEAD of a missing page: %d", r.StatusCode)
	}
	before := get(s, "/").Header.Get("ETag")
	s.Apply(Update{Changed: map[string]File{"style.css": text("q{}")}})
	if after := get(s, "/").Header.Get("ETag"); after != before {
		t.Errorf("the ETag of a page went from %s to %s with another's change", before, after)
	}
	s.Apply(Update{Changed: map[string]File{"index.html": page("new")}})
	if after := get(s, "/").Header.Get("ETag"); after == before {
		t.Errorf("the ETag %s did not change with the page", before)
	}
	other := New(Options{})
	other.Apply(small())
	if mine, theirs := get(s, "/actors/x/").Header.Get("ETag"), get(other, "/actors/x/").Header.Get("ETag"); mine == theirs {
		t.Errorf("two servers have one ETag %s for a page that carries their tokens", mine)
	}
}

func TestRanges(t *testing.T) {
	const content = "0123456789"
	opened := 0
	s := New(Options{})
	s.Apply(Update{Changed: map[string]File{
		"memory.mp4": text(content),
		"copied.mp4": {Size: 10, Open: func() (io.ReadCloser, error) {
			opened++
			return io.NopCloser(strings.NewReader(content)), nil // cannot seek
		}},
		"seek.mp4": {Size: 10, Open: func() (io.ReadCloser, error) {
			return struct {
				*bytes.Reader
				io.Closer
			}{bytes.NewReader([]byte(content)), io.NopCloser(nil)}, nil
		}},
	}})
	for _, name := range []string{"/memory.mp4", "/copied.mp4", "/seek.mp4"} {
		for _, c := range []struct {
			asked  string
			status int
			want   string
		}{
			{"", 200, content},
			{"bytes=0-0", 206, "0"},
			{"bytes=3-5", 206, "345"},
			{"bytes=7-", 206, "789"},
			{"bytes=-2", 206, "89"},
			{"bytes=10-", 416, ""},
		} {
			r := get(s, name, "Range", c.asked)
			if got := body(t, r); r.StatusCode != c.status || c.status != 416 && got != c.want {
				t.Errorf("%s %s: %d %q, want %d %q", name, c.asked, r.StatusCode, got, c.status, c.want)
			}
		}
		r := get(s, name, "Range", "bytes=4-5,1-2")
		if got := body(t, r); r.StatusCode != 206 || !strings.Contains(got, "\r\n45\r\n") || !strings.Contains(got, "\r\n12\r\n") {
			t.Errorf("%s, two ranges: %d %q", name, r.StatusCode, got)
		}
	}
	before := opened
	if r := ask(s, http.MethodHead, "/copied.mp4"); r.Header.Get("Content-Length") != "10" || opened != before {
		t.Errorf("HEAD: length %s, opened %d times", r.Header.Get("Content-Length"), opened-before)
	}
}

func TestRefusals(t *testing.T) {
	s := New(Options{Hosts: []string{"preview.test"}})
	s.Apply(small())
	navigate := []string{"Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}
	for _, c := range []struct {
		method string
		header []string
		status int
	}{
		{"GET", []string{"Host", "localhost"}, 200},
		{"GET", []string{"Host", "LOCALHOST:9"}, 200},
		{"GET", []string{"Host", "127.0.0.1:1414"}, 200},
		{"GET", []string{"Host", "[::1]:1414"}, 200},
		{"GET", []string{"Host", "[::1]"}, 200},
		{"GET", []string{"Host", "my.localhost:1414"}, 200},
		{"GET", []string{"Host", "preview.test"}, 200},
		{"GET", []string{"Host", "preview.test:80"}, 200},
		{"GET", []string{"Host", ""}, 421},
		{"GET", []string{"Host", "evil.example"}, 421},
		{"GET", []string{"Host", "localhost.evil.example:1414"}, 421},
		{"GET", []string{"Host", "evillocalhost"}, 421},
		{"GET", []string{"Host", "127.0.0.1.evil.example"}, 421},
		{"GET", []string{"Host", "192.168.0.1:1414"}, 421},
		{"GET", []string{"Host", "0.0.0.0:1414"}, 421},
		{"GET", []string{"Host", "2130706433"}, 421},
		{"GET", []string{"Host", "[::1%25lo]:1414"}, 421},
		{"GET", []string{"Origin", "http://localhost:1414"}, 200},
		{"GET", []string{"Origin", "http://localhost:3000"}, 403},
		{"GET", []string{"Origin", "https://localhost:1414"}, 403},
		{"GET", []string{"Origin", "null"}, 403},
		{"GET", []string{"Origin", "https://evil.example"}, 403},
		{"GET", []string{"Sec-Fetch-Site", "none"}, 200},
		{"GET", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"GET", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"GET", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"GET", append([]string{"Sec-Fetch-Site", "cross-site"}, navigate...), 200},
		{"GET", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, 403},
		{"POST", nil, 405},
		{"PUT", nil, 405},
		{"DELETE", nil, 405},
		{"OPTIONS", nil, 405},
		{"TRACE", nil, 405},
	} {
		if r := ask(s, c.method, "/", c.header...); r.StatusCode != c.status {
			t.Errorf("%s %q: %d, want %d", c.method, c.header, r.StatusCode, c.status)
		}
	}
	const want = "this preview answers to localhost only; the request was for another host\n"
	if got := body(t, get(s, "/", "Host", "evil.example")); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := ask(s, "POST", "/").Header.Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow: %s", got)
	}
}

func failure() diag.List {
	f := source.New("content/x.md", []byte("actors = [\"<b>\"]\n"))
	return diag.List{diag.Errorf("unknown-actor", f.Span(11, 14), `unknown actor "<b>"`)}
}

func TestBeforeTheFirstGoodBuild(t *testing.T) {
	s := New(Options{})
	for _, target := range []string{"/", "/any/page/", "/any/page", "/x.html"} {
		r := get(s, target)
		if got := body(t, r); r.StatusCode != 503 || !strings.Contains(got, "<h1>Building the site</h1>") || !strings.Contains(got, `data-state="waiting"`) {
			t.Errorf("%s: %d %s", target, r.StatusCode, got)
		}
	}
	if r := get(s, "/style.css"); r.StatusCode != 404 {
		t.Errorf("a style that is not there yet: %d", r.StatusCode)
	}
	s.Apply(Update{Diags: failure(), Failed: true})
	r := get(s, "/any/page/")
	got := body(t, r)
	if r.StatusCode != 503 || !strings.Contains(got, "<h1>The site has 1 error</h1>") || !strings.Contains(got, "unknown actor &#34;&lt;b&gt;&#34;") || strings.Contains(got, "<b>") {
		t.Errorf("%d %s", r.StatusCode, got)
	}
	s.Apply(small())
	if r := get(s, "/any/page/"); r.StatusCode != 404 {
		t.Errorf("with a site: %d", r.StatusCode)
	}
	s.Apply(Update{Diags: failure(), Failed: true})
	if r := get(s, "/actors/x/"); r.StatusCode != 200 {
		t.Errorf("the last good page after a failure: %d", r.StatusCode)
	}
}

func TestManyDiagnosticsAreCut(t *testing.T) {
	s := New(Options{})
	var many diag.List
	for i := range 5000 {
		many.Add(diag.FileErrorf("x", "a.md", "problem %d", i))
	}
	s.Apply(Update{Diags: many, Failed: true})
	got := body(t, get(s, "/_explainer/diagnostics?token="+s.token))
	if n := strings.Count(got, "<li"); n != 200 || !strings.Contains(got, "<p>And 4800 more; the terminal has them all.</p>") {
		t.Errorf("%d are listed: %.100s", n, got)
	}
}

func TestApplyFromManyGoroutines(t *testing.T) {
	s := New(Options{})
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 50 {
				s.Apply(Update{Changed: map[string]File{fmt.Sprintf("%d.html", g): page(fmt.Sprint(i))}})
				get(s, fmt.Sprintf("/%d.html", g))
				s.since(uint64(i), true, "")
			}
		})
	}
	all.Wait()
	if s.version != 400 || len(s.files) != 8 {
		t.Errorf("version %d, %d files", s.version, len(s.files))
	}
}

func TestListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	l, err := Listen("", port, false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if at := l.Addr().(*net.TCPAddr); at.Port <= port || at.Port >= port+portsTried || !at.IP.IsLoopback() {
		t.Errorf("listens on %v", at)
	}
	_, err = Listen("", port, true)
	want := fmt.Sprintf("cannot listen on 127.0.0.1:%d: bind: address already in use; name another port, or none to take the next free one", port)
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if _, err := Listen("", 70000, true); err == nil || err.Error() != "port 70000 does not exist; use one from 1024 to 65535" {
		t.Errorf("%v", err)
	}
}
