package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/corpus"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/site"
	"explainer/generator/internal/sitetest"
)

// link makes a site of files, which must have no errors.
func link(tb testing.TB, files []txtar.File) *site.Site {
	tb.Helper()
	return sitetest.Link(tb, files, site.Options{Today: sitetest.Day(tb, corpus.Today)})
}

func fixture(tb testing.TB) *site.Site {
	tb.Helper()
	archive := golden.Read(tb, filepath.Join("testdata", "site.txtar"))
	return link(tb, archive.Files)
}

// files returns the files of a site.
func files(s *site.Site) []File {
	list, _ := Files(s, nil)
	return list
}

// file returns the bytes of a file of the fixture.
func file(tb testing.TB, path string) []byte {
	tb.Helper()
	for _, f := range files(fixture(tb)) {
		if f.Path == path {
			return f.Make(nil)
		}
	}
	tb.Fatalf("there is no %s", path)
	return nil
}

// TestGolden holds the files of testdata/site.txtar to testdata/want.txtar, where
// CRLF is LF.
func TestGolden(t *testing.T) {
	got := &txtar.Archive{Comment: []byte("The data files of site.txtar, with LF for CRLF.\n")}
	for _, f := range files(fixture(t)) {
		got.Files = append(got.Files, txtar.File{Name: f.Path, Data: bytes.ReplaceAll(f.Make(nil), []byte("\r\n"), []byte("\n"))})
	}
	golden.Same(t, filepath.Join("testdata", "want.txtar"), got)
}

// TestClaimsCSV reads the table back: the same claims, no cell that is a formula,
// and CRLF at every end of a line, as RFC 4180 has it.
func TestClaimsCSV(t *testing.T) {
	data := file(t, ClaimsCSV)
	if n := bytes.Count(data, []byte("\n")); n != bytes.Count(data, []byte("\r\n")) || n < 6 {
		t.Errorf("%d line ends, not all of them CRLF", n)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s := fixture(t)
	if !slices.Equal(rows[0], columns()) || len(rows) != 1+len(s.Claims) {
		t.Fatalf("%d rows, the first %q", len(rows), rows[0])
	}
	says := slices.Index(rows[0], "says")
	for i, row := range rows[1:] {
		want := s.Claims[i].Says
		if got := strings.TrimPrefix(row[says], "'"); got != want {
			t.Errorf("row %d says %q, want %q", i, got, want)
		}
		for _, text := range row {
			if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
				t.Errorf("row %d has the cell %q", i, text)
			}
		}
	}
}

// TestClaimsJSON holds that every claim has all fields, that ids are unique, and that
// ids of other claims are ids.
func TestClaimsJSON(t *testing.T) {
	var doc struct {
		Claims []map[string]any `json:"claims"`
	}
	if err := json.Unmarshal(file(t, ClaimsJSON), &doc); err != nil {
		t.Fatal(err)
	}
	fields := []string{"id", "url", "by", "for", "says", "quotation", "on", "on_earliest", "on_latest", "question", "stance",
		"about", "sources", "status", "superseded_by", "responds_to", "explainer"}
	slices.Sort(fields)
	ids, named := map[string]bool{}, []string{}
	for _, c := range doc.Claims {
		var has []string
		for key := range c {
			has = append(has, key)
		}
		slices.Sort(has)
		if !slices.Equal(has, fields) {
			t.Errorf("fields %q, want %q", has, fields)
		}
		if id := c["id"].(string); ids[id] {
			t.Errorf("two claims have the id %s", id)
		} else {
			ids[id] = true
		}
		for _, to := range c["responds_to"].([]any) {
			named = append(named, to.(string))
		}
		if to := c["superseded_by"].(string); to != "" {
			named = append(named, to)
		}
	}
	if len(named) != 2 {
		t.Errorf("%d claims are named, want 2", len(named))
	}
	for _, id := range named {
		if !ids[id] {
			t.Errorf("no claim has the id %s", id)
		}
	}
}

// TestCalendarLines holds RFC 5545 §3.1: lines of at most 75 octets that end in
// CRLF, folded between characters.
func TestCalendarLines(t *testing.T) {
	count := 0
	for _, f := range files(fixture(t)) {
		if !strings.HasSuffix(f.Path, ".ics") {
			continue
		}
		count++
		for line := range strings.SplitSeq(strings.TrimSuffix(string(f.Make(nil)), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
				t.Errorf("%s: bad line %q of %d octets", f.Path, line, len(line))
			}
		}
	}
	if count != 5 {
		t.Errorf("%d calendars, want 5: of the site, of two actors and of two regions", count)
	}
}

func TestDays(t *testing.T) {
	for _, test := range []struct {
		date, from, to string
		exact          bool
	}{
		{"2022-09-23", "20220923", "20220923", true},
		{"2022-09-30T15:00:00+03:00", "20220930", "20220930", true},
		{"2022-09-23/2022-09-27", "20220923", "20220927", true},
		{"2014-02-20/2022-02-24", "20140220", "20220224", true},
		{"2022-09-23?", "20220923", "20220923", false},
		{"2022-09", "20220901", "20220930", false},
		{"2024", "20240101", "20241231", false},
		{"2022-09-XX", "20220901", "20220930", false},
		{"2022-24", "20221201", "20230228", false},
		{"2020/2021", "20200101", "20211231", false},
		{"2022-09-23/2022-10", "20220923", "20221031", false},
		{"2022-02-24/..", "20220224", "20220224", false},
		{"2022-02/", "20220201", "20220228", false},
		{"../1991", "19910101", "19911231", false},
		{"201X", "", "", false},
		{"20XX", "", "", false},
		{"-0043", "", "", false},
		{"0000", "", "", false},
		{"9999", "", "", false},
		{"Y17000/..", "", "", false},
		{"Y-2147483648", "", "", false},
		{"../Y2147483647", "", "", false},
	} {
		d, err := edtf.Parse(test.date)
		if err != nil {
			t.Fatal(err)
		}
		from, to, exact, ok := days(d)
		got := ""
		if ok {
			got = basic(from) + " " + basic(to)
		}
		if want := strings.TrimSpace(test.from + " " + test.to); got != want || exact != test.exact && ok {
			t.Errorf("%s: %q, exact %v, want %q", test.date, got, exact, want)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, test := range []struct{ date, want string }{
		{"2022-09-23", "2022-9-23"},
		{"2022-09", "2022-9"},
		{"2022", "2022"},
		{"2014~", "2014"},
		{"201X", "2010 to 2019"},
		{"2022-21", "2022-3 to 2022-5"},
		{"2022-24", "2022-12 to 2023-2"},
		{"2022-09-23/2022-10", "2022-9-23 to 2022-10"},
		{"2022-02-24/..", "2022-2-24"},
		{"/1991", "1991"},
		{"-0043", "-43"},
		{"-0001-12-31", "-1-12-31"},
		{"Y17000", "17000"},
		{"Y300000", ""},
		{"Y-2147483648/2000", ""},
	} {
		d, err := edtf.Parse(test.date)
		if err != nil {
			t.Fatal(err)
		}
		text := func(c *civil) string {
			if c == nil {
				return ""
			}
			return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%d-%d-%d", c.Year, c.Month, c.Day), "-0"), "-0")
		}
		start, end := spread(d)
		got := text(start)
		if end != nil {
			got += " to " + text(end)
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.date, got, test.want)
		}
	}
}

func TestTex(t *testing.T) {
	const text = "a\\b{c}\n$d & #e_f^g~h 5 %\x00\x7f"
	const want = `a\textbackslash{}b\textbraceleft{}c\textbraceright{} \$d \& \#e\_f\textasciicircum{}g\textasciitilde{}h 5 \%`
	if got := string(appendTeXLine(nil, text)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestWithoutHost holds that calendars have no address and no host that nobody knows.
func TestWithoutHost(t *testing.T) {
	archive := golden.Read(t, filepath.Join("testdata", "site.txtar"))
	archive.Files[0].Data = []byte("title = \"Here\"\n")
	for _, f := range files(link(t, archive.Files)) {
		if strings.HasSuffix(f.Path, ".ics") && (bytes.Contains(f.Make(nil), []byte("URL:")) || bytes.Contains(f.Make(nil), []byte("http"))) {
			t.Errorf("%s has an address:\n%s", f.Path, f.Make(nil))
		}
	}
}

// TestEmpty holds that a site without dates has no timelines, and that its tables
// are there and empty.
func TestEmpty(t *testing.T) {
	want := map[string]string{
		ClaimsCSV:   strings.Join(columns(), ",") + "\r\n",
		ClaimsJSON:  "{\"site\": {\"title\":\"Empty\",\"url\":\"/\"}, \"claims\": [\n]}\n",
		SourcesJSON: "[\n]\n",
		SourcesBib:  "",
	}
	files := files(link(t, []txtar.File{{Name: "config.toml", Data: []byte(`title = "Empty"`)}}))
	if len(files) != len(want) {
		t.Errorf("%d files, want %d", len(files), len(want))
	}
	for _, f := range files {
		if string(f.Make(nil)) != want[f.Path] {
			t.Errorf("%s: %q, want %q", f.Path, f.Make(nil), want[f.Path])
		}
	}
}

// TestNamesStay holds that neither other words nor a later explainer on the same
// event change the names of events.
func TestNamesStay(t *testing.T) {
	archive := golden.Read(t, filepath.Join("testdata", "site.txtar"))
	names := func() []string {
		var all []string
		for _, ev := range link(t, archive.Files).Events {
			all = append(all, momentID(first(ev)))
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	before := names()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return strings.HasSuffix(f.Name, "again.md") })
	for i, f := range archive.Files {
		archive.Files[i].Data = bytes.ReplaceAll(f.Data, []byte("Votes"), []byte("Ballots"))
	}
	if after := names(); !slices.Equal(before, after) || len(before) < 12 {
		t.Errorf("before: %q\nafter: %q", before, after)
	}
}

// TestAtOnce makes the files from several goroutines, for the race detector.
func TestAtOnce(t *testing.T) {
	s := fixture(t)
	want := files(s)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, f := range files(s) {
				if f.Path != want[i].Path || !bytes.Equal(f.Make(nil), want[i].Make(nil)) {
					t.Errorf("%s differs", f.Path)
				}
			}
		})
	}
	wg.Wait()
}
