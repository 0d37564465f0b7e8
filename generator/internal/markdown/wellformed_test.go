package markdown

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// wellFormed reports whether every tag of a fragment is closed in order, every
// attribute of a tag is there once and no attribute runs a script.
func wellFormed(s string) error {
	void := []string{"br", "hr", "img", "input"}
	z := html.NewTokenizer(strings.NewReader(s))
	var open []string
	ids := map[string]bool{}
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				return z.Err()
			}
			if len(open) > 0 {
				return fmt.Errorf("never closed: %v", open)
			}
			return nil
		case html.StartTagToken:
			t := z.Token()
			if err := goodAttributes(t); err != nil {
				return err
			}
			for _, a := range t.Attr {
				if a.Key == "id" && ids[a.Val] {
					return fmt.Errorf("the id %q twice", a.Val)
				} else if a.Key == "id" {
					ids[a.Val] = true
				}
			}
			if t.Data == "a" && slices.Contains(open, "a") {
				return fmt.Errorf("a link in a link: %v", t)
			}
			if !slices.Contains(void, t.Data) {
				open = append(open, t.Data)
			}
		case html.EndTagToken:
			t := z.Token()
			if len(open) == 0 || open[len(open)-1] != t.Data {
				return fmt.Errorf("</%s> in %v", t.Data, open)
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			return fmt.Errorf("unexpected %v", z.Token())
		}
	}
}

func goodAttributes(t html.Token) error {
	allowed := []string{"a", "href", "class", "id", "title", "rel", "role", "aria-label", "lang", "dir", "src", "alt", "loading", "decoding",
		"width", "height", "scope", "tabindex", "start", "type", "disabled", "checked"}
	seen := map[string]bool{}
	for _, a := range t.Attr {
		if seen[a.Key] || !slices.Contains(allowed, a.Key) {
			return fmt.Errorf("attribute %q of %v", a.Key, t)
		}
		seen[a.Key] = true
		value := strings.ToLower(strings.TrimSpace(a.Val))
		if (a.Key == "href" || a.Key == "src") && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "vbscript:")) {
			return fmt.Errorf("address %q of %v", a.Val, t)
		}
	}
	return nil
}
