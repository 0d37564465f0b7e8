package export

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	explainer "explainer"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/words"
)

// builtin returns the built-in languages.
func builtin(t *testing.T) *words.Set {
	t.Helper()
	paths, err := fs.Glob(explainer.Layouts, "layouts/words/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	var files []*source.File
	for _, p := range paths {
		data, err := explainer.Layouts.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, source.New(p, data))
	}
	return words.Load(files, &diag.List{})
}

// TestLanguages holds that calendars and the timeline speak the language of the titles
// that they show: that of the site, or that of an explainer which has its own.
func TestLanguages(t *testing.T) {
	const dates = `
[[dates]]
when = "2014-03~"
title = "..."
[[dates]]
when = "2022-09-23/2022-10"
title = "..."
disputed = true
[[dates]]
when = "2022-10-05"
title = "..."
`
	for _, tt := range []struct {
		name, site, page string
		summaries, shown []string
		told             string // of the disputed date
	}{
		{"Arabic", "ar", "", []string{"... (نحو مارس 2014)", "... (من 23 سبتمبر 2022 إلى أكتوبر 2022، محل خلاف)", "..."},
			[]string{"نحو مارس 2014", "من 23 سبتمبر 2022 إلى أكتوبر 2022", "5 أكتوبر 2022"}, "محل خلاف. X"},
		{"Ukrainian", "uk", "", []string{"... (близько березня 2014 року)", "... (з 23 вересня 2022 року до жовтня 2022 року, спірне)", "..."},
			[]string{"близько березня 2014 року", "з 23 вересня 2022 року до жовтня 2022 року", "5 жовтня 2022 року"}, "Спірне. X"},
		{"an Arabic page of a Ukrainian site", "uk", "ar", []string{"... (نحو مارس 2014)", "... (من 23 سبتمبر 2022 إلى أكتوبر 2022، محل خلاف)", "..."},
			[]string{"نحو مارس 2014", "من 23 سبتمبر 2022 إلى أكتوبر 2022", "5 أكتوبر 2022"}, "محل خلاف. X"},
		{"a language without words", "eo", "", []string{"... (about March 2014)", "... (23 September 2022 to October 2022, disputed)", "..."},
			[]string{"about March 2014", "23 September 2022 to October 2022", "5 October 2022"}, "Disputed. X"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lang := ""
			if tt.page != "" {
				lang = "lang = \"" + tt.page + "\"\n"
			}
			s := link(t, []txtar.File{
				{Name: "config.toml", Data: []byte("title = \"S\"\nlanguage = \"" + tt.site + "\"\n")},
				{Name: "content/explainers/x.md", Data: []byte("+++\ntitle = \"X\"\n" + lang + dates + "+++\n")},
			})
			calendar, timeline := spoken(t, s, builtin(t))
			if diff := cmp.Diff(tt.summaries, calendar); diff != "" {
				t.Errorf("calendar (-want +got):\n%s", diff)
			}
			var shown []string
			told := ""
			for _, e := range timeline.Events {
				shown = append(shown, e.DisplayDate)
				if strings.Contains(e.Text.Text, ". ") {
					told = e.Text.Text
				}
			}
			if diff := cmp.Diff(tt.shown, shown); diff != "" {
				t.Errorf("timeline (-want +got):\n%s", diff)
			}
			if told != tt.told {
				t.Errorf("timeline tells of the disputed date %q, want %q", told, tt.told)
			}
		})
	}
}

// slides is what a timeline says.
type slides struct {
	Events []struct {
		DisplayDate string `json:"display_date"`
		Text        struct{ Text string }
	}
}

// spoken returns the summaries of a site's calendar, and its timeline.
func spoken(t *testing.T, s *site.Site, said *words.Set) (summaries []string, timeline slides) {
	t.Helper()
	files, _ := Files(s, said)
	for _, f := range files {
		switch f.Path {
		case "/timeline/timeline.ics":
			cal, err := ics.ParseCalendar(strings.NewReader(string(f.Make(nil))))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range cal.Events() {
				summaries = append(summaries, e.GetProperty(ics.ComponentPropertySummary).Value)
			}
		case TimelineJSON:
			if err := json.Unmarshal(f.Make(nil), &timeline); err != nil {
				t.Fatal(err)
			}
		}
	}
	return summaries, timeline
}
