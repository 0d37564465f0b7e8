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
	Rooms   *Rooms                       // that those who make pages take turns in; nil: each has a new one
}

// Rooms is memory in which pages are made, and used again. The zero Rooms is empty.
type Rooms struct{ free sync.Pool }

func (r *Rooms) take() *worker {
	if r != nil {
		if w, ok := r.free.Get().(*worker); ok {
			return w
		}
	}
	return &worker{}
}

func (r *Rooms) give(w *worker) {
	if r != nil {
		r.free.Put(w)
	}
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
	Job
	Data  []byte
	Reads []depgraph.Key // the facts it was made from, if they were to be recorded
	Diags diag.List      // why there is no Data
}

// CheckLayouts reports pages that chose a layout that does not exist or does not fit
// them.
func (in Input) CheckLayouts(jobs []Job) diag.List {
	var ds diag.List
	for _, j := range jobs {
		name, chosen := j.layout()
		if chosen.IsZero() {
			continue
		}
		if problems := in.Layouts.Fits(name, j.series.view); len(problems) > 0 {
			ds.Add(unfit(name, chosen, problems))
		}
	}
	return ds
}

// unfit says at the place where a page chose its layout why it cannot have it.
// Where the layout is made for other pages, its first complaint stands for all.
func unfit(name string, chosen source.Span, problems diag.List) diag.Diagnostic {
	first := problems[0]
	if first.ID == "layout-missing" {
		first.Span = chosen
		return first
	}
	d := diag.Errorf("layout-unfit", chosen, "the layout %q does not fit this page: %s", name, first.Message).
		WithNote(first.Span, "it is asked for here")
	if more := len(problems) - 1; more > 0 {
		d = d.WithNote(source.Span{}, "%d more such places", more)
	}
	return d.WithHelp("choose a layout that is made for pages of this kind, or take the line out")
}

// Each makes pages and files of data, in parallel, on as many goroutines as there are processors,
// and gives each to take as soon as it is made, with its place among the jobs. Take is called from
// any of the goroutines; Data and Reads are its own until it returns. Those that are not made when
// ctx ends are left out.
func (in Input) Each(ctx context.Context, jobs []Job, take func(place int, p Page)) {
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			w := in.Rooms.take()
			defer in.Rooms.give(w)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				take(i, in.page(jobs[i], w))
				if n := done.Add(1); in.Done != nil && (n%64 == 0 || int(n) == len(jobs)) {
					in.Done(int(n), len(jobs))
				}
			}
		})
	}
	wg.Wait()
}

// Pages makes pages and files of data as Each does, and returns them in the order of the jobs; those
// not made when ctx ends are zero.
func (in Input) Pages(ctx context.Context, jobs []Job) []Page {
	pages := make([]Page, len(jobs))
	in.Each(ctx, jobs, func(place int, p Page) { pages[place] = p.whole() })
	return pages
}

// Page makes one page or file of data.
func (in Input) Page(j Job) Page {
	w := in.Rooms.take()
	defer in.Rooms.give(w)
	return in.page(j, w).whole()
}

// whole returns a page that shares nothing with another.
func (p Page) whole() Page {
	p.Data, p.Reads = bytes.Clone(p.Data), slices.Clone(p.Reads)
	return p
}

// worker is room for what is made one after another.
type worker struct {
	page  bytes.Buffer
	reads view.Reads
	keys  []depgraph.Key
}

// page makes an output, whose bytes and facts may be in the worker's room.
func (in Input) page(j Job, w *worker) Page {
	w.page.Reset()
	w.reads.Reset()
	w.keys = w.keys[:0]
	if !j.IsPage() {
		return in.dataFile(j, w)
	}
	var reads *view.Reads
	if in.Record {
		reads = &w.reads
	}
	v := j.view(reads)
	w.keys = w.reads.Keys(w.keys)
	p := Page{Job: j, Reads: w.keys}
	err := in.Layouts.Execute(&w.page, j.Layout(), v)
	if err == nil {
		p.Data = w.page.Bytes()
		return p
	}
	var exec *layout.ExecError
	if errors.As(err, &exec) {
		d := exec.Diagnostic()
		d.Message = "page " + j.URL() + ": " + d.Message
		p.Diags.Add(d)
	} else {
		p.Diags.Add(diag.FileErrorf("layout-exec", "layouts/"+j.Layout()+".html", "page %s: %v", j.URL(), err))
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
	return Page{Job: j, Data: data, Reads: w.keys}
}

// File is an output: its bytes, or where they are copied from.
type File struct {
	Path string
	Data []byte
	Copy *StaticFile // set for a file of content/ that is copied
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
