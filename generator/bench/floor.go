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
	"strings"
	"sync"
	"sync/atomic"

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
	var files []string
	root := filepath.Join(site, "content")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot list the site: %w", err)
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Footnote), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	errs := make([]error, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range errs {
		wg.Go(func() {
			var buf bytes.Buffer
			for errs[w] == nil && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				errs[w] = floorFile(md, &buf, root, files[i], out)
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
