package htmlexec

import (
	"errors"
	"html/template"
	"text/template/parse"
)

// analyse has html/template write the escapers into the tree, if it has not yet.
//
// It does so before the first execution. The only way to have the one without the
// other is an execution that ends before its first action: a text at the head, empty
// if there is none, and a writer that refuses it. Whether a template has been
// analysed nobody can ask, and a second time costs nothing.
func analyse(t *template.Template) error {
	if t.Tree != nil && t.Tree.Root != nil && !beginsWithText(t.Tree.Root) {
		empty := &parse.TextNode{NodeType: parse.NodeText}
		t.Tree.Root.Nodes = append([]parse.Node{empty}, t.Tree.Root.Nodes...)
	}
	if err := t.Execute(refuse{}, nil); !errors.Is(err, errRefused) {
		return err
	}
	return nil
}

func beginsWithText(list *parse.ListNode) bool {
	if len(list.Nodes) == 0 {
		return false
	}
	_, ok := list.Nodes[0].(*parse.TextNode)
	return ok
}

var errRefused = errors.New("refused")

// refuse is a writer that takes nothing.
type refuse struct{}

func (refuse) Write([]byte) (int, error) { return 0, errRefused }
