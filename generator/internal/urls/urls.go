// Package urls is the rule for names and addresses: what a file, an id and an
// address may be called, and where each lies.
//
//	title         Why does Russia say so?
//	id            why-does-russia-say-so           Slug, ValidID
//	address       /explainers/why-…/               Expand: from the root of the site
//	output file   explainers/why-…/index.html      OutputPath
//	link          /repo/explainers/why-…/          Base.Path: percent-encoded, RFC 3986
//	link abroad   https://example.org/repo/…       Base.Abs
//
// An address is Unicode text in normalization form C and not encoded; only Base
// encodes, once, on the way out. A name is one element of an address or of a
// file's path, and must be one that every file system and every URL can bear
// (ValidName). An id is stricter: lower-case letters of any script, marks, digits
// and hyphens (ValidID). Names are the same when their Folds are.
//
// Links that authors write come from strangers: Allowed and AllowedImage hold an
// allow-list of schemes, read as browsers read (WHATWG URL Standard §4.4), and
// refuse what they are not sure of.
//
// Every error is a *NameError.
package urls

import (
	"fmt"
	"slices"
	"strings"
)

// NameError says why a name or address cannot be used. Message has the name in
// double quotes; Help, which may be empty, says what to write.
type NameError struct {
	Name    string
	Message string
	Help    string
}

// Error returns the message and the help: `"My File" has a space; write "my-file"`.
func (e *NameError) Error() string {
	if e.Help == "" {
		return e.Message
	}
	return e.Message + "; " + e.Help
}

func nameErrorf(name, format string, args ...any) *NameError {
	return &NameError{Name: name, Message: quote(name) + " " + fmt.Sprintf(format, args...)}
}

func (e *NameError) help(format string, args ...any) *NameError {
	e.Help = fmt.Sprintf(format, args...)
	return e
}

// quote returns the name in double quotes, as it is, cut when it is long.
func quote(name string) string {
	const longest = 80
	n := 0
	for i := range name {
		if n++; n > longest {
			return `"` + name[:i] + `…"`
		}
	}
	return `"` + name + `"`
}

// maxPath is the most bytes of an address. File systems bear more, and Windows
// less; a longer one is a mistake or an attack.
const maxPath = 1024

// OutputPath returns the file, relative to the output folder, that answers an
// address: "/actors/x/" is "actors/x/index.html" and "/404.html" is "404.html".
// The address starts with a slash; each of its elements must pass ValidName.
func OutputPath(address string) (string, error) {
	if len(address) > maxPath {
		return "", nameErrorf(address, "is an address of %d bytes", len(address)).help("use at most %d", maxPath)
	}
	rest, ok := strings.CutPrefix(address, "/")
	if !ok {
		return "", nameErrorf(address, "does not start at the root of the site").help("write %s", quote("/"+address))
	}
	file := rest
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	for element := range strings.SplitSeq(file, "/") {
		if element == "" {
			return "", nameErrorf(address, "has two slashes in a row").help("write one")
		}
		if err := validName(element); err != nil {
			if element != address {
				err.Message += " (in the address " + quote(address) + ")"
			}
			return "", err
		}
	}
	return file, nil
}

// Expand fills a permalink pattern such as "/explainers/:slug/" or ":year/:month".
// A field is a colon and its name, lower-case letters and underscores. The result
// is an address that passes OutputPath: it starts with a slash, and ends with one
// unless it ends in ".html".
func Expand(pattern string, fields map[string]string) (string, error) {
	var b strings.Builder
	b.WriteString("/")
	rest := strings.TrimPrefix(pattern, "/")
	for {
		before, after, ok := strings.Cut(rest, ":")
		b.WriteString(before)
		if !ok {
			break
		}
		name := after[:len(after)-len(strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyz_"))]
		rest = after[len(name):]
		value, known := fields[name]
		switch {
		case !known:
			return "", nameErrorf(pattern, "has an unknown field %s", quote(":"+name)).help("%s", knownFields(fields))
		case value == "":
			return "", nameErrorf(pattern, "needs the field %s, which is empty here", quote(":"+name))
		}
		b.WriteString(value)
		if b.Len() > maxPath {
			break // OutputPath says so
		}
	}
	address := b.String()
	if !strings.HasSuffix(address, "/") && !strings.HasSuffix(address, ".html") {
		address += "/"
	}
	if _, err := OutputPath(address); err != nil {
		return "", err
	}
	return address, nil
}

// knownFields lists the fields in the order of their names.
func knownFields(fields map[string]string) string {
	var names []string
	for name := range fields {
		names = append(names, ":"+name)
	}
	if len(names) == 0 {
		return "no fields are known here"
	}
	slices.Sort(names)
	return "one of: " + strings.Join(names, ", ")
}
