package site

import (
	"path"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/urls"
)

// checkMenu reports links of the menu that lead to no page of the site: they would
// be dead on all pages at once.
func (l *linker) checkMenu() {
	for _, item := range l.site.Config.Menu {
		address, _, _ := urls.Split(item.URL.Value)
		if !isPageAddress(address) || l.nodeAt(address) != nil || l.static[address[1:]] {
			continue
		}
		if hidden := l.hiddenAt(address); hidden != nil {
			l.report(l.hiddenError(hidden, item.URL.Span))
			continue
		}
		d := diag.Errorf("unknown-link", item.URL.Span, "no page of this site has the address %q", address)
		if near, ok := l.near.suggest("addresses", l.addresses, address); ok {
			d = d.WithHelp("did you mean %q?", near)
		}
		l.report(d)
	}
}

// isPageAddress reports whether an address must be that of a node: not another site's,
// not a file's, not that of a further page of a list or of the list of one kind of
// actor.
func isPageAddress(address string) bool {
	return strings.HasPrefix(address, "/") && path.Ext(address) == "" &&
		!strings.Contains(address, "/page/") && !strings.HasPrefix(address, "/"+content.ActorsDir+"/kind/")
}
