package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var unexported = cmp.AllowUnexported(manifest{}, written{}, record{}, origin{})

func TestManifestText(t *testing.T) {
	m := manifest{complete: true, began: 1667000000000000000, folders: []string{"a b"}, files: []written{
		{"a b/c.html", record{size: 1, mtime: 2, ctime: 3}},
		{"x", record{size: 4}}, {"x", record{size: 5, mtime: -6}},
	}}
	m.origins = map[string]origin{"x.br": {made: "y-1"}}
	m.files[1].hash.Hi, m.files[1].hash.Lo = 0xabc, 0xdef
	const want = `explainer manifest 1
complete 1667000000000000000
d a b
f 00000000000000000000000000000000 1 2 3 a b/c.html
f 0000000000000abc0000000000000def 4 0 0 x
f 00000000000000000000000000000000 5 -6 0 x
z 00000000000000000000000000000000 y-1 x.br
`
	got := string(m.encode())
	const sumLength = len("sum \n") + 32
	if d := cmp.Diff(want, got[:len(got)-sumLength]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	back, ok := parseManifest(got)
	m.known, m.sum = true, got[len(got)-sumLength:]
	if d := cmp.Diff(m, back, unexported); !ok || d != "" {
		t.Errorf("read back (%v), -want +got:\n%s", ok, d)
	}
	back.compact()
	if d := cmp.Diff(m, back, unexported); d != "" {
		t.Errorf("in little room, -want +got:\n%s", d)
	}
	for path, want := range map[string]int{"": 0, "a b": 0, "a b/c.html": 1, "w": 0, "x": 2, "y": 0} {
		if got := len(m.at(path)); got != want {
			t.Errorf("at(%q) has %d records, want %d", path, got, want)
		}
	}
	if got := strings.Join(m.paths(), " "); got != "a b/c.html x" {
		t.Errorf("paths: %s", got)
	}
}

func TestManifestRefusesWhatWeNeverWrite(t *testing.T) {
	for _, body := range []string{
		"", manifestHead, manifestHead + "complete\n", manifestHead + "done 1\n",
		manifestHead + "complete 1\nd ../x\n", manifestHead + "complete 1\nd \n", manifestHead + "complete 1\nx\n",
		manifestHead + "complete 1\nf 00000000000000000000000000000000 1 2 3 ../../etc/passwd\n",
		manifestHead + "complete 1\nf 00000000000000000000000000000000 1 2 3 " + manifestName + "\n",
		manifestHead + "complete 1\nf 0000000000000000000000000000000g 1 2 3 x\n",
		manifestHead + "complete 1\nf 0 1 2 3 x\n", manifestHead + "complete 1\nf 00000000000000000000000000000000 1 2 x\n",
		manifestHead + "complete 1\nz 0 y x\n", manifestHead + "complete 1\nd b\nd a\n", manifestHead + "complete 1\nd a\nd a\n",
		manifestHead + "complete 1\nf 00000000000000000000000000000000 1 2 3 b\nf 00000000000000000000000000000000 1 2 3 a\n",
		manifestHead + "complete 1\nz 00000000000000000000000000000000 y ../x\n",
	} {
		if _, ok := parseManifest(body + sumLine(body)); ok {
			t.Errorf("accepted %q", body)
		}
	}
}

// A manifest that is cut or damaged anywhere is a missing one: the next build
// ends with the same files, and foreign ones are as they were.
func TestManifestDamagedAnywhere(t *testing.T) {
	dir := t.TempDir()
	f := files{"index.html": "home", "a/x.html": "x"}
	put(t, dir, ".gitignore", "*")
	write(t, dir, f)
	whole, err := os.ReadFile(filepath.Join(dir, manifestName))
	must(t, err)
	want := files{".gitignore": "*", "index.html": "home", "a/x.html": "x"}
	try := func(what string, at int, damaged []byte) {
		t.Helper()
		if _, ok := parseManifest(string(damaged)); ok {
			t.Errorf("%s at %d is accepted", what, at)
		}
		must(t, os.WriteFile(filepath.Join(dir, manifestName), damaged, 0o644))
		put(t, dir, "index.html", "HOME") // as if of an older build
		if r := write(t, dir, f); r.Written != 1 || r.Unchanged != 1 {
			t.Errorf("%s at %d: %+v", what, at, r)
		}
		expect(t, dir, want)
	}
	for i := range whole {
		try("cut", i, whole[:i])
		for bit := range 8 {
			flipped := append([]byte(nil), whole...)
			flipped[i] ^= 1 << bit
			if _, ok := parseManifest(string(flipped)); ok {
				t.Errorf("flip of bit %d at %d is accepted", bit, i)
			}
			if bit == i%8 {
				try("flip", i, flipped)
			}
		}
	}
	try("more", len(whole), append(whole, '\n'))
}

func FuzzParseManifest(f *testing.F) {
	m := manifest{began: 1, files: []written{{"a/b", record{size: 1}}, {"a/b", record{size: 2}}}, folders: []string{"a"}}
	f.Add(string(m.encode()))
	f.Add("explainer manifest 1\ncomplete 1\nsum ")
	f.Fuzz(func(t *testing.T, body string) {
		for _, text := range []string{body, body + sumLine(body)} {
			m, ok := parseManifest(text)
			if !ok {
				continue
			}
			for _, w := range m.files {
				if checkPath(w.path) != nil {
					t.Fatalf("accepted the path %q", w.path)
				}
			}
			again, ok := parseManifest(string(m.encode()))
			again.sum = m.sum // numbers may have been written with zeros before them
			if d := cmp.Diff(m, again, unexported); !ok || d != "" {
				t.Fatal(d)
			}
		}
	})
}
