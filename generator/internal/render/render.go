package render

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"explainer/generator/internal/assets"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/view"
	"explainer/generator/internal/words"
)

// Input is what the outputs of a site are made from.
type Input struct {
	Site    *site.Site
	Layouts *layout.Set
	Words   *words.Set
	Assets  *assets.Set
	Static  func(path string) StaticFile // a file of content/ that is copied
	Done    func(pages, of int)          // called now and then, from any goroutine; may be nil
	Record  bool                         // say what each page was made from

	// Take is given the bytes of each page as soon as it is made, in place of Page.Data, from
	// any goroutine, with what would be Page.Reads. Both are its own until it returns. It may be nil.
	Take func(path string, data []byte, reads []depgraph.Key)
}

// StaticFile is a file to copy: its size in bytes, when it was changed, in
// nanoseconds since 1970, and how to read it.
type StaticFile struct {
	Size    int64
	Changed int64
	Open    func() (io.ReadCloser, error)
}

// Page is one finished output of a plan.
type Page struct {
	Path  string         // in the output
	Data  []byte         // nil if it was taken
	Reads []depgraph.Key // the facts it was made from, if they were to be recorded
	Diags diag.List
}

// CheckLayouts reports pages that chose a layout that does not exist or does not fit
// them.
func (in Input) CheckLayouts(jobs []Job) diag.List {
	var ds diag.List
	for _, j := range jobs {
		if j.at.IsZero() {
			continue
		}
		if problems := in.Layouts.Fits(j.Layout, j.view); len(problems) > 0 {
			ds.Add(unfit(j, problems))
		}
	}
	return ds
}

// unfit says at the place where a page chose its layout why it cannot have it.
// Where the layout is made for other pages, its first complaint stands for all.
func unfit(j Job, problems diag.List) diag.Diagnostic {
	first := problems[0]
	if first.ID == "layout-missing" {
		first.Span = j.at
		return first
	}
	d := diag.Errorf("layout-unfit", j.at, "the layout %q does not fit this page: %s", j.Layout, first.Message).
		WithNote(first.Span, "it is asked for here")
	if more := len(problems) - 1; more > 0 {
		d = d.WithNote(source.Span{}, "%d more such places", more)
	}
	return d.WithHelp("choose a layout that is made for pages of this kind, or take the line out")
}

// Pages makes pages and files of data, in parallel, on as many goroutines as there are processors. It
// returns them in the order of the jobs; those not made when ctx ends are zero.
func (in Input) Pages(ctx context.Context, jobs []Job) []Page {
	pages := make([]Page, len(jobs))
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			var w worker
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				pages[i] = in.page(jobs[i], &w)
				if n := done.Add(1); in.Done != nil && (n%64 == 0 || int(n) == len(jobs)) {
					in.Done(int(n), len(jobs))
				}
			}
		})
	}
	wg.Wait()
	return pages
}

// Page makes one page or file of data.
func (in Input) Page(j Job) Page {
	return in.page(j, &worker{})
}

// worker is room for what is made one after another.
type worker struct {
	page  bytes.Buffer
	reads view.Reads
	keys  []depgraph.Key
}

func (in Input) page(j Job, w *worker) Page {
	w.page.Reset()
	w.reads.Reset()
	w.keys = w.keys[:0]
	if j.data != nil {
		return in.dataFile(j, w)
	}
	var reads *view.Reads
	if in.Record {
		reads = &w.reads
	}
	v := j.make(reads)
	w.keys = w.reads.Keys(w.keys)
	err := in.Layouts.Execute(&w.page, j.Layout, v)
	if err == nil && in.Take != nil {
		in.Take(j.Path, w.page.Bytes(), w.keys)
		return Page{Path: j.Path}
	}
	p := Page{Path: j.Path, Reads: slices.Clone(w.keys)}
	if err == nil {
		p.Data = bytes.Clone(w.page.Bytes())
		return p
	}
	var exec *layout.ExecError
	if errors.As(err, &exec) {
		d := exec.Diagnostic()
		d.Message = "page " + j.url + ": " + d.Message
		p.Diags.Add(d)
	} else {
		p.Diags.Add(diag.FileErrorf("layout-exec", "layouts/"+j.Layout+".html", "page %s: %v", j.url, err))
	}
	return p
}

func (in Input) dataFile(j Job, w *worker) Page {
	var read func(...depgraph.Key)
	if in.Record {
		read = func(keys ...depgraph.Key) { w.keys = append(w.keys, keys...) }
	}
	data := j.data(read)
	w.keys = withFronts(w.keys)
	if in.Take != nil {
		in.Take(j.Path, data, w.keys)
		return Page{Path: j.Path}
	}
	return Page{Path: j.Path, Data: data, Reads: slices.Clone(w.keys)}
}

// File is an output: its bytes, or how they are come by.
type File struct {
	Path string
	Data []byte
	Copy *StaticFile            // set for a file of content/ that is copied
	Make func() ([]byte, error) // set for one that is made when it is asked for
}

// Files returns the outputs that no plan has: assets, and the files of content/ that
// are copied.
func (in Input) Files() []File {
	var files []File
	for _, a := range in.Assets.All() {
		files = append(files, File{Path: a.Path, Data: a.Data})
	}
	for _, s := range in.Site.Static {
		f := in.Static(s.Path)
		files = append(files, File{Path: s.Path, Copy: &f})
	}
	return files
}
