package publish

import (
	"regexp"
	"strings"
)

// fingerprinted matches the names of assets that a browser may keep, to their end.
const fingerprinted = `assets/.+\.[0-9a-f]{12}\.[0-9a-z]+`

// dataTypes are the types of files for programs that servers know badly.
func dataTypes() []struct{ extension, mime string } {
	return []struct{ extension, mime string }{
		{"atom", "application/atom+xml"}, {"bib", "application/x-bibtex"}, {"csv", "text/csv"},
		{"geojson", "application/geo+json"}, {"ics", "text/calendar"}, {"json", "application/json"},
	}
}

// replaced returns headers with some of them in place of those of the same name.
func replaced(headers []header, with ...header) []header {
	var list []header
next:
	for _, h := range headers {
		for _, w := range with {
			if h.name == w.name {
				continue next
			}
		}
		list = append(list, h)
	}
	return append(list, with...)
}

// nginx returns a location to be included in a server block. A location that sets one
// header inherits none, so each has all of them.
func (p *publisher) nginx() string {
	base := p.decoded("/")
	var b strings.Builder
	line := func(indent int, parts ...string) {
		b.WriteString(strings.Repeat("    ", indent) + strings.Join(parts, "") + "\n")
	}
	headers := func(indent int, list []header) {
		for _, h := range list {
			line(indent, "add_header ", h.name, " ", quoted(h.value), " always;")
		}
	}
	standard := replaced(p.headers(), header{"Cache-Control", revalidate})
	line(0, "# What nginx needs to serve this site. Include it in a server block:")
	line(0, "#")
	line(0, "#     server {")
	line(0, "#         listen 80;")
	line(0, "#         root /srv/www;    # with the files of the site in /srv/www", comment(strings.TrimSuffix(base, "/")))
	line(0, "#         include /srv/www", comment(base), Folder, "/nginx.conf;")
	line(0, "#     }")
	line(0, "location ", quoted(base), " {")
	line(1, "index index.html;")
	if !strings.Contains(base, "$") { // would begin a variable, and cannot be written otherwise
		line(1, "error_page 404 ", quoted(p.decoded("/404.html")), ";")
	}
	line(1, "absolute_redirect off;")
	line(1, "charset utf-8;")
	line(1, "charset_types application/atom+xml application/javascript application/json application/x-bibtex text/calendar text/css text/csv text/javascript text/plain text/xml;")
	line(1, "gzip_static on;")
	line(1, "gzip_vary on;")
	line(1, "# brotli_static on;    # with the module ngx_brotli")
	headers(1, standard)
	line(1, `location ~ "/(?:\.(?!well-known/)|_(?:headers|redirects)$)" {`)
	line(2, "return 404;")
	line(1, "}")
	line(1, "location ~ ", quoted("^"+regexp.QuoteMeta(base)+fingerprinted+"$"), " {")
	headers(2, replaced(standard, header{"Cache-Control", immutable}))
	line(1, "}")
	var names []string
	for _, t := range dataTypes() {
		names = append(names, t.extension)
	}
	line(1, `location ~ "\.(?:`, strings.Join(names, "|"), `)$" {`)
	line(2, "types {")
	for _, t := range dataTypes() {
		line(3, t.mime, " ", t.extension, ";")
	}
	line(2, "}")
	headers(2, replaced(standard, forAll()...))
	line(1, "}")
	for _, r := range p.site.Redirects {
		line(1, "location = ", quoted(p.decoded(r.From)), " {")
		line(2, "return 301 ", variableless(p.base.Path(r.To.URL)), ";")
		line(1, "}")
	}
	line(0, "}")
	return b.String()
}

// quoted returns a string of nginx and of Apache.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// variableless returns an encoded address as a string in which nothing stands for a
// variable.
func variableless(path string) string { return quoted(strings.ReplaceAll(path, "$", "%24")) }

// comment returns text for a comment: on one line.
func comment(s string) string { return strings.Join(strings.Fields(s), " ") }

// apache returns .htaccess.
func (p *publisher) apache() string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	headers := func(list []header) {
		for _, h := range list {
			line("Header always set ", h.name, " ", quoted(h.value))
		}
	}
	line("# What Apache 2.4 needs to serve this site. The server must allow it: AllowOverride All.")
	line("DirectoryIndex index.html")
	line("DirectorySlash On")
	line("ErrorDocument 404 ", variableless(p.base.Path("/404.html")))
	line("AddDefaultCharset utf-8")
	line("AddCharset utf-8 .atom .bib .css .csv .ics .js .json .svg .txt .xml")
	for _, t := range dataTypes() {
		line("AddType ", t.mime, " .", t.extension)
	}
	line("AddType text/javascript .js")
	line(`RedirectMatch 404 "/(?:\.(?!well-known/)|_(?:headers|redirects)$)"`)
	for _, r := range p.site.Redirects {
		line("RedirectMatch 301 ", quoted("^"+regexp.QuoteMeta(p.decoded(r.From))+"$"), " ",
			quoted(strings.ReplaceAll(p.decoded(r.To.URL), "$", `\$`))) // Apache encodes it
	}
	line("<IfModule mod_headers.c>")
	headers(replaced(p.headers(), header{"Cache-Control", revalidate}))
	line("<If ", quoted(`%{REQUEST_URI} =~ m#^`+strings.ReplaceAll(regexp.QuoteMeta(p.decoded("/")), "#", `\#`)+fingerprinted+`(?:\.(?:br|gz))?$#`), ">")
	headers([]header{{"Cache-Control", immutable}})
	line("</If>")
	line(`<FilesMatch "\.(?:atom|bib|csv|geojson|ics|json)(?:\.(?:br|gz))?$">`)
	headers(forAll())
	line("</FilesMatch>")
	line("</IfModule>")
	if p.site.Config.Publish.Compress {
		p.apacheTwins(line)
	}
	return b.String()
}

// apacheTwins has Apache send compressed twins. To it, .br is the language of Brittany
// unless it is told otherwise.
func (p *publisher) apacheTwins(line func(...string)) {
	const text = "(?:atom|bib|css|csv|geojson|htm|html|ics|js|json|md|mjs|svg|txt|wasm|webmanifest|xml)"
	line("<IfModule mod_rewrite.c>")
	line("RewriteEngine On")
	for _, c := range []struct{ name, suffix string }{{"br", "br"}, {"gzip", "gz"}} {
		line(`RewriteCond "%{HTTP:Accept-Encoding}" "\b`, c.name, `\b"`)
		line(`RewriteCond "%{REQUEST_FILENAME}.`, c.suffix, `" -f`)
		line(`RewriteRule "^(.+\.`, text, `)$" "$1.`, c.suffix, `" [L,E=no-gzip:1,E=no-brotli:1]`)
	}
	line(`<FilesMatch "\.`, text, `\.br$">`)
	line("RemoveLanguage .br")
	line("AddEncoding br .br")
	line("</FilesMatch>")
	line(`<FilesMatch "\.`, text, `\.gz$">`)
	line("RemoveType .gz")
	line("AddEncoding gzip .gz")
	line("</FilesMatch>")
	line("<IfModule mod_headers.c>")
	line(`<FilesMatch "\.`, text, `(?:\.(?:br|gz))?$">`)
	line("Header merge Vary Accept-Encoding")
	line("</FilesMatch>")
	line("</IfModule>")
	line("</IfModule>")
}
