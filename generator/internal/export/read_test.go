package export

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
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
		out := run(t, read.script, read.data)
		if bytes.Contains(out, []byte("fault:")) {
			t.Errorf("%s", out)
		}
		got.Files = append(got.Files, txtar.File{Name: read.script, Data: out})
	}
	golden := filepath.Join("testdata", "read.txtar")
	if *update {
		if err := os.WriteFile(golden, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(txtar.Format(got))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReadTells shows that the readers tell of faults.
func TestReadTells(t *testing.T) {
	for _, test := range []struct{ script, data, want string }{
		{"timeline.mjs", `{"events":[]}`, "fault: Timeline configuration has no events"},
		{"sources.mjs", `{"csl":"[{\"id\":\"x\",\"type\":\"document\",\"issued\":{\"date-parts\":[[\"soon\"]]}}]","bib":""}`, "fault: "},
	} {
		if out := run(t, test.script, []byte(test.data)); !strings.Contains(string(out), test.want) {
			t.Errorf("%s: %q does not say %q", test.script, out, test.want)
		}
	}
}

// run returns what a script of generator/testdata/npm prints.
func run(t *testing.T, script string, data []byte) []byte {
	t.Helper()
	dir := filepath.Join("..", "..", "testdata", "npm")
	_, err := os.Stat(filepath.Join(dir, "node_modules"))
	node, noNode := exec.LookPath("node")
	if err != nil || noNode != nil {
		t.Skip("needs node, and `npm ci` in generator/testdata/npm")
	}
	cmd := exec.Command(node, filepath.Join(dir, script))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(data), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return out
}
