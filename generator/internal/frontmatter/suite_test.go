package frontmatter

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	tomltest "github.com/toml-lang/toml-test/v2"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// refused lists the valid cases of toml-test that rules beyond TOML refuse, each
// with the rule.
func refused() map[string]string {
	const (
		clock   = "a time without a date"
		control = "a control character, written or escaped"
		twins   = "keys that differ only by case"
		limit   = "nan or inf"
	)
	return map[string]string{
		"valid/array/array":                 clock,
		"valid/comment/after-literal-no-ws": limit,
		"valid/comment/nonascii":            control,
		"valid/datetime/local-time":         clock,
		"valid/datetime/no-seconds":         clock,
		"valid/float/inf-and-nan":           limit,
		"valid/inline-table/key-dotted-04":  twins,
		"valid/key/case-sensitive":          twins,
		"valid/key/escapes":                 control,
		"valid/key/quoted-unicode":          control,
		"valid/key/space":                   control,
		"valid/spec-1.1.0/common-14":        control,
		"valid/spec-1.1.0/common-25":        limit,
		"valid/spec-1.1.0/common-33":        clock,
		"valid/spec-1.1.0/common-34":        clock,
		"valid/string/escape-esc":           control,
		"valid/string/escapes":              control,
		"valid/string/hex-escape":           control,
		"valid/string/quoted-unicode":       control,
		"valid/string/unicode-escape":       control,
	}
}

// accepted lists the invalid cases that are read: a lone CR is a line break here.
func accepted() map[string]bool {
	return map[string]bool{
		"invalid/control/bare-cr":     true,
		"invalid/control/comment-cr":  true,
		"invalid/control/multi-cr":    true,
		"invalid/control/rawmulti-cr": true,
	}
}

// TestSuite runs the official suite of TOML 1.1 through ParseFile.
func TestSuite(t *testing.T) {
	cases := tomltest.TestCases()
	names, err := tomltest.NewRunner(tomltest.Runner{Version: "1.1.0", Files: cases}).List()
	if err != nil {
		t.Fatal(err)
	}
	refused, accepted, run := refused(), accepted(), map[string]int{}
	for _, name := range names {
		kind, _, _ := strings.Cut(name, "/")
		run[kind]++
		data, err := fs.ReadFile(cases, name+".toml")
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case kind == "invalid":
			if n := parseErrors(data); (n == 0) != accepted[name] {
				t.Errorf("%s: %d errors", name, n)
			}
		case kind == "valid" && refused[name] != "":
			if parseErrors(data) == 0 {
				t.Errorf("%s is not refused, though it has %s", name, refused[name])
			}
		case kind == "valid":
			checkValid(t, cases, name, data)
		}
	}
	if run["valid"] < 200 || run["invalid"] < 400 {
		t.Errorf("the suite is not all there: %v", run)
	}
}

func parseErrors(data []byte) int {
	var ds diag.List
	ParseFile(source.New("x.toml", data), &ds)
	return ds.Errors()
}

func checkValid(t *testing.T, cases fs.FS, name string, data []byte) {
	t.Helper()
	var ds diag.List
	table := ParseFile(source.New(name, data), &ds)
	if len(ds) > 0 {
		t.Errorf("%s is refused:\n%s", name, ds[0])
		return
	}
	test := tomltest.Test{Path: name}
	want, err := test.ReadWantJSON(cases)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(table.tagged())
	if err != nil {
		t.Fatal(err)
	}
	var have any
	if err := json.Unmarshal(text, &have); err != nil {
		t.Fatal(err)
	}
	if result := test.CompareJSON(want, have); result.Failed() {
		t.Errorf("%s: %s", name, result.Failure)
	}
}

// tagged returns the table in the form of the suite's JSON files.
func (t *Table) tagged() map[string]any {
	m := map[string]any{}
	for _, e := range t.entries {
		m[e.name] = t.taggedValue(e.value)
	}
	return m
}

func (t *Table) taggedValue(v *value) any {
	switch v.kind {
	case kindTable:
		return v.table.tagged()
	case kindArray:
		items := []any{}
		for _, item := range v.items {
			items = append(items, t.taggedValue(item))
		}
		return items
	}
	text := t.span(v).Text()
	name := map[kind]string{kindString: "string", kindInteger: "integer", kindFloat: "float", kindBool: "bool"}[v.kind]
	switch {
	case v.kind != kindDate:
		text = fmt.Sprint(v.data)
	case len(text) == len("2006-01-02"):
		name = "date-local"
	default:
		text, name = withSeconds(text)
	}
	return map[string]any{"type": name, "value": text}
}

// withSeconds completes the time of a date-time, as the suite's files have it.
func withSeconds(text string) (full, kind string) {
	day, clock := strings.ToUpper(text[:10]), strings.ToUpper(text[11:])
	kind = "datetime-local"
	zone := ""
	if i := strings.IndexAny(clock, "Z+-"); i >= 0 {
		kind, clock, zone = "datetime", clock[:i], clock[i:]
	}
	if len(clock) == len("15:04") {
		clock += ":00"
	}
	return day + "T" + clock + zone, kind
}
