package site_test

import (
	"testing"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
)

// TestReportCountsSides holds that the report and the warnings agree on which
// questions one side alone answers: none that nobody does, all that one actor does.
func TestReportCountsSides(t *testing.T) {
	text := "+++\ntitle = \"X\"\n" +
		"[[sources]]\nid = \"s\"\ntitle = \"S\"\nurl = \"https://example.com/\"\narchived = \"https://archive.example.com/\"\n"
	for _, id := range []string{"nobody", "one-actor", "one-stance", "two-sides"} {
		text += "[[questions]]\nid = \"" + id + "\"\ntext = \"" + id + "?\"\n"
	}
	for _, c := range [][3]string{
		{"one-actor", "a", "supports"}, {"one-actor", "a", "denies"},
		{"one-stance", "a", "denies"}, {"one-stance", "b", "denies"},
		{"two-sides", "a", "denies"}, {"two-sides", "b", "mixed"},
	} {
		text += "[[claims]]\nquestion = \"" + c[0] + "\"\nby = \"" + c[1] + "\"\nstance = \"" + c[2] + "\"\nsays = \"x\"\nsource = [\"s\"]\n"
	}
	text += "[[claims]]\nby = \"a\"\nsays = \"x\"\n+++\n"
	s := site.Link(config.Default(), []*content.Document{parse("content/explainers/x.md", text)}, nil, site.Options{})
	warned := 0
	for _, d := range s.Diags {
		if d.ID == "question-one-sided" {
			warned++
		}
	}
	r := s.Report()
	if r.Questions != 4 || r.OneSide != 2 || warned != r.OneSide {
		t.Errorf("%d questions, %d of one side, %d warnings", r.Questions, r.OneSide, warned)
	}
	if r.Claims != 7 || r.Sourced != 6 || r.Sources != 1 || r.Archived != 1 {
		t.Errorf("report: %+v", r)
	}
}
