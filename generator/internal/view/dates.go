package view

import (
	"maps"
	"sync"
	"sync/atomic"

	"explainer/generator/internal/edtf"
)

// dates is what has been said of dates in one language: an event's date is shown on the pages
// of all it names. The zero dates is empty; it may be used from several goroutines.
//
// Nearly every date has been said before. So most are in a map that is never written to, and
// the others in one behind a lock until they are many. Once there are mostDates, those that were
// said last stay, so that a large site does not fill memory with its days.
type dates struct {
	said atomic.Pointer[map[dateIn]Date]

	mu    sync.Mutex // guards the rest
	later map[dateIn]Date
}

// dateIn is a date in a case.
type dateIn struct {
	date edtf.Date
	in   edtf.Case
}

// of returns what is said of a date, which say makes if it is asked for first.
func (ds *dates) of(d dateIn, say func() Date) Date {
	if said := ds.said.Load(); said != nil {
		if date, ok := (*said)[d]; ok {
			return date
		}
	}
	ds.mu.Lock()
	defer ds.mu.Unlock()
	date, ok := ds.later[d]
	if !ok {
		date = say()
		ds.add(d, date)
	}
	return date
}

const mostDates = 4096

func (ds *dates) add(d dateIn, date Date) {
	var said map[dateIn]Date
	if p := ds.said.Load(); p != nil {
		said = *p
	}
	if ds.later == nil {
		ds.later = map[dateIn]Date{}
	}
	ds.later[d] = date
	if len(ds.later) <= 16+len(said)/4 {
		return
	}
	all := ds.later
	if len(said)+len(all) <= mostDates {
		maps.Copy(all, said)
	}
	ds.later = nil
	ds.said.Store(&all)
}
