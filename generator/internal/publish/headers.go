package publish

import (
	"encoding/json"
	"strings"

	"explainer/generator/internal/config"
)

type header struct{ name, value string }

// The parts of the standard policy; frame-ancestors follows where headers can be set.
const (
	standardPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; font-src 'self'; " +
		"media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
	frameAncestors = "frame-ancestors 'none'"
)

const (
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
)

// Policy returns the Content-Security-Policy of a site as a header's value.
func Policy(c *config.Config) string {
	if c.Publish.Policy != "" {
		return c.Publish.Policy
	}
	return standardPolicy + "; " + frameAncestors
}

// MetaPolicy returns what of the policy each page says itself, for hosts that set no
// headers. It is "" if the site goes to none of them.
func MetaPolicy(c *config.Config) string {
	if !c.Publish.For(config.GitHubPages) && !c.Publish.For(config.GitLabPages) {
		return ""
	}
	var kept []string
	for directive := range strings.SplitSeq(Policy(c), ";") {
		directive = strings.TrimSpace(directive)
		name, _, _ := strings.Cut(directive, " ")
		switch strings.ToLower(name) {
		case "", "frame-ancestors", "sandbox", "report-uri": // ignored in a meta element
		default:
			kept = append(kept, directive)
		}
	}
	return strings.Join(kept, "; ")
}

// headers returns the headers of every answer.
func (p *publisher) headers() []header {
	list := []header{
		{"Content-Security-Policy", Policy(p.site.Config)},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"}, // for browsers that do not know frame-ancestors
		{"Referrer-Policy", "strict-origin-when-cross-origin"},
		{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	}
	if strings.HasPrefix(p.base.Abs("/"), "https:") {
		list = append(list, header{"Strict-Transport-Security", "max-age=63072000"})
	}
	return list
}

// forAll lets programs of other sites read what is made for programs.
func forAll() []header {
	return []header{{"Access-Control-Allow-Origin", "*"}, {"Cross-Origin-Resource-Policy", "cross-origin"}}
}

// headersFile returns _headers. A header that two rules set would have both values, so no
// header is in two rules that meet: that everything else is asked for anew each time is
// what these hosts do by themselves.
func (p *publisher) headersFile() string {
	var b strings.Builder
	rule := func(path string, headers []header) {
		b.WriteString(path + "\n")
		for _, h := range headers {
			b.WriteString("  " + h.name + ": " + h.value + "\n")
		}
	}
	rule(p.base.Path("/*"), p.headers())
	if !p.ownAssets() {
		rule(p.base.Path("/assets/*"), []header{{"Cache-Control", immutable}})
	}
	open := forAll()[:1]
	for _, path := range []string{"/data/*", "/feed.atom", "/feed.json", "/timeline/timeline.ics"} {
		rule(p.base.Path(path), open)
	}
	return b.String()
}

// ownAssets reports whether content/ has files, without fingerprints, where the assets
// are.
func (p *publisher) ownAssets() bool {
	for _, f := range p.site.Static {
		if strings.HasPrefix(f.Path, "assets/") {
			return true
		}
	}
	return false
}

// policyJSON returns the headers as CloudFront's ResponseHeadersPolicyConfig.
func (p *publisher) policyJSON() string {
	type object = map[string]any
	var custom []object
	security := object{}
	for _, h := range p.headers() {
		switch h.name {
		case "Content-Security-Policy":
			security["ContentSecurityPolicy"] = object{"Override": true, "ContentSecurityPolicy": h.value}
		case "X-Content-Type-Options":
			security["ContentTypeOptions"] = object{"Override": true}
		case "X-Frame-Options":
			security["FrameOptions"] = object{"Override": true, "FrameOption": h.value}
		case "Referrer-Policy":
			security["ReferrerPolicy"] = object{"Override": true, "ReferrerPolicy": h.value}
		case "Strict-Transport-Security":
			security["StrictTransportSecurity"] = object{"Override": true, "AccessControlMaxAgeSec": 63072000}
		default:
			custom = append(custom, object{"Header": h.name, "Value": h.value, "Override": true})
		}
	}
	data, err := json.MarshalIndent(object{
		"Name": "explainer", "SecurityHeadersConfig": security,
		"CustomHeadersConfig": object{"Quantity": len(custom), "Items": custom},
	}, "", "  ")
	if err != nil {
		return "" // strings, numbers and lists are always JSON
	}
	return string(data) + "\n"
}
