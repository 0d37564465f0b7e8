package export

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/golden"
	"explainer/generator/internal/sitetest"
)

// TestRead holds what readers that are not ours make of the files to
// testdata/read.txtar: ical.js of the calendar, TimelineJS of the timeline, Citation.js
// and citeproc of the sources.
func TestRead(t *testing.T) {
	sources, err := json.Marshal(map[string]string{"csl": string(file(t, SourcesJSON)), "bib": string(file(t, SourcesBib))})
	if err != nil {
		t.Fatal(err)
	}
	got := &txtar.Archive{Comment: []byte("What the scripts of generator/testdata/npm read in the files of site.txtar.\n")}
	for _, read := range []struct {
		script string
		data   []byte
	}{
		{"calendar.mjs", file(t, "/timeline/timeline.ics")},
		{"timeline.mjs", file(t, TimelineJSON)},
		{"sources.mjs", sources},
	} {
		out := sitetest.RunScript(t, read.script, read.data)
		if bytes.Contains(out, []byte("fault:")) {
			t.Errorf("%s", out)
		}
		got.Files = append(got.Files, txtar.File{Name: read.script, Data: out})
	}
	golden.Same(t, filepath.Join("testdata", "read.txtar"), got)
}

// TestReadTells shows that the readers tell of faults.
func TestReadTells(t *testing.T) {
	for _, test := range []struct{ script, data, want string }{
		{"timeline.mjs", `{"events":[]}`, "fault: Timeline configuration has no events"},
		{"sources.mjs", `{"csl":"[{\"id\":\"x\",\"type\":\"document\",\"issued\":{\"date-parts\":[[\"soon\"]]}}]","bib":""}`, "fault: "},
	} {
		if out := sitetest.RunScript(t, test.script, []byte(test.data)); !strings.Contains(string(out), test.want) {
			t.Errorf("%s: %q does not say %q", test.script, out, test.want)
		}
	}
}
