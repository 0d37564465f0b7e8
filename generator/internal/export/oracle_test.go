package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// FuzzCSV holds the cells of a table to those of encoding/csv.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"", "a", `a "b", c`, " a", "\u00a0a", "a ", `\.`, `\`, "a\r\nb\rc\nd", "\xff", "\xff,", "'x", "é, ö"} {
		f.Add(s, "b")
		f.Add("a", s)
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		for _, text := range []string{one, two} {
			if first, _ := utf8.DecodeRuneInString(text); isFormula(first) {
				return // an apostrophe is put before it
			}
		}
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		w.UseCRLF = true
		if err := w.WriteAll([][]string{{one, two}, {two}}); err != nil {
			t.Fatal(err)
		}
		var got table
		got.cell(one)
		got.cell(two)
		got.end()
		got.cell(two)
		got.end()
		if string(got.out) != want.String() {
			t.Errorf("%q, encoding/csv has %q", got.out, want.Bytes())
		}
	})
}

// FuzzCalendar holds the lines of a calendar to those of golang-ical.
func FuzzCalendar(f *testing.F) {
	long := strings.Repeat("abcdefghi", 30)
	for _, s := range []string{
		"", "a", `a, b; c\ d`, "a\nb", long, strings.Repeat("several words ", 20), strings.Repeat("<b>tag</b>", 20), strings.Repeat("é", 100), strings.Repeat("語", 100),
		strings.Repeat("🙂", 60), strings.Repeat(" ", 200), strings.Repeat(">", 200), strings.Repeat("<", 200), "a" + strings.Repeat("語 ", 60),
		long[:66] + " " + long, long[:67] + " " + long, long[:68] + "é" + long, long[:65] + ">" + long, long[:66] + ">" + long, long[:67] + ">" + long, strings.Repeat(",", 90),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		cal := &ics.Calendar{}
		cal.SetName(text)
		event := &ics.VEvent{}
		event.SetSummary(text)
		event.SetURL(text)
		event.SetProperty(ics.ComponentPropertyDtStart, "20220923", ics.WithValue("DATE"))
		cal.AddVEvent(event)
		var want bytes.Buffer
		if err := cal.SerializeTo(&want, ics.WithNewLineWindows); err != nil {
			t.Fatal(err)
		}
		var got ical
		got.value("BEGIN", "VCALENDAR")
		got.text("NAME", strings.Split(text, "\n")...)
		got.text("X-WR-CALNAME", text)
		got.value("BEGIN", "VEVENT")
		got.text("SUMMARY", text)
		got.value("URL", text)
		got.value("DTSTART;VALUE=DATE", "20220923")
		got.value("END", "VEVENT")
		got.value("END", "VCALENDAR")
		if string(got.out) != want.String() {
			t.Errorf("%q\ngolang-ical has\n%q", got.out, want.Bytes())
		}
	})
}
