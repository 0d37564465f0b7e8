package output

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/zeebo/xxh3"

	"explainer/generator/internal/stamp"
)

// The manifest is text:
//
//	explainer manifest 1
//	complete 1667000000000000000
//	d explainers
//	f 8c1a…(32 hex digits) 1234 1667000000000000000 1667000000000000000 explainers/index.html
//	z 8c1a…(32 hex digits) brotli-1.2.8-6 explainers/index.html.br
//	m 91b0… {"…": …}
//	sum 55d0…(32 hex digits)
//
// The second line says whether the run came to its end ("unfinished" if not) and
// the file system's time when the manifest was begun. A d line is a folder that the
// generator made; an f line is a file with its hash (xxh3-128), size, modification
// time and change time, zero where unknown; a z line says of which bytes a compressed
// twin was made, and by what; the m line is the Mark of a run that came to its end. While a run is unfinished a path may
// have several f lines: the file on disk is one of them. The last line is the
// hash of everything before it.
const (
	manifestHead = "explainer manifest 1\n"
	manifestMax  = 512 << 20 // bytes; a larger file is not ours
)

// racyWindow is how far before the manifest a file's times must be to be
// believed: a change within the same tick of the file system's clock leaves no
// trace. The coarsest clock in use, FAT's, ticks every two seconds.
const racyWindow = int64(2 * time.Second)

// record is what was written at a path.
type record struct {
	hash  xxh3.Uint128
	size  int64
	mtime int64 // nanoseconds since 1970; 0 unknown
	ctime int64 // likewise
}

// written is a record with its path.
type written struct {
	path string
	record
}

// manifest is what an earlier run left. The zero manifest knows nothing.
type manifest struct {
	known    bool // there was one and it was whole
	complete bool // and the run came to its end
	began    int64
	files    []written         // by path; of an unfinished run there may be several of one path
	folders  []string          // sorted
	origins  map[string]origin // of twins
	mark     Mark
	sum      string // of the text; empty if it was not read
}

// at returns what was written at a path.
func (m *manifest) at(path string) []written {
	first, _ := slices.BinarySearchFunc(m.files, path, func(w written, p string) int { return strings.Compare(w.path, p) })
	next := first
	for next < len(m.files) && m.files[next].path == path {
		next++
	}
	return m.files[first:next]
}

// paths returns where something was written, sorted.
func (m *manifest) paths() []string {
	paths := make([]string, 0, len(m.files))
	for _, w := range m.files {
		if n := len(paths); n == 0 || paths[n-1] != w.path {
			paths = append(paths, w.path)
		}
	}
	return paths
}

// madeFolder reports whether the generator made a folder.
func (m *manifest) madeFolder(path string) bool {
	_, made := slices.BinarySearch(m.folders, path)
	return made
}

// readManifest returns the manifest, or the zero manifest if it is missing,
// damaged, or no regular file.
func readManifest(root *os.Root) manifest {
	info, err := root.Lstat(manifestName)
	if err != nil || !info.Mode().IsRegular() || info.Size() > manifestMax {
		return manifest{}
	}
	f, err := root.OpenFile(manifestName, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return manifest{}
	}
	defer f.Close()
	var text strings.Builder
	text.Grow(int(info.Size()))
	if _, err := io.Copy(&text, io.LimitReader(f, manifestMax)); err != nil {
		return manifest{}
	}
	m, ok := parseManifest(text.String())
	if !ok {
		return manifest{}
	}
	m.compact()
	return m
}

// compact lets the text go that a manifest was read from: all paths together are a third of it.
func (m *manifest) compact() {
	size := 0
	for _, w := range m.files {
		size += len(w.path)
	}
	for _, path := range m.folders {
		size += len(path)
	}
	var all strings.Builder
	all.Grow(size)
	put := func(path string) string {
		from := all.Len()
		all.WriteString(path)
		return all.String()[from:]
	}
	for i := range m.files {
		m.files[i].path = put(m.files[i].path)
	}
	for i := range m.folders {
		m.folders[i] = put(m.folders[i])
	}
	origins := make(map[string]origin, len(m.origins))
	for path, o := range m.origins {
		origins[strings.Clone(path)] = origin{o.from, strings.Clone(o.made)}
	}
	m.origins = origins
	m.mark = Mark{strings.Clone(m.mark.From), strings.Clone(m.mark.Note)}
	m.sum = strings.Clone(m.sum)
}

// parseManifest reads the text form. It accepts what encode writes and nothing
// else.
func parseManifest(text string) (manifest, bool) {
	i := strings.LastIndex(text, "\nsum ")
	if i < 0 || text[i+1:] != sumLine(text[:i+1]) {
		return manifest{}, false
	}
	body, ok := strings.CutPrefix(text[:i+1], manifestHead)
	if !ok {
		return manifest{}, false
	}
	first, body, _ := strings.Cut(body, "\n")
	state, began, _ := strings.Cut(first, " ")
	m := manifest{sum: text[i+1:], known: true, complete: state == "complete", origins: map[string]origin{}}
	m.files = make([]written, 0, strings.Count(body, "\nf ")+1)
	m.began, ok = parseInt(began)
	if !ok || !m.complete && state != "unfinished" {
		return manifest{}, false
	}
	for line := range strings.Lines(body) {
		if !m.parseLine(strings.TrimSuffix(line, "\n")) {
			return manifest{}, false
		}
	}
	return m, true
}

func (m *manifest) parseLine(line string) bool {
	if path, ok := strings.CutPrefix(line, "d "); ok {
		n := len(m.folders)
		m.folders = append(m.folders, path)
		return checkPath(path) == nil && (n == 0 || m.folders[n-1] < path)
	}
	if rest, ok := strings.CutPrefix(line, "z "); ok {
		return m.parseOrigin(rest)
	}
	if rest, ok := strings.CutPrefix(line, "m "); ok {
		m.mark.From, m.mark.Note, ok = strings.Cut(rest, " ")
		return ok
	}
	field := strings.SplitN(line, " ", 6)
	if len(field) != 6 || field[0] != "f" || checkPath(field[5]) != nil {
		return false
	}
	hash, ok := parseHash(field[1])
	size, ok1 := parseInt(field[2])
	mtime, ok2 := parseInt(field[3])
	ctime, ok3 := parseInt(field[4])
	if !ok || !ok1 || !ok2 || !ok3 {
		return false
	}
	n := len(m.files)
	m.files = append(m.files, written{field[5], record{hash, size, mtime, ctime}})
	return n == 0 || m.files[n-1].path <= field[5]
}

func (m *manifest) parseOrigin(line string) bool {
	field := strings.SplitN(line, " ", 3)
	if len(field) != 3 || checkPath(field[2]) != nil {
		return false
	}
	from, ok := parseHash(field[0])
	m.origins[field[2]] = origin{from, field[1]}
	return ok
}

func parseHash(s string) (xxh3.Uint128, bool) {
	if len(s) != 32 {
		return xxh3.Uint128{}, false
	}
	hi, err1 := strconv.ParseUint(s[:16], 16, 64)
	lo, err2 := strconv.ParseUint(s[16:], 16, 64)
	return xxh3.Uint128{Hi: hi, Lo: lo}, err1 == nil && err2 == nil
}

func parseInt(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// encode returns the text form.
func (m *manifest) encode() []byte {
	b := make([]byte, 0, 128*(len(m.files)+len(m.folders)+2))
	b = append(b, manifestHead...)
	state := "unfinished"
	if m.complete {
		state = "complete"
	}
	b = fmt.Appendf(b, "%s %d\n", state, m.began)
	for _, path := range m.folders {
		b = append(append(append(b, "d "...), path...), '\n')
	}
	for _, w := range m.files {
		b = append(appendHash(append(b, "f "...), w.hash), ' ')
		for _, n := range [...]int64{w.size, w.mtime, w.ctime} {
			b = append(strconv.AppendInt(b, n, 10), ' ')
		}
		b = append(append(b, w.path...), '\n')
	}
	for _, path := range sortedKeys(m.origins) {
		b = encodeOrigin(b, m.origins[path], path)
	}
	if m.complete && m.mark != (Mark{}) {
		b = fmt.Appendf(b, "m %s %s\n", m.mark.From, m.mark.Note)
	}
	return appendSum(b, xxh3.Hash128(b))
}

// sumOf returns the last line of a manifest, which is of all that is before it.
func sumOf(text []byte) string { return string(text[bytes.LastIndex(text, []byte("\nsum "))+1:]) }

func sumLine(body string) string { return string(appendSum(nil, xxh3.HashString128(body))) }

func appendSum(b []byte, sum xxh3.Uint128) []byte {
	return append(appendHash(append(b, "sum "...), sum), '\n')
}

func appendHash(b []byte, h xxh3.Uint128) []byte {
	bytes := h.Bytes()
	return hex.AppendEncode(b, bytes[:])
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// recordOf returns the record of a file on disk that holds the given bytes.
func recordOf(hash xxh3.Uint128, info fs.FileInfo) record {
	return record{hash, info.Size(), info.ModTime().UnixNano(), stamp.Changed(info)}
}

// vouches reports whether the record alone shows that the file on disk has the
// given content.
func (m *manifest) vouches(r record, hash xxh3.Uint128, info fs.FileInfo) bool {
	last := r.ctime
	if last == 0 {
		last = r.mtime
	}
	return r.hash == hash && r.mtime != 0 && r == recordOf(hash, info) && last < m.began-racyWindow
}
