package config

import (
	"slices"
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
)

// Host is a place that can serve a site.
type Host string

// The hosts that the generator knows.
const (
	GitHubPages     Host = "github-pages"
	GitLabPages     Host = "gitlab-pages"
	Netlify         Host = "netlify"
	CloudflarePages Host = "cloudflare-pages"
	Nginx           Host = "nginx"
	Apache          Host = "apache"
	S3CloudFront    Host = "s3-cloudfront"
)

// Hosts returns the hosts that the generator knows, sorted.
func Hosts() []string {
	return []string{
		string(Apache), string(CloudflarePages), string(GitHubPages), string(GitLabPages),
		string(Netlify), string(Nginx), string(S3CloudFront),
	}
}

// Publish says where the site goes.
type Publish struct {
	Hosts    []Host // sorted
	Compress bool   // files have precompressed twins
	Policy   string // Content-Security-Policy in place of the standard one; empty: the standard one
}

// For reports whether the site goes to a host.
func (p Publish) For(h Host) bool { return slices.Contains(p.Hosts, h) }

// Feeds says how feeds name their entries.
type Feeds struct {
	ID string // what ids begin with; empty: what follows from the address
}

func (c *Config) parsePublish(t *frontmatter.Table, ds *diag.List) {
	if t == nil {
		return
	}
	for _, h := range t.Texts("hosts") {
		if !slices.Contains(Hosts(), h.Value) {
			ds.Add(diag.Errorf("bad-value", h.Span, "%q is no host that the generator knows", h.Value).
				WithHelp("%s", diag.DidYouMean(h.Value, Hosts())))
			continue
		}
		c.Publish.Hosts = append(c.Publish.Hosts, Host(h.Value))
	}
	slices.Sort(c.Publish.Hosts)
	c.Publish.Hosts = slices.Compact(c.Publish.Hosts)
	// These serve a compressed twin wherever there is one, and compress little themselves.
	c.Publish.Compress = c.Publish.For(Nginx) || c.Publish.For(Apache) || c.Publish.For(GitLabPages)
	if v, ok := t.Bool("compress"); ok {
		c.Publish.Compress = v
	}
	policy := t.Text("content_security_policy")
	// The signs that are special to some server do not occur in a policy.
	if strings.ContainsFunc(policy.Value, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\$%{}`, r) }) {
		ds.Add(diag.Errorf("bad-value", policy.Span, "a policy has letters, digits and signs of ASCII on one line, without %s", "\" \\ $ % { }"))
		return
	}
	c.Publish.Policy = policy.Value
}

func (c *Config) parseFeeds(t *frontmatter.Table, ds *diag.List) {
	if t == nil {
		return
	}
	id := t.Text("id")
	if id.Value == "" {
		return
	}
	if !tagURI(id.Value) {
		ds.Add(diag.Errorf("bad-value", id.Span, "%q is no beginning of a tag URI (RFC 4151)", id.Value).
			WithHelp(`write a host or a mail address that is yours, and a date since which it is: "tag:example.org,2026:"`))
		return
	}
	c.Feeds.ID = id.Value
}

// tagURI reports whether a text is a tag URI, whose last part may be empty (RFC 4151
// §2.1).
func tagURI(text string) bool {
	rest, tag := strings.CutPrefix(text, "tag:")
	entity, specific, ok := strings.Cut(rest, ":")
	authority, date, dated := strings.Cut(entity, ",")
	if !tag || !ok || !dated || authority == "" || !datePart(date) {
		return false
	}
	for i := range len(authority) {
		if c := authority[i]; !isAlphanumeric(c) && strings.IndexByte("-._@", c) < 0 {
			return false
		}
	}
	for i := range len(specific) {
		if c := specific[i]; !isAlphanumeric(c) && strings.IndexByte("-._~!$&'()*+,;=:@/?", c) < 0 {
			return false
		}
	}
	return true
}

// datePart reports whether a text is YYYY, YYYY-MM or YYYY-MM-DD.
func datePart(text string) bool {
	if len(text) != 4 && len(text) != 7 && len(text) != 10 {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (i == 4 || i == 7) != (c == '-') || c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// checkHost warns of settings that mean nothing as long as nobody knows where the
// site will stand.
func (c *Config) checkHost(t *frontmatter.Table, ds *diag.List) {
	for _, key := range []string{"feeds", "publish"} {
		if t.Has(key) && !t.Has("base_url") {
			ds.Add(diag.Warningf("no-host", t.KeySpan(key), "without base_url nobody knows where the site will stand: it has no feeds and no sitemap").
				WithHelp(`write base_url = "https://example.org/", with the address of your site`))
			return
		}
	}
}
