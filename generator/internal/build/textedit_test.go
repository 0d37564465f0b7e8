package build

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// TestTextEdit holds that a Site that was given new texts is the one that linking
// makes of them, that it says of itself what changed, and that an edit can be undone.
func TestTextEdit(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			textEdits(t, seed)
		})
	}
}

func textEdits(t *testing.T, seed uint64) {
	cfg, opts := config.Default(), site.Options{Today: corpusDay(t), Keep: true}
	var docs []*content.Document
	var ids []string
	for path, data := range corpus.Files(benchSeed, 20) {
		if p, ok := strings.CutPrefix(path, ContentDir+"/"); ok && content.IsDocument(p) {
			docs = append(docs, parseDoc(p, string(data)))
			ids = append(ids, docs[len(docs)-1].ID)
		}
	}
	link := func() *site.Site { return site.Link(cfg, docs, nil, opts) }
	edited := link()
	r := rand.New(rand.NewPCG(seed, 7))
	done := 0
	for step := range 120 {
		i := r.IntN(len(docs))
		old, next := docs[i], parseDoc(docs[i].Path, editedText(r, docs[i], ids))
		before := link()
		e := edited.Edit([]*content.Document{old}, []*content.Document{next})
		if e == nil {
			if d := site.Diff(before, edited); len(d) > 0 {
				t.Fatalf("step %d: what could not be done left %q", step, d)
			}
			continue
		}
		done++
		if r.IntN(4) == 0 {
			e.Undo()
			if d := site.Diff(before, edited); len(d) > 0 || said(before.Diags) != said(edited.Diags) {
				t.Fatalf("step %d: undone, it differs in %q", step, d)
			}
			continue
		}
		docs[i] = next
		want := link()
		if d := site.Diff(want, edited); len(d) > 0 {
			t.Fatalf("step %d, %s: differs in %q", step, next.Path, d)
		}
		if a, b := said(want.Diags), said(edited.Diags); a != b {
			t.Fatalf("step %d: says\n%s\nnot\n%s", step, b, a)
		}
		// A page whose text alone was edited need not be told of by linking: its
		// document is another.
		if a, b := site.Diff(before, want), e.Keys; !slices.Equal(a, b) {
			t.Fatalf("step %d: keys %q, want %q", step, b, a)
		}
	}
	if done < 60 {
		t.Errorf("only %d of 120 edits were possible", done)
	}
}

func said(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds.Sorted() {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

func parseDoc(path, text string) *content.Document {
	return content.Parse(source.New(ContentDir+"/"+path, []byte(text)), path, content.Options{})
}

// editedText returns the bytes of a document with its text changed.
func editedText(r *rand.Rand, d *content.Document, ids []string) string {
	data := string(d.File.Data())
	head, body := data[:d.Text], data[d.Text:]
	id := ids[r.IntN(len(ids))]
	blocks := strings.SplitAfter(body, "\n\n")
	at := r.IntN(len(blocks) + 1)
	switch r.IntN(10) {
	case 7:
		head = strings.Replace(head, "title = \"", fmt.Sprintf("title = \"%c%d of ", 'A'+rune(r.IntN(26)), r.IntN(100)), 1)
	case 8:
		head = strings.Replace(head, "summary = \"", fmt.Sprintf("summary = \"%d times ", r.IntN(100)), 1)
	case 9:
		head = strings.Replace(head, "+++\n", fmt.Sprintf("+++\nextra = { n = %d }\n", r.IntN(9)), 1)
	case 0:
		blocks = slices.Insert(blocks, at, "More words here.\n\n")
	case 1:
		blocks = slices.Insert(blocks, at, "See [["+id+"]] and again [["+id+"|there]].\n\n")
	case 2:
		blocks = slices.Delete(blocks, min(at, len(blocks)-1), min(at+1, len(blocks)))
	case 3:
		blocks = slices.Insert(blocks, at, "## Another heading {#h"+fmt.Sprint(r.IntN(5))+"}\n\n")
	case 4:
		other := blocks[r.IntN(len(blocks))]
		blocks = slices.Insert(blocks, at, other)
	case 5:
		blocks = slices.Insert(blocks, at, "See [[no-such-"+id+"]] or [here](#nowhere).\n\n")
	case 6:
		slices.Reverse(blocks)
	}
	return head + strings.Join(blocks, "")
}
