// Package publish writes what the hosts of a site need to be told: which addresses have
// moved, which headers pages are sent with, and how long a browser may keep what.
//
//	host                file                               what it says
//	github-pages        .nojekyll                          the files are the site
//	                    CNAME                              the host, if it is the site's own
//	gitlab-pages        _redirects                         old addresses
//	netlify             _redirects, _headers               old addresses; headers
//	cloudflare-pages    _redirects, _headers               likewise
//	nginx               .publish/nginx.conf                all of it, to be included in a server block
//	apache              .htaccess                          all of it
//	s3-cloudfront       .publish/cloudfront-function.js    old addresses, pages of folders
//	                    .publish/cloudfront-headers.json   headers
//	                    .publish/s3-sync.sh                uploads, each file with its type and age
//
// What is not to be served is in .publish/, a hidden folder, which nginx and Apache are
// told to keep to themselves and s3-sync.sh does not upload. A file of content/ at one of
// these paths takes its place.
//
// # Old addresses
//
// Each has a page that leads on, on any host. Hosts that can do better are told in
// addition: they answer 301. One file serves all hosts that read _redirects, so the
// strictest of their bounds holds: 2,000 lines of 1,000 characters for Cloudflare, 1,000
// lines and 64 KB for GitLab. What is beyond stays a page, and a warning says so. GitLab
// shows a page rather than obey _redirects, so where it is among the hosts and all of
// them read that file, an address that is in it has no page.
//
// # Headers
//
// The Content-Security-Policy (CSP Level 3) begins with default-src 'none' and allows
// what the site itself serves; no script and no style may stand within a page. JSON-LD
// is data, which no policy is about (§4.2.3: only what is executed). Pictures may come
// from any https address, since content may show them. GitHub and GitLab set no headers of
// a site's own: where the site goes there, each page has the policy in a meta element,
// less frame-ancestors, which cannot stand there (§3.3).
//
// Cross-Origin-Embedder-Policy is left out: it would forbid those pictures, and nothing
// here needs the isolation that it gives. Strict-Transport-Security is sent by sites
// whose base_url is https, and speaks of their host alone.
//
// Assets have their fingerprint in the name, so a browser may keep them for a year;
// everything else is asked for anew each time, and answered 304 if it has not changed.
package publish

import (
	"net/url"
	"slices"
	"strings"

	"explainer/generator/internal/config"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// Folder holds what is for hosts and not for readers, in the output.
const Folder = ".publish"

// File is a file of the output, and its bytes.
type File struct {
	Path string // in the output
	Data []byte
}

// Files returns what the hosts of a site need, sorted by path, and warnings of what they
// cannot take.
func Files(s *site.Site) ([]File, diag.List) {
	p := newPublisher(s)
	var files []File
	add := func(path, text string) { files = append(files, File{path, []byte(text)}) }
	for _, h := range s.Config.Publish.Hosts {
		switch h {
		case config.GitHubPages:
			add(".nojekyll", "")
			if name := p.ownHost(); name != "" {
				add("CNAME", name+"\n")
			}
		case config.Nginx:
			add(Folder+"/nginx.conf", p.nginx())
		case config.Apache:
			add(".htaccess", p.apache())
		case config.S3CloudFront:
			add(Folder+"/cloudfront-function.js", p.function())
			add(Folder+"/cloudfront-headers.json", p.policyJSON())
			add(Folder+"/s3-sync.sh", p.sync())
		}
	}
	if p.reads(config.Netlify) || p.reads(config.CloudflarePages) {
		add("_headers", p.headersFile())
	}
	if len(p.rules) > 0 {
		add("_redirects", p.redirectsFile())
	}
	files = slices.DeleteFunc(files, func(f File) bool {
		return slices.ContainsFunc(s.Static, func(own site.Static) bool { return own.Path == f.Path })
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, p.diags
}

// publisher writes the files of one site.
type publisher struct {
	site  *site.Site
	base  urls.Base
	rules []rule // of _redirects
	diags diag.List
}

func newPublisher(s *site.Site) *publisher {
	p := &publisher{site: s, base: s.Config.Base}
	p.rules = p.redirectRules()
	return p
}

func (p *publisher) reads(h config.Host) bool { return p.site.Config.Publish.For(h) }

// ownHost returns the host of a site that has it for itself, or "". GitHub's own hosts
// need no saying.
func (p *publisher) ownHost() string {
	u, err := url.Parse(p.base.Abs("/"))
	if err != nil || u.Path != "/" || strings.HasSuffix(u.Hostname(), ".github.io") || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return u.Hostname()
}

// decoded returns the path of an address with the base path and without percent-encoding,
// as servers compare it.
func (p *publisher) decoded(address string) string {
	path, err := url.PathUnescape(p.base.Path(address))
	if err != nil {
		return p.base.Path(address)
	}
	return path
}
