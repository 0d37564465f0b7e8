package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	t.Chdir(top)
	for _, d := range []string{"site/content/x", "site/layouts", "site/public", "else"} {
		must(t, os.MkdirAll(d, 0o755))
	}
	put(t, top, "site/file", "")
	must(t, os.Symlink("site/content", "to-content"))
	must(t, os.Symlink("content/x", "site/pub-link"))
	must(t, os.Symlink("site", "to-site"))
	must(t, os.Symlink("missing", "dangling"))
	must(t, os.Symlink("self", "self"))
	const tail = `; pages would be mixed with what they are made from: choose a folder of its own, such as "public"`
	for out, want := range map[string]string{
		"site/public":            "",
		"site/public/":           "",
		"site/new/deep/er":       "",
		"site/content2":          "",
		"else":                   "",
		"dangling":               "",
		"/":                      `the output folder "/" contains the site's folder "site"` + tail,
		"":                       `the output folder has no name; give one, such as "public"`,
		"site/file":              `the output folder "site/file" is a file; remove it or choose another folder`,
		"site":                   `the output folder "site" is the site's folder "site"` + tail,
		"to-site/":               `the output folder "to-site/" is the site's folder "site"` + tail,
		".":                      `the output folder "." contains the site's folder "site"` + tail,
		"else/..":                `the output folder "else/.." contains the site's folder "site"` + tail,
		"site/public/..":         `the output folder "site/public/.." is the site's folder "site"` + tail,
		"site/content":           `the output folder "site/content" is the content folder "site/content"` + tail,
		"to-content":             `the output folder "to-content" is the content folder "site/content"` + tail,
		"to-content/../public":   "",
		"to-content/..":          `the output folder "to-content/.." is the site's folder "site"` + tail,
		"to-content/new/pub":     `the output folder "to-content/new/pub" is inside the content folder "site/content"` + tail,
		"site/new/../content/q":  `the output folder "site/new/../content/q" is inside the content folder "site/content"` + tail,
		"site/pub-link":          `the output folder "site/pub-link" is inside the content folder "site/content"` + tail,
		"site/layouts/p":         `the output folder "site/layouts/p" is inside the layouts folder "site/layouts"` + tail,
		top + "/site/content/..": `the output folder "` + top + `/site/content/.." is the site's folder "site"` + tail,
		"self":                   `cannot look at the output folder "self": `,
	} {
		err := Check("site", "site/content", "site/layouts", out)
		switch {
		case want == "" && err != nil:
			t.Errorf("Check(%q): %v", out, err)
		case want != "" && (err == nil || err.Error() != want && !(out == "self" && strings.HasPrefix(err.Error(), want))):
			t.Errorf("Check(%q)\n got %v\nwant %s", out, err, want)
		}
	}
	// Input folders elsewhere than in the site, or missing.
	if err := Check("site", "else", "", "else/public"); err == nil {
		t.Error("inside a content folder elsewhere")
	}
	if err := Check("site", "site/none", "site/none2", "site/none/x"); err == nil {
		t.Error("inside a content folder that does not exist yet")
	}
	if err := Check("site", "else/x", "site/layouts", "else"); err == nil {
		t.Error("above a content folder elsewhere")
	}
}
