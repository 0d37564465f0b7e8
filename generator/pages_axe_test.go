package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// axeRun runs axe in the page with what is to be run.
const axeRun = `axe.run(document, {%s, resultTypes: ['violations', 'incomplete']})
	.then((r) => Object.fromEntries(['violations', 'incomplete'].map((k) => [k, r[k].map((v) => ({
	rule: v.id, help: v.help, count: v.nodes.length,
	nodes: v.nodes.slice(0, 4).map((n) => n.target.join(' ') + '  ' + n.html.slice(0, 150).replace(/\s+/g, ' ') + '  ' + (n.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 300)),
}))])))`

const (
	// All rules of WCAG 2.0 to 2.2, A and AA, and the best practices.
	axeAll = `runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}, rules: {'target-size': {enabled: true}}`

	// The same for a site that differs in its direction, and has no other colours.
	axeDirection = `runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
		rules: {'target-size': {enabled: true}, 'color-contrast': {enabled: false}, 'link-in-text-block': {enabled: false}}`

	// The rules that can judge otherwise when nothing but colours is another.
	axeColours = `runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}`
)

type axeResult struct{ Violations, Incomplete []axeFinding }

type axeFinding struct {
	Rule, Help string
	Count      int
	Nodes      []string
}

// axeSource returns the script that is axe.
func axeSource(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(npm(t, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// axe runs some of axe's rules on the page as it is seen. What axe cannot decide by itself is noted.
func axe(p *sheet, k pageKind, v view, rules string, undecided *notes) {
	p.t.Helper()
	r := ask[axeResult](p, fmt.Sprintf(axeRun, rules))
	for _, f := range r.Violations {
		p.t.Errorf("axe, %s: %s: %s: %d times\n\t%s", v, f.Rule, f.Help, f.Count, strings.Join(f.Nodes, "\n\t"))
	}
	for _, f := range r.Incomplete {
		undecided.add(f.Rule, fmt.Sprintf("%s, on %s at %s and others: %s", f.Help, k.name, v, f.Nodes[0]))
	}
}
