package build_test

import (
	"slices"
	"strings"
)

// lines is a part of a TOML file whose keys have a line each.
type lines []string

func (l lines) find(key string) int {
	return slices.IndexFunc(l, func(line string) bool { return strings.HasPrefix(line, key+" = ") })
}

// get returns the value of a key as it is written, "" if it is not there.
func (l lines) get(key string) string {
	if i := l.find(key); i >= 0 {
		return strings.TrimPrefix(l[i], key+" = ")
	}
	return ""
}

// text returns the value of a key that is a plain string.
func (l lines) text(key string) string { return strings.Trim(l.get(key), `"'`) }

// set gives a key a value, in its line or behind all others.
func (l *lines) set(key, value string) {
	line := key + " = " + value
	if i := l.find(key); i >= 0 {
		(*l)[i] = line
		return
	}
	end := len(*l)
	for end > 0 && (*l)[end-1] == "" {
		end--
	}
	*l = slices.Insert(*l, end, line)
}

func (l *lines) unset(key string) {
	if i := l.find(key); i >= 0 {
		*l = slices.Delete(*l, i, i+1)
	}
}

// document is a file of front matter and text, or a config, in pieces.
type document struct {
	fenced bool
	top    lines   // before the first table
	tables []lines // the first line of each is its header
	body   string
}

// take takes a text apart. It reports whether that can be done; what stands in a file that an
// edit has broken is not understood.
func take(text string, fenced bool) (*document, bool) {
	d := &document{fenced: fenced}
	front := text
	if fenced {
		rest, ok := strings.CutPrefix(text, "+++\n")
		if !ok {
			return nil, false
		}
		if front, d.body, ok = strings.Cut(rest, "\n+++\n"); !ok {
			return nil, false
		}
	}
	for line := range strings.SplitSeq(front, "\n") {
		switch last := len(d.tables) - 1; {
		case strings.HasPrefix(line, "["):
			d.tables = append(d.tables, lines{line})
		case last >= 0:
			d.tables[last] = append(d.tables[last], line)
		default:
			d.top = append(d.top, line)
		}
	}
	return d, true
}

// String puts the pieces together again.
func (d *document) String() string {
	all := slices.Clone(d.top)
	for _, t := range d.tables {
		all = append(all, t...)
	}
	front := strings.Join(all, "\n")
	if !d.fenced {
		return front
	}
	return "+++\n" + front + "\n+++\n" + d.body
}

// named returns the indices of the tables of a name.
func (d *document) named(table string) []int {
	var found []int
	for i, t := range d.tables {
		if strings.Trim(t[0], "[]") == table {
			found = append(found, i)
		}
	}
	return found
}

// add puts a table behind all others.
func (d *document) add(header string, keys ...string) {
	if n := len(d.tables); n > 0 {
		d.tables[n-1] = append(d.tables[n-1], "")
	} else {
		d.top = append(d.top, "")
	}
	d.tables = append(d.tables, append(lines{header}, keys...))
}
