package view

import (
	"hash/maphash"
	"sync"

	"explainer/generator/internal/edtf"
)

// dates is what has been said of dates in one language: an event's date is shown on the pages
// of all it names. Make it with newDates; it may be used from several goroutines.
//
// A part that is full begins anew, so that a large site does not fill memory with its days.
type dates struct {
	seed  maphash.Seed
	parts [16]datesPart // by hash, so that few wait for each other
}

type datesPart struct {
	mu   sync.RWMutex
	said map[dateIn]Date
}

// mostDates is how many dates a part holds: all of them hold every day of thirty years in three cases.
const mostDates = 2048

// dateIn is a date in a case.
type dateIn struct {
	date edtf.Date
	in   edtf.Case
}

func newDates() *dates { return &dates{seed: maphash.MakeSeed()} }

// of returns what is said of a date, which say makes if it has not been said before.
func (ds *dates) of(d dateIn, say func() Date) Date {
	p := &ds.parts[maphash.Comparable(ds.seed, d)%uint64(len(ds.parts))]
	p.mu.RLock()
	date, ok := p.said[d]
	p.mu.RUnlock()
	if ok {
		return date
	}
	date = say()
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.said == nil:
		p.said = map[dateIn]Date{}
	case len(p.said) >= mostDates:
		clear(p.said)
	}
	p.said[d] = date
	return date
}
