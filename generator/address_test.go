package main_test

import (
	"net/url"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// resolve returns the file of the output that an address on a page leads to, and
// its fragment; "" for an address that leaves the site.
func resolve(ts *testscript.TestScript, page, address, prefix string) (file, fragment string) {
	u, err := url.Parse(address)
	ts.Check(err)
	switch {
	case u.Scheme != "" || u.Host != "":
		return "", ""
	case u.Path == "":
		return page, u.Fragment
	case !strings.HasPrefix(u.Path, prefix):
		ts.Fatalf("%s: %q is no address of the site", page, address)
	}
	file = strings.TrimPrefix(u.Path, prefix)
	if file == "" || strings.HasSuffix(file, "/") {
		file = path.Join(file, "index.html")
	}
	return file, u.Fragment
}
