package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	explainer "explainer"
	"explainer/generator/internal/assets"
	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/output"
	"explainer/generator/internal/overlay"
	"explainer/generator/internal/render"
	"explainer/generator/internal/source"
	"explainer/generator/internal/tree"
	"explainer/generator/internal/words"
)

// input is the files of a site, read.
type input struct {
	config    *config.Config
	content   *tree.Tree
	entries   []tree.Entry          // of content/, as they were listed
	index     map[string]int        // of entries, by path
	static    []string              // paths of the entries that are files to copy
	again     map[string]tree.Entry // those of the entries that were looked at again since, as they are now
	only      map[string]bool       // paths of the entries that may have changed since the build before; nil for all
	templates []layout.File
	assets    *assets.Set
	words     *words.Set

	layoutsBroken bool
	layoutsUnread bool      // a file of layouts/ could not be read, which is reported
	listed        diag.List // what was wrong with the files themselves
	diags         diag.List
}

// entry returns what the listing says of a path, or the zero Entry.
func (in *input) entry(path string) tree.Entry {
	if e, ok := in.again[path]; ok {
		return e
	}
	if i, ok := in.find(path); ok {
		return in.entries[i]
	}
	return tree.Entry{}
}

// all returns the entries as they are now.
func (in *input) all() iter.Seq[tree.Entry] {
	return func(yield func(tree.Entry) bool) {
		for _, e := range in.entries {
			if now, ok := in.again[e.Path]; ok {
				e = now
			}
			if !yield(e) {
				return
			}
		}
	}
}

// find returns where a path is in the listing. It may be called from several goroutines
// once list has been.
func (in *input) find(path string) (int, bool) {
	i, ok := in.index[path]
	return i, ok
}

// list takes a listing, in any order.
func (in *input) list(entries []tree.Entry) {
	in.entries, in.index, in.static = entries, make(map[string]int, len(entries)), nil
	for i, e := range entries {
		in.index[e.Path] = i
		if !content.IsDocument(e.Path) {
			in.static = append(in.static, e.Path)
		}
	}
}

func (b *Builder) out() string {
	if b.opts.Out != "" {
		return b.opts.Out
	}
	return filepath.Join(b.opts.Dir, OutputDir)
}

func (b *Builder) path(name string) string { return filepath.Join(b.opts.Dir, name) }

// read reads everything but the documents' texts.
func (b *Builder) read() (*input, error) {
	if !b.opts.DryRun {
		if err := output.Check(b.opts.Dir, b.path(ContentDir), b.path(LayoutsDir), b.out()); err != nil {
			return nil, err
		}
	}
	in := &input{}
	if err := b.readConfig(in); err != nil {
		return nil, err
	}
	if err := b.readLayouts(in); err != nil {
		return nil, err
	}
	dir, err := tree.Open(b.path(ContentDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no folder %s\n\nmake a new site with: explainer init DIR", b.path(ContentDir))
	}
	if err != nil {
		return nil, cannotRead(b.path(ContentDir), err)
	}
	in.content = dir
	entries, problems := dir.Scan(tree.Options{Ignore: in.config.Ignore})
	in.list(entries)
	for _, p := range problems {
		in.diags.Add(problemDiagnostic(ContentDir, p))
	}
	in.listed = slices.Clone(in.diags)
	return in, nil
}

// reread is read for when no more than a few files of content/ have changed since the
// last build: they are looked at, and nothing else. It reports false where that is not
// enough.
func (b *Builder) reread(changed []string) (*input, bool) {
	last := b.last
	if last == nil {
		return nil, false
	}
	in := &input{
		config: last.config, entries: last.entries, index: last.index, static: last.static, again: map[string]tree.Entry{}, only: map[string]bool{},
		templates: last.templates, assets: last.assets, words: last.words, layoutsUnread: last.layoutsUnread,
		listed: last.listed, diags: slices.Clone(last.listed),
	}
	dir, err := tree.Open(b.path(ContentDir))
	if err != nil {
		return nil, false
	}
	in.content = dir
	maps.Copy(in.again, last.again)
	for _, path := range changed {
		path, ok := strings.CutPrefix(path, ContentDir+"/")
		if _, listed := in.find(path); ok && listed {
			in.again[path], ok = dir.Again(in.entry(path))
		} else {
			ok = false
		}
		if !ok {
			in.close()
			return nil, false
		}
		in.only[path] = true
	}
	return in, true
}

func (in *input) close() {
	if in.content != nil {
		in.content.Close()
	}
}

func (b *Builder) readConfig(in *input) error {
	root, err := tree.Open(b.opts.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s\n\nname the site's folder with -C DIR", b.opts.Dir)
	}
	if err != nil {
		return cannotRead(b.opts.Dir, err)
	}
	defer root.Close()
	data, err := root.Read(config.Name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no %s\n\nmake a new site with: explainer init DIR, or name the site's folder with -C DIR", b.path(config.Name))
	}
	var problem tree.Problem
	if errors.As(err, &problem) {
		in.diags.Add(problemDiagnostic("", problem))
		in.config = config.Default()
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", b.path(config.Name), err)
	}
	in.config = b.config(in, data)
	return nil
}

// readLayouts lays the site's layouts over the built-in ones. A site needs none of
// its own.
func (b *Builder) readLayouts(in *input) error {
	builtin, err := fs.Sub(explainer.Layouts, LayoutsDir)
	if err != nil {
		return fmt.Errorf("the built-in layouts are not there: %w", err)
	}
	disk, err := tree.Open(b.path(LayoutsDir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		disk = nil
	case err != nil:
		return cannotRead(b.path(LayoutsDir), err)
	default:
		defer disk.Close()
	}
	files, problems := overlay.New(disk, builtin).Files()
	for _, p := range problems {
		in.diags.Add(problemDiagnostic(LayoutsDir, p))
	}
	in.layoutsUnread = len(problems) > 0
	var styles, said []*source.File
	for _, f := range files {
		s := source.New(f.Name(), f.Data)
		switch {
		case strings.HasPrefix(f.Path, assets.Dir+"/"):
			styles = append(styles, s)
		case words.IsFile(f.Path):
			said = append(said, s)
		case strings.HasSuffix(f.Path, ".html"):
			in.templates = append(in.templates, layout.File{Source: s, Name: f.Path})
		}
	}
	in.assets = assets.New(styles, !b.opts.Live, &in.diags)
	in.words = b.words(in, said)
	return nil
}

// staticFile describes a file to copy. It opens the folder anew, since a preview
// reads the file long after the build.
func (b *Builder) staticFile(in *input) func(path string) render.StaticFile {
	dir := b.path(ContentDir)
	return func(path string) render.StaticFile {
		e := in.entry(path)
		return render.StaticFile{Size: e.Size, Changed: e.ModTime.UnixNano(), Open: func() (io.ReadCloser, error) {
			root, err := tree.Open(dir)
			if err != nil {
				return nil, err
			}
			f, _, err := root.OpenFile(path)
			if err != nil {
				return nil, errors.Join(err, root.Close())
			}
			return rooted{f, root}, nil
		}}
	}
}

// rooted is a file that closes the folder it was opened through.
type rooted struct {
	io.ReadCloser
	root *tree.Tree
}

// Close closes both.
func (r rooted) Close() error { return errors.Join(r.ReadCloser.Close(), r.root.Close()) }

// inParallel calls do for 0 to n-1, on as many goroutines as there are processors,
// until ctx ends.
func inParallel(ctx context.Context, n int, do func(i int)) {
	var wg sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && ctx.Err() == nil; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}

// cannotRead says that a folder of the site cannot be used.
func cannotRead(dir string, err error) error {
	if errors.Is(err, syscall.ENOTDIR) {
		return fmt.Errorf("%s is not a folder", dir)
	}
	return fmt.Errorf("cannot read the folder %s: %w", dir, err)
}

func problemDiagnostic(dir string, p tree.Problem) diag.Diagnostic {
	path := p.Path
	if dir != "" {
		path = dir + "/" + path
	}
	d := diag.FileErrorf(p.Kind.String(), path, "%s", p.Detail)
	d.Help = p.Help
	if d.Help == "" && p.Kind == tree.BadName {
		d.Help = "rename it; letters, digits, hyphens and underscores are safe everywhere"
	}
	return d
}
