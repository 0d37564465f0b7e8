package render

import (
	"fmt"
	"testing"
)

func TestStem(t *testing.T) {
	for of, want := range map[string]string{
		"":                      "",
		"/":                     "",
		"index.html":            "",
		"/actors/x/":            "actors/x/",
		"actors/x/index.html":   "actors/x/",
		"/actors/x/index.html":  "actors/x/",
		"/actors/x.html":        "actors/x.html",
		"actors/my-index.html":  "actors/my-index.html",
		"actors/x/timeline.ics": "actors/x/timeline.ics",
	} {
		if got := stem(of); got != want {
			t.Errorf("stem(%q) = %q, want %q", of, got, want)
		}
		if got := stem(PathOf(of)); got != want {
			t.Errorf("stem(PathOf(%q)) = %q, want %q", of, got, want)
		}
	}
}

// TestIndex finds each of many jobs in every way that it may be called, and no other.
func TestIndex(t *testing.T) {
	numbers := &series{url: func(at, _ int) string {
		if at%3 == 0 {
			return fmt.Sprintf("/%d.html", at)
		}
		return fmt.Sprintf("/%d/", at)
	}}
	p := &Plan{}
	for at := range 5000 {
		j := Job{series: numbers, at: int32(at)}
		if !p.index.add(p.Jobs, j) {
			t.Fatalf("there is no place for %s", j.URL())
		}
		p.Jobs = append(p.Jobs, j)
	}
	for at, j := range p.Jobs {
		for _, of := range []string{j.URL(), j.Path(), "/" + j.Path()} {
			if got, found := p.Index(of); !found || got != at {
				t.Errorf("Index(%q) = %d, %t; want %d", of, got, found, at)
			}
		}
		if p.index.add(p.Jobs, j) {
			t.Errorf("%s has two places", j.URL())
		}
	}
	for _, of := range []string{"", "/", "/1", "/0/", "/1.html", "/5000/", "1/index.htm"} {
		if got, found := p.Index(of); found {
			t.Errorf("Index(%q) = %d", of, got)
		}
	}
	if _, found := (*Plan)(nil).Index("/1/"); found {
		t.Error("no plan has a job")
	}
}
