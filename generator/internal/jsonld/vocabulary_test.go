package jsonld

import (
	"encoding/json"
	"strings"
	"testing"

	"explainer/generator/internal/sitetest"
)

// TestVocabulary holds every document against schema.org and against JSON-LD, with
// parsers that are not ours: schema-dts by TypeScript, and jsonld. Documents with
// faults go with them, to show that faults are told.
func TestVocabulary(t *testing.T) {
	faults := []struct{ name, node, want string }{
		{"property", `{"@type":"Person","@id":"https://a.example/#this","jobTitel":"Poet"}`, `jobTitel"' does not exist`},
		{"type", `{"@type":"Persona","@id":"https://a.example/#this"}`, "PersonaLeaf"},
		{"value", `{"@type":"Event","@id":"https://a.example/#this","location":{"@type":"Quotation","text":"x"}}`, "is not assignable"},
		{"two types", `{"@type":["Claim","Answer"],"@id":"https://a.example/#this","appearances":"x"}`, `appearances"' does not exist`},
		{"relative", `{"@type":"Thing","@id":"#this"}`, "has an address that is not absolute"},
	}
	list := pages(fixture(t))
	for _, f := range faults {
		list = append(list, page{"fault: " + f.name, []byte(`{"@context":"https://schema.org","@graph":[` + f.node + `]}`)})
	}
	told := map[string]string{}
	for line := range strings.Lines(vocabulary(t, list)) {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "fault: "), ": ")
		if !strings.HasPrefix(line, "fault: ") && !strings.HasPrefix(line, " ") {
			t.Error(line)
		}
		told[name] += line
	}
	for _, f := range faults {
		if !strings.Contains(told[f.name], f.want) {
			t.Errorf("%s: %q does not say %q", f.name, told[f.name], f.want)
		}
	}
}

// vocabulary returns what generator/testdata/npm/schema.mjs prints.
func vocabulary(t *testing.T, list []page) string {
	t.Helper()
	type named struct {
		Name string `json:"name"`
		Data string `json:"data"`
	}
	var in []named
	for _, p := range list {
		in = append(in, named{p.name, string(p.data)})
	}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(sitetest.RunScript(t, "schema.mjs", data))
}
