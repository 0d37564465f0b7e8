package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
)

// starter is the example site that init writes.
//
//go:embed all:starter
var starter embed.FS

type initCmd struct {
	Folder string `arg:"" placeholder:"DIR" help:"The folder to begin in; it must be empty or not there yet."`
}

func (i *initCmd) Help() string {
	return `Writes a config.toml and one example of each kind of page: an explainer, an actor,
a region and a plain page. The site builds as it is, with the built-in layouts.

Example:
  explainer init my-site
  explainer -C my-site build`
}

// Run writes the example site. A folder that holds anything is refused.
func (i *initCmd) Run(s *session) error {
	// A look before it is opened: a named pipe would be waited for.
	info, err := os.Stat(i.Folder)
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file\n\nname a new folder, or an empty one", i.Folder)
	}
	entries, err := os.ReadDir(i.Folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%s is a file\n\nname a new folder, or an empty one", i.Folder)
	case err != nil:
		return fmt.Errorf("cannot use the folder %s: %w", i.Folder, errors.Unwrap(err))
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty (it has %s), and was left as it is\n\nname a new folder, or an empty one", i.Folder, entries[0].Name())
	}
	err = fs.WalkDir(starter, "starter", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := starter.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("starter", filepath.FromSlash(p))
		if err != nil {
			return err
		}
		return writeNew(filepath.Join(i.Folder, rel), string(data))
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Stderr, "A new site is in %s. Build it with:\n\n  explainer -C %s build\n", i.Folder, i.Folder)
	return nil
}

type versionCmd struct{}

func (v *versionCmd) Help() string {
	return "Prints the version of the program and of Go.\n\nExample:\n  explainer version"
}

// Run prints the version that the Go toolchain recorded in the program.
func (v *versionCmd) Run(s *session) error {
	version, toolchain := "unknown", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		toolchain = info.GoVersion
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" && version == "(devel)" {
				version = setting.Value
			}
		}
	}
	_, err := fmt.Fprintf(s.Stdout, "explainer %s (%s)\n", version, toolchain)
	return err
}
