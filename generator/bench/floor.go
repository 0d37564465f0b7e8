package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/BurntSushi/toml"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// The page around a text, before and after it.
const (
	floorHead = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n<body>\n"
	floorTail = "</body>\n</html>\n"
)

// floor turns the texts of a site into pages and copies its other files. It does what
// cannot be left out, with the garbage collector set as a build sets it.
func floor(ctx context.Context, site, out string) error {
	debug.SetGCPercent(400)
	root := filepath.Join(site, "content")
	files, err := filesOf(root)
	if err != nil {
		return err
	}
	md := converter()
	return inParallel(ctx, len(files), func(buf *bytes.Buffer, i int) error { return floorFile(md, buf, root, files[i], out) })
}

// floorOfAll reads all that a site says, its front matter with the TOML library and its texts with
// goldmark, and writes the files of a list (see writeList): of the same sizes as the generator's, and full
// of the same page. It does what cannot be left out if those are to be there, and nothing that makes them
// what they are.
func floorOfAll(ctx context.Context, site, list, out string) error {
	debug.SetGCPercent(400)
	root := filepath.Join(site, "content")
	files, err := filesOf(root)
	if err != nil {
		return err
	}
	wanted, err := readList(list)
	if err != nil {
		return err
	}
	md := converter()
	var last atomic.Pointer[[]byte]
	err = inParallel(ctx, len(files), func(buf *bytes.Buffer, i int) error {
		data, err := os.ReadFile(files[i])
		if err != nil {
			return fmt.Errorf("cannot read: %w", err)
		}
		front, text := cutFrontMatter(data)
		var known map[string]any
		if err := toml.Unmarshal(front, &known); err != nil {
			return fmt.Errorf("%s: %w", files[i], err)
		}
		buf.Reset()
		if err := md.Convert(text, buf); err != nil {
			return fmt.Errorf("cannot convert %s: %w", files[i], err)
		}
		if page := bytes.Clone(buf.Bytes()); len(page) > 0 {
			last.Store(&page)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if last.Load() == nil {
		return errors.New("the site has no text to fill the files with")
	}
	page := *last.Load()
	return inParallel(ctx, len(wanted), func(buf *bytes.Buffer, i int) error {
		for buf.Len() < wanted[i].size {
			buf.Write(page)
		}
		return writeFile(filepath.Join(out, wanted[i].path), buf.Bytes()[:wanted[i].size])
	})
}

// sized is a file to write.
type sized struct {
	path string
	size int
}

// writeList writes which files a folder has, and how large they are, a line each.
func writeList(folder, list string) error {
	var lines bytes.Buffer
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		fmt.Fprintf(&lines, "%d %s\n", info.Size(), name)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot list the output: %w", err)
	}
	return writeFile(list, lines.Bytes())
}

func readList(list string) ([]sized, error) {
	data, err := os.ReadFile(list)
	if err != nil {
		return nil, fmt.Errorf("cannot read the list: %w", err)
	}
	var files []sized
	for line := range strings.Lines(string(data)) {
		size, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, err := strconv.Atoi(size)
		if err != nil {
			return nil, fmt.Errorf("the list has the line %q", line)
		}
		files = append(files, sized{path, n})
	}
	return files, nil
}

func filesOf(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list the site: %w", err)
	}
	return files, nil
}

func converter() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Footnote), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
}

// inParallel does 0 to n-1 on all processors, each with a buffer of its own, until one fails.
func inParallel(ctx context.Context, n int, do func(buf *bytes.Buffer, i int) error) error {
	errs := make([]error, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range errs {
		wg.Go(func() {
			var buf bytes.Buffer
			for errs[w] == nil && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				errs[w] = do(&buf, i)
			}
		})
	}
	wg.Wait()
	return errors.Join(append(errs, ctx.Err())...)
}

// floorFile makes one page, or copies one file.
func floorFile(md goldmark.Markdown, buf *bytes.Buffer, root, path, out string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("cannot read: %w", err)
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	target := filepath.Join(out, name)
	if id, ok := strings.CutSuffix(name, ".md"); ok {
		_, data = cutFrontMatter(data)
		buf.Reset()
		fmt.Fprintf(buf, floorHead, filepath.Base(id))
		if err := md.Convert(data, buf); err != nil {
			return fmt.Errorf("cannot convert %s: %w", name, err)
		}
		buf.WriteString(floorTail)
		data, target = buf.Bytes(), filepath.Join(out, strings.TrimSuffix(id, "_index"), "index.html")
	}
	return writeFile(target, data)
}

// cutFrontMatter separates a file of a corpus into its front matter, without the lines
// of plus signs, and its text.
func cutFrontMatter(data []byte) (front, text []byte) {
	const mark = "+++\n"
	rest, ok := bytes.CutPrefix(data, []byte(mark))
	if !ok {
		return nil, data
	}
	front, text, ok = bytes.Cut(rest, []byte("\n"+mark))
	if !ok {
		return nil, data
	}
	return append(front, '\n'), text
}

// writeFile writes a file and makes the folders that it needs.
func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("cannot make a folder: %w", err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return fmt.Errorf("cannot write: %w", err)
	}
	return nil
}
