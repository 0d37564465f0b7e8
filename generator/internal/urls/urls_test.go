package urls

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"testing"
)

func TestParseBase(t *testing.T) {
	tests := []struct{ in, home, path, abs string }{
		{"", "/", "/actors/x/", "/actors/x/"},
		{"https://example.org", "https://example.org/", "/actors/x/", "https://example.org/actors/x/"},
		{"https://Example.org:443/", "https://example.org/", "/actors/x/", "https://example.org/actors/x/"},
		{"http://localhost:1313/repo", "http://localhost:1313/repo/", "/repo/actors/x/", "http://localhost:1313/repo/actors/x/"},
		{"https://example.org/a/b/", "https://example.org/a/b/", "/a/b/actors/x/", "https://example.org/a/b/actors/x/"},
		{"https://example.org/світ", "https://example.org/%D1%81%D0%B2%D1%96%D1%82/", "/%D1%81%D0%B2%D1%96%D1%82/actors/x/", "https://example.org/%D1%81%D0%B2%D1%96%D1%82/actors/x/"},
		{"https://example.org/%D1%81%D0%B2%D1%96%D1%82", "https://example.org/%D1%81%D0%B2%D1%96%D1%82/", "/%D1%81%D0%B2%D1%96%D1%82/actors/x/", "https://example.org/%D1%81%D0%B2%D1%96%D1%82/actors/x/"},
	}
	for _, tt := range tests {
		b, err := ParseBase(tt.in)
		if err != nil {
			t.Errorf("ParseBase(%q): %v", tt.in, err)
			continue
		}
		if b.String() != tt.home || b.Path("/actors/x/") != tt.path || b.Abs("/actors/x/") != tt.abs {
			t.Errorf("ParseBase(%q): %s %s %s", tt.in, b, b.Path("/actors/x/"), b.Abs("/actors/x/"))
		}
		if again, err := ParseBase(b.Abs("/")); tt.in != "" && (err != nil || again != b) {
			t.Errorf("ParseBase(%q) = %v, %v, want the same as %q", b, again, err, tt.in)
		}
	}
	const help = `; write the whole address, such as "https://example.org/repo/"`
	bad := []struct{ in, want string }{
		{"example.org/repo", `"example.org/repo" is no http or https URL; write "https://example.org/repo"`},
		{"/repo/", `"/repo/" is no http or https URL` + help},
		{"ftp://example.org", `"ftp://example.org" is no http or https URL` + help},
		{"javascript:alert(1)", `"javascript:alert(1)" is no http or https URL` + help},
		{"https:///x", `"https:///x" has no host` + help},
		{"https://u:p@example.org", `"https://u:p@example.org" has a user name, which every reader would see` + help},
		{"https://example.org/?a", `"https://example.org/?a" has a query or fragment` + help},
		{"https://example.org/#", `"https://example.org/#" has a query or fragment` + help},
		{"https://example.org/a b", `"https://example.org/a b" has a space, which no address has` + help},
		{"https://example.org/a/../b", `".." is no name but a way through folders (in the address "https://example.org/a/../b")`},
		{"https://exämple.org", `"https://exämple.org" has a host with letters that addresses encode; write the host in its "xn--" form`},
	}
	for _, tt := range bad {
		if b, err := ParseBase(tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("ParseBase(%q) = %v\n got %v\nwant %s", tt.in, b, err, tt.want)
		}
	}
}

func TestPathEncodes(t *testing.T) {
	var b Base
	tests := []struct{ in, want string }{
		{"/", "/"},
		{"", "/"},
		{"//evil.example/", "/evil.example/"},
		{"/файл.md", "/%D1%84%D0%B0%D0%B9%D0%BB.md"},
		{"/a b/50%?#\"<>", "/a%20b/50%25%3F%23%22%3C%3E"},
		{"/R&D's/a:b@c", "/R&D's/a:b@c"},
		{"/\\x\x00", "/%5Cx%00"},
	}
	for _, tt := range tests {
		if got := b.Path(tt.in); got != tt.want {
			t.Errorf("Path(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestPathBytes holds which bytes an address has as they are to the words of RFC 3986:
// a slash, or pchar.
func TestPathBytes(t *testing.T) {
	const pchar = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~" + "!$&'()*+,;=" + ":@"
	for c := range 1 << 8 {
		want := string([]byte{byte(c)})
		if !strings.Contains("/"+pchar, want) {
			want = fmt.Sprintf("%%%02X", c)
		}
		if got := Fragment(string([]byte{byte(c)})); got != want {
			t.Errorf("%#x is %q, want %q", c, got, want)
		}
	}
}

func TestOutputPath(t *testing.T) {
	good := map[string]string{
		"/": "index.html", "/actors/x/": "actors/x/index.html", "/404.html": "404.html", "/CNAME": "CNAME",
		"/.well-known/security.txt": ".well-known/security.txt", "/регіони/київ/": "регіони/київ/index.html",
	}
	for in, want := range good {
		if got, err := OutputPath(in); err != nil || got != want {
			t.Errorf("OutputPath(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	bad := []struct{ in, want string }{
		{"actors/x/", `"actors/x/" does not start at the root of the site; write "/actors/x/"`},
		{"", `"" does not start at the root of the site; write "/"`},
		{"//x/", `"//x/" has two slashes in a row; write one`},
		{"/a//", `"/a//" has two slashes in a row; write one`},
		{"/a/../b/", `".." is no name but a way through folders (in the address "/a/../b/")`},
		{"/nul/", `"nul" is the device NUL on Windows (in the address "/nul/"); use another name`},
		{`/a\b/`, `"a\b" has "\", which not every system and address can bear (in the address "/a\b/")`},
		{"/a%2e%2e/", `"a%2e%2e" has "%", which not every system and address can bear (in the address "/a%2e%2e/")`},
		{"/" + strings.Repeat("a/", 600), `"/` + strings.Repeat("a/", 39) + `a…" is an address of 1201 bytes; use at most 1024`},
	}
	for _, tt := range bad {
		if got, err := OutputPath(tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("OutputPath(%q) = %q\n got %v\nwant %s", tt.in, got, err, tt.want)
		}
	}
}

func TestExpand(t *testing.T) {
	fields := map[string]string{"slug": "why", "year": "2022", "month": "09", "section": "guide/print", "empty": "", "evil": "../../etc"}
	good := map[string]string{
		"/explainers/:slug/": "/explainers/why/", ":year/:month": "/2022/09/", "/:year-:slug.html": "/2022-why.html",
		"/:section/:slug": "/guide/print/why/", "": "/", "/": "/",
	}
	for in, want := range good {
		if got, err := Expand(in, fields); err != nil || got != want {
			t.Errorf("Expand(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	bad := []struct{ in, want string }{
		{"/:slag/", `"/:slag/" has an unknown field ":slag"; one of: :empty, :evil, :month, :section, :slug, :year`},
		{"/a:/", `"/a:/" has an unknown field ":"; one of: :empty, :evil, :month, :section, :slug, :year`},
		{"/:empty/", `"/:empty/" needs the field ":empty", which is empty here`},
		{"/:evil/", `".." is no name but a way through folders (in the address "/../../etc/")`},
		{"//:slug/", `"//why/" has two slashes in a row; write one`},
	}
	for _, tt := range bad {
		if got, err := Expand(tt.in, fields); err == nil || err.Error() != tt.want {
			t.Errorf("Expand(%q) = %q\n got %v\nwant %s", tt.in, got, err, tt.want)
		}
	}
	if _, err := Expand(":x", nil); err == nil || err.Error() != `":x" has an unknown field ":x"; no fields are known here` {
		t.Errorf("no fields: %v", err)
	}
}

// FuzzOutputPath holds that no address leads out of the output folder, and that
// the link to it comes back as the same address.
func FuzzOutputPath(f *testing.F) {
	for _, s := range []string{"/", "/a/", "/../x", "/a/..", "/./", "//", "/a\x00/", "/C:/x", `/\x`, "/регіон/", "/R&D/", "/ a/", "/con/"} {
		f.Add(s)
	}
	base := Base{origin: "https://example.org", folder: "/repo"}
	f.Fuzz(func(t *testing.T, address string) {
		file, err := OutputPath(address)
		if err != nil {
			return
		}
		if !fs.ValidPath(file) || file == "." || path.Clean(file) != file || strings.Contains(file, `\`) {
			t.Fatalf("OutputPath(%q) = %q", address, file)
		}
		u, err := url.Parse(base.Abs(address))
		if err != nil || u.Host != "example.org" || u.Path != "/repo"+address || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("%q is linked as %q: %+v, %v", address, base.Abs(address), u, err)
		}
	})
}

func FuzzExpand(f *testing.F) {
	f.Add("/:slug/", "x")
	f.Add(":slug:slug", "../")
	f.Fuzz(func(t *testing.T, pattern, slug string) {
		address, err := Expand(pattern, map[string]string{"slug": slug})
		if err != nil {
			return
		}
		if file, err := OutputPath(address); err != nil || !strings.HasSuffix(file, ".html") {
			t.Fatalf("Expand(%q) = %q: %q, %v", pattern, address, file, err)
		}
	})
}

func FuzzParseBase(f *testing.F) {
	for _, s := range []string{"", "https://example.org/repo/", "http://[::1]:80/x", "https://a@b", "https://x/%2e%2e/", "https://x:/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		b, err := ParseBase(raw)
		if err != nil || raw == "" {
			return
		}
		if again, err := ParseBase(b.String()); err != nil || again != b {
			t.Fatalf("ParseBase(%q) = %q, parsed again %q, %v", raw, b, again, err)
		}
	})
}
