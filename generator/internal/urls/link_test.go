package urls

import (
	"io/fs"
	"net/url"
	"strings"
	"testing"
)

func TestAllowed(t *testing.T) {
	good := []string{
		"", "#top", "?q=a:b", "x.md", "./x", "../x/y.md#z", "/actors/x/", "a b.md", "файл.md", "x?u=https://e.org//", "x#a:b",
		"https://example.org", "HTTPS://Example.org:8080/a//b?c=\\d#e", "http://[::1]/", "http://xn--e1afmkfd.example/", "https://пример.example/",
		"https://medium.com/@user", "https://e.org/?a=1&copy=2", "https://e.org/100%25", "mailto:a@b.org?subject=x", "tel:+49-30-1", " https://e.org ",
		"x/a:b", "/a:b", "a%20b", "%D1%84.md", "50%25.md", "100%",
	}
	for _, href := range good {
		if !Allowed(href) {
			t.Errorf("Allowed(%q) = false", href)
		}
	}
	bad := []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
		"java\rscript:x", "\x01javascript:x", "javascript\x00:x", "java\x00script:x", "javascript :x", "\u00a0javascript:x", "\u200bjavascript:x", "\ufeffjavascript:x",
		"javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript&#58;x", "java&Tab;script:x", "java&NewLine;script:x", "&#1;javascript:x",
		"javascript%3Aalert(1)", "%6Aavascript:x", "javascript%253Ax", "java%0ascript%3ax", "javascript\uff1ax:y", "ｊavascript:x",
		"data:text/html,x", "data:image/svg+xml,x", "blob:https://e.org/1", "view-source:https://e.org", "feed:javascript:x", "feed:https://e.org", "vbscript:x", "file:///etc/passwd",
		"ftp://e.org", "ws://e.org", "about:blank", "jar:x", "chrome://x", "intent://x", "livescript:x", "mocha:x", "filesystem:https://x", "c:/x", "x:y",
		"//e.org", "///e.org", " //e.org", "/\t/e.org", "/\\e.org", "\\\\e.org", "\\/e.org", "\\x", "a\\b", "&sol;&sol;e.org", "/&sol;e.org", "&bsol;&bsol;e.org", "%2F%2Fe.org", "%5C%5Ce.org", "%252F%252Fe.org",
		"https:e.org", "https:/e.org", "https:///e.org", "https:\\\\e.org", "https://", "https://?x", "https://:80/", "https://good.org\\@e.org", "https://good.org@e.org", "https://u:p@e.org", "https://e .org", "https://<x>", "http&colon;//e.org&commat;f.org&bsol;",
		"https://e.org/\u202egpj", "https://e.org/\u2028", "x\x7f", "x\u0085", "\xff", "https://e.org/\xff", ":x", "1:x", "+:x", "httpſ://e.org",
	}
	for _, href := range bad {
		if Allowed(href) {
			t.Errorf("Allowed(%q) = true", href)
		}
	}
}

func TestAllowedImage(t *testing.T) {
	for _, src := range []string{"x.png", "../x.jpg?v=1", "/img/x.webp", "https://e.org/x.png", "http://e.org/x"} {
		if !AllowedImage(src) {
			t.Errorf("AllowedImage(%q) = false", src)
		}
	}
	for _, src := range []string{"", "#x", "?x", " ", "mailto:a@b.org", "tel:1", "data:image/png;base64,AA", "blob:x", "//e.org/x.png", "javascript:x", "https:x.png"} {
		if AllowedImage(src) {
			t.Errorf("AllowedImage(%q) = true", src)
		}
	}
}

func TestSplit(t *testing.T) {
	tests := []struct{ in, path, query, fragment string }{
		{"", "", "", ""}, {"a/b.md", "a/b.md", "", ""}, {"a?b#c", "a", "b", "c"}, {"a#b?c#d", "a", "", "b?c#d"}, {"#x", "", "", "x"}, {"?q?r", "", "q?r", ""},
	}
	for _, tt := range tests {
		if p, q, f := Split(tt.in); p != tt.path || q != tt.query || f != tt.fragment {
			t.Errorf("Split(%q) = %q, %q, %q", tt.in, p, q, f)
		}
	}
}

func TestResolveFile(t *testing.T) {
	const from = "explainers/war/index.md"
	tests := []struct {
		href, want string
		ok         bool
	}{
		{"map.png", "explainers/war/map.png", true},
		{"../peace.md#x", "explainers/peace.md", true},
		{"../../about.md", "about.md", true},
		{"/actors/x.md?y", "actors/x.md", true},
		{"./a/./b/../c.md", "explainers/war/a/c.md", true},
		{"%D1%84%20x.md", "explainers/war/ф x.md", true},
		{"a%23b.md", "explainers/war/a#b.md", true},
		{"#x", from, true},
		{"", from, true},
		{"/", ".", true},
		{"../../../x.md", "", false},
		{"/../x.md", "", false},
		{"%2e%2e/%2e%2e/%2e%2e/x", "", false},
		{"..%2f..%2f..%2fx", "", false},
		{"a%5cb", "", false},
		{"a%00", "", false},
		{"a%zz", "", false},
		{"a%ff", "", false},
		{"https://e.org/x", "", false},
		{"mailto:x", "", false},
		{"//e.org/x", "", false},
		{"javascript:x", "", false},
	}
	for _, tt := range tests {
		got, ok := ResolveFile(from, tt.href)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("ResolveFile(%q) = %q, %v, want %q, %v", tt.href, got, ok, tt.want, tt.ok)
		}
	}
}

// FuzzAllowed reads links as browsers do (WHATWG URL Standard §4.4: tabs and line
// breaks vanish anywhere, controls and spaces at the ends, a backslash is a slash)
// and holds that nothing allowed has a foreign scheme, or a host without http.
func FuzzAllowed(f *testing.F) {
	for _, s := range []string{"javascript:x", "java\tscript:x", "//e.org", `/\e.org`, "https://e.org", "a:b", "&#106;avascript:x", "x?y:z", "mailto:a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, href string) {
		if !Allowed(href) {
			return
		}
		seen := strings.Trim(href, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f ")
		seen = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(seen)
		scheme := ""
		for i := range len(seen) {
			c := seen[i] | 0x20
			if c >= 'a' && c <= 'z' || i > 0 && strings.IndexByte("0123456789+-.", seen[i]) >= 0 {
				continue
			}
			if seen[i] == ':' {
				scheme = strings.ToLower(seen[:i])
			}
			break
		}
		switch scheme {
		case "http", "https", "mailto", "tel":
		case "":
			if flat := strings.ReplaceAll(seen, `\`, "/"); strings.HasPrefix(flat, "//") {
				t.Fatalf("Allowed(%q), which names a host", href)
			}
			if u, err := url.Parse(seen); err == nil && (u.Scheme != "" || u.Host != "") {
				t.Fatalf("Allowed(%q): %+v", href, u)
			}
		default:
			t.Fatalf("Allowed(%q) with scheme %q", href, scheme)
		}
	})
}

func FuzzResolveFile(f *testing.F) {
	for _, s := range []string{"x.md", "../../..", "%2e%2e/x", "/x", "/../x", "..\\x", "a%00"} {
		f.Add("explainers/x.md", s)
	}
	f.Fuzz(func(t *testing.T, from, href string) {
		if file, ok := ResolveFile(from, href); ok && (!fs.ValidPath(file) || strings.HasPrefix(file, "..") && (file == ".." || file[2] == '/')) {
			t.Fatalf("ResolveFile(%q, %q) = %q", from, href, file)
		}
	})
}

func BenchmarkAllowed(b *testing.B) {
	for b.Loop() {
		Allowed("https://example.org/a/b?c=d&e=f")
	}
}
