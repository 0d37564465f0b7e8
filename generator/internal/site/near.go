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

// asker asks for suggestions, for one text or for all front matter together. It asks a
// bounded number of times: whoever has more mistakes than that begins with the first
// ones, and looking among thousands of like words thousands of times would take
// hours. Who asks how often does not depend on the order in which texts are linked.
type asker struct {
	*vocabularies
	asked int
}

const mostAsked = 100

func (a *asker) suggest(name string, list func() []string, word string) (string, bool) {
	if a.asked++; a.asked > mostAsked {
		return "", false
	}
	return a.of(name, list).Suggest(word)
}

func (a *asker) didYouMean(name string, list func() []string, word string) string {
	if a.asked++; a.asked > mostAsked {
		return ""
	}
	return a.of(name, list).DidYouMean(word)
}
