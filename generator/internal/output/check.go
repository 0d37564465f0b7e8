package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Check returns why a folder must not be the output of a site, or nil. It may be
// a sub-folder of the site's folder or stand anywhere else, but it may not be the
// site's folder, nor contain it, nor be, contain or stand inside the folders that
// the author writes in. Symbolic links are resolved first. The folders need not
// exist, and an empty name of the content's or the layouts' folder is passed over.
func Check(siteDir, contentDir, layoutsDir, out string) error {
	if out == "" {
		return errors.New(`the output folder has no name; give one, such as "public"`)
	}
	target, err := resolve(out)
	if err != nil {
		return fmt.Errorf("cannot look at the output folder %q: %w", out, bare(err))
	}
	if info, err := os.Stat(target); err == nil && !info.IsDir() {
		return fmt.Errorf("the output folder %q is a file; remove it or choose another folder", out)
	}
	for _, input := range []struct{ what, dir string }{
		{"site's", siteDir}, {"content", contentDir}, {"layouts", layoutsDir},
	} {
		if input.dir == "" {
			continue
		}
		source, err := resolve(input.dir)
		if err != nil {
			return fmt.Errorf("cannot look at the %s folder %q: %w", input.what, input.dir, bare(err))
		}
		relation := ""
		switch inside := within(target, source); {
		case inside && within(source, target):
			relation = "is"
		case within(source, target):
			relation = "contains"
		case inside && input.what != "site's":
			relation = "is inside"
		default:
			continue
		}
		return fmt.Errorf("the output folder %q %s the %s folder %q; "+
			`pages would be mixed with what they are made from: choose a folder of its own, such as "public"`,
			out, relation, input.what, input.dir)
	}
	return nil
}

// resolve returns the absolute path without symbolic links of a file that may
// not exist yet, in which case only the part that exists is resolved.
func resolve(path string) (string, error) {
	if !filepath.IsAbs(path) {
		wd, err := os.Getwd()
		if err != nil {
			return "", err
		}
		// Not filepath.Join, which would drop "link/.." without following the link.
		path = wd + string(filepath.Separator) + path
	}
	if trimmed := strings.TrimRight(path, string(filepath.Separator)); trimmed != "" {
		path = trimmed
	}
	rest := ""
	for existing := path; ; {
		real, err := filepath.EvalSymlinks(existing)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		cut := strings.TrimRight(existing, string(filepath.Separator))
		i := strings.LastIndexByte(cut, filepath.Separator)
		if i < 0 {
			return "", err
		}
		existing, rest = cut[:i+1], filepath.Join(cut[i+1:], rest)
	}
}

// within reports whether path is dir or stands inside it. Folders that exist are
// compared by what they are, so that it holds where a system takes names of
// different case for the same.
func within(path, dir string) bool {
	info, err := os.Stat(dir)
	for p := path; ; {
		if p == dir {
			return true
		}
		if err == nil {
			if other, err := os.Stat(p); err == nil && os.SameFile(info, other) {
				return true
			}
		}
		up := filepath.Dir(p)
		if up == p {
			return false
		}
		p = up
	}
}
