package site

import (
	"sync"

	"explainer/generator/internal/diag"
)

// vocabularies are the lists of words that suggestions are taken from, each made
// when it is first asked for: most sites have no mistakes, and those that have many
// ask for the same list again and again.
type vocabularies struct {
	mu    sync.Mutex
	words map[string]*diag.Words
}

// of returns the list of a name.
func (v *vocabularies) of(name string, list func() []string) *diag.Words {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.words == nil {
		v.words = map[string]*diag.Words{}
	}
	w := v.words[name]
	if w == nil {
		w = diag.NewWords(list())
		v.words[name] = w
	}
	return w
}
