// Package explainer holds the default layouts, embedded, so that the built
// program can make a site anywhere. It holds nothing else.
package explainer

import "embed"

// Layouts is the tree layouts/ of this repository: the built-in templates and
// assets. `all:` keeps files whose names begin with "_" or ".", which embedding a
// folder drops.
//
//go:embed all:layouts
var Layouts embed.FS
