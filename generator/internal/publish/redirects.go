package publish

import (
	"strings"

	"explainer/generator/internal/config"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// rule is a line of _redirects.
type rule struct{ from, to string }

// bounds are what a host takes of _redirects; 0 is no bound.
type bounds struct {
	host              config.Host
	lines, line, file int
}

func redirectBounds() []bounds {
	return []bounds{
		{host: config.Netlify},
		{host: config.CloudflarePages, lines: 2000, line: 1000},
		{host: config.GitLabPages, lines: 1000, file: 64_000},
	}
}

// redirectRules returns the lines of _redirects, as many as all hosts that read them
// take, and warns of what is left over.
func (p *publisher) redirectRules() []rule {
	var strictest bounds
	readers := 0
	tighter := func(now, other int) bool { return other > 0 && (now == 0 || other < now) }
	for _, b := range redirectBounds() {
		if !p.reads(b.host) {
			continue
		}
		readers++
		if tighter(strictest.lines, b.lines) {
			strictest.lines, strictest.host = b.lines, b.host
		}
		if tighter(strictest.line, b.line) {
			strictest.line = b.line
		}
		if tighter(strictest.file, b.file) {
			strictest.file = b.file
		}
	}
	if readers == 0 {
		return nil
	}
	var rules []rule
	size := 0
	for _, r := range p.site.Redirects {
		one := rule{p.base.Path(r.From), p.base.Path(r.To.URL)}
		length := len(one.from) + len(one.to) + len("  301!\n")
		if strictest.line > 0 && length > strictest.line {
			continue
		}
		if strictest.lines > 0 && len(rules) == strictest.lines || strictest.file > 0 && size+length > strictest.file {
			break
		}
		size += length
		rules = append(rules, one)
	}
	if len(rules) < len(p.site.Redirects) {
		p.warn(strictest.host, len(rules))
	}
	return rules
}

// warn says that a host takes only so many old addresses.
func (p *publisher) warn(h config.Host, taken int) {
	d := diag.Warningf("many-redirects", source.Span{}, "%d of %d old addresses can be told to %s", taken, len(p.site.Redirects), h).
		WithHelp("the others are pages that lead on, as on every host; nothing need be done")
	d.Path = config.Name
	p.diags.Add(d)
}

// redirectsFile returns _redirects. Netlify obeys it before it looks for a page only when
// it is told to (!), a sign that no other host knows.
func (p *publisher) redirectsFile() string {
	status := " 301\n"
	if !p.reads(config.CloudflarePages) && !p.reads(config.GitLabPages) {
		status = " 301!\n"
	}
	var b strings.Builder
	for _, r := range p.rules {
		b.WriteString(r.from + " " + r.to + status)
	}
	return b.String()
}

// Pages returns the old addresses that need a page that leads on.
func Pages(s *site.Site) []site.Redirect {
	hosts := s.Config.Publish.Hosts
	only := s.Config.Publish.For(config.GitLabPages)
	for _, h := range hosts {
		only = only && (h == config.GitLabPages || h == config.Netlify || h == config.CloudflarePages)
	}
	if !only {
		return s.Redirects
	}
	told := map[string]bool{}
	for _, r := range newPublisher(s).rules {
		// Whether a host compares an address before or after decoding it, none says.
		told[r.from] = !strings.Contains(r.from, "%")
	}
	var pages []site.Redirect
	for _, r := range s.Redirects {
		if !told[s.Config.Base.Path(r.From)] {
			pages = append(pages, r)
		}
	}
	return pages
}
