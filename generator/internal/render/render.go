package render

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"

	"explainer/generator/internal/assets"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/export"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/output"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// Input is what pages are made from.
type Input struct {
	Site    *site.Site
	Layouts *layout.Set
	Broken  bool // a layout has errors: no page is made, since each would only repeat them
	Assets  *assets.Set
	Static  func(path string) StaticFile // a file of content/ that is copied
	Done    func(pages, of int)          // called now and then, from any goroutine; may be nil
}

// StaticFile is a file to copy: its size in bytes and how to read it.
type StaticFile struct {
	Size int64
	Open func() (io.ReadCloser, error)
}

// Pages returns the output files of a site and what is wrong with making them. The
// set is complete only if there are no errors.
func Pages(ctx context.Context, in Input) (*output.Set, diag.List) {
	var ds diag.List
	jobs := plan(in.Site)
	in.checkLayouts(jobs, &ds)
	if in.Broken || ds.Errors() > 0 {
		return &output.Set{}, ds
	}
	pages := make([]rendered, len(jobs))
	in.each(ctx, jobs, pages)
	set := &output.Set{}
	for i, j := range jobs {
		ds.Add(pages[i].diags...)
		path, err := urls.OutputPath(j.url)
		if err == nil {
			err = set.Add(path, pages[i].data)
		}
		if err != nil {
			ds.Add(diag.FileErrorf("address-clash", "", "the page %s cannot be written: %v", j.url, err))
		}
	}
	in.addFiles(set, &ds)
	return set, ds
}

type rendered struct {
	data  []byte
	diags diag.List
}

// checkLayouts reports pages that chose a layout that does not exist or does not
// fit them.
func (in Input) checkLayouts(jobs []job, ds *diag.List) {
	for _, j := range jobs {
		if j.at.IsZero() {
			continue
		}
		if problems := in.Layouts.Fits(j.layout, reflect.TypeOf(j.view())); len(problems) > 0 {
			ds.Add(unfit(j, problems))
		}
	}
}

// unfit says at the place where a page chose its layout why it cannot have it.
// Where the layout is made for other pages, its first complaint stands for all.
func unfit(j job, problems diag.List) diag.Diagnostic {
	first := problems[0]
	if first.ID == "layout-missing" {
		first.Span = j.at
		return first
	}
	d := diag.Errorf("layout-unfit", j.at, "the layout %q does not fit this page: %s", j.layout, first.Message).
		WithNote(first.Span, "it is asked for here")
	if more := len(problems) - 1; more > 0 {
		d = d.WithNote(source.Span{}, "%d more such places", more)
	}
	return d.WithHelp("choose a layout that is made for pages of this kind, or take the line out")
}

// each makes all pages, on as many goroutines as there are processors.
func (in Input) each(ctx context.Context, jobs []job, pages []rendered) {
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var buf bytes.Buffer
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				pages[i] = in.one(jobs[i], &buf)
				if n := done.Add(1); in.Done != nil && (n%64 == 0 || int(n) == len(jobs)) {
					in.Done(int(n), len(jobs))
				}
			}
		})
	}
	wg.Wait()
}

func (in Input) one(j job, buf *bytes.Buffer) rendered {
	buf.Reset()
	err := in.Layouts.Execute(buf, j.layout, j.view())
	if err == nil {
		return rendered{data: bytes.Clone(buf.Bytes())}
	}
	var exec *layout.ExecError
	if errors.As(err, &exec) {
		d := exec.Diagnostic()
		d.Message = "page " + j.url + ": " + d.Message
		return rendered{diags: diag.List{d}}
	}
	return rendered{diags: diag.List{diag.FileErrorf("layout-exec", "layouts/"+j.layout+".html", "page %s: %v", j.url, err)}}
}

// addFiles adds assets and the files of content/ that are copied.
func (in Input) addFiles(set *output.Set, ds *diag.List) {
	for _, a := range in.Assets.All() {
		if err := set.Add(a.Path, a.Data); err != nil {
			ds.Add(diag.FileErrorf("address-clash", "layouts/"+assets.Dir+"/"+a.Name, "the asset cannot be written: %v", err))
		}
	}
	for _, f := range export.Files(in.Site) {
		path, err := urls.OutputPath(f.Path)
		if err == nil {
			err = set.Add(path, f.Data)
		}
		if err != nil {
			ds.Add(diag.FileErrorf("address-clash", "", "the data file %s cannot be written: %v", f.Path, err))
		}
	}
	for _, s := range in.Site.Static {
		f := in.Static(s.Path)
		if err := set.AddFile(s.Path, f.Size, f.Open); err != nil {
			ds.Add(diag.FileErrorf("address-clash", "content/"+s.Path, "the file cannot be copied: %v", err))
		}
	}
}
