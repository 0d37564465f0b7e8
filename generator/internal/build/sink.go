package build

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/output"
	"explainer/generator/internal/render"
)

// sink takes the outputs of a build of which nothing need be remembered, one by one as
// they are made, so that no more of them are in memory than are being made. They go to
// the disk, or nowhere if nothing will be written.
type sink struct {
	stage    *output.Stage // nil if nothing will be written
	previous []string      // paths of what the last build put into the output folder, sorted
	record   bool          // what outputs are made from is to be known later

	mu     sync.Mutex        // guards the rest
	titles map[string]string // of pages that the last build did not have
	log    depgraph.Log      // what the outputs were made from, if that is recorded, by address
	bad    []badPage
	err    error  // the first of the disk
	stop   func() // ends the making of pages
}

// newSink returns a sink, or nil if the outputs are needed later. It must be closed.
func (b *Builder) newSink(ctx context.Context, in *input) (*sink, error) {
	if !b.opts.Once {
		return nil, nil
	}
	s := &sink{titles: map[string]string{}}
	if in.diags.Errors() > 0 {
		return s, nil
	}
	if b.opts.DryRun {
		s.previous = output.Previous(b.out())
	} else {
		var err error
		s.stage, err = output.Begin(ctx, b.out(), output.Options{Busy: b.opts.Busy, Atomic: b.opts.Atomic, Compress: in.config.Publish.Compress})
		if err != nil {
			return nil, err
		}
		s.previous = s.stage.Previous()
	}
	return s, nil
}

// pages makes outputs and takes them. It returns those that cannot be taken: what is wrong with
// them, or, without a sink, all.
func (s *sink) pages(ctx context.Context, with render.Input, jobs []render.Job) []render.Page {
	if s == nil {
		return with.Pages(ctx, jobs)
	}
	ctx, s.stop = context.WithCancel(ctx)
	defer s.stop()
	s.record = with.Record
	with.Each(ctx, jobs, s.take)
	slices.SortFunc(s.bad, func(a, b badPage) int { return cmp.Compare(a.place, b.place) })
	bad := make([]render.Page, len(s.bad))
	for i, p := range s.bad {
		bad[i] = p.page
	}
	return bad
}

// badPage is a page that could not be made, and its place among the jobs.
type badPage struct {
	place int
	page  render.Page
}

func (s *sink) take(place int, p render.Page) {
	if len(p.Diags) > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.bad = append(s.bad, badPage{place, render.Page{Job: p.Job, Diags: p.Diags}})
		return
	}
	if s.record {
		s.mu.Lock()
		s.log.Set(p.URL(), p.Reads)
		s.mu.Unlock()
	}
	path := p.Path()
	if len(s.previous) > 0 && isPage(path) && !isIn(s.previous, path) {
		t := title(p.Data)
		s.mu.Lock()
		s.titles[path] = t
		s.mu.Unlock()
	}
	if s.stage == nil {
		return
	}
	if err := s.stage.Put(path, p.Data); err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err == nil {
			s.err = err
			s.stop()
		}
	}
}

func isIn(sorted []string, path string) bool {
	_, in := slices.BinarySearch(sorted, path)
	return in
}

// keep reports whether an output can stay as it is, and has it stay.
func (s *sink) keep(path string) bool {
	if s.stage == nil {
		return true
	}
	stays, err := s.stage.Keep(path)
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.err = cmp.Or(s.err, err)
	}
	return stays
}

// add adds an output that was taken, or that stays, to a set.
func (s *sink) add(set *output.Set, path string) error {
	if s.stage == nil {
		return set.Reserve(path)
	}
	return set.AddPut(path, s.stage)
}

// failed returns why an output could not be put anywhere.
func (s *sink) failed() error {
	if s == nil {
		return nil
	}
	return s.err
}

// close gives the output folder back as it was, unless it has been written.
func (s *sink) close() {
	if s != nil && s.stage != nil {
		s.stage.Abort()
	}
}
