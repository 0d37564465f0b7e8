package site

import (
	"runtime"
	"sync"
)

// inParallel does 0 to n-1, on as many goroutines as there are processors; each gets
// a function of its own.
func inParallel(n int, worker func() func(i int)) {
	var wg sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		wg.Go(func() {
			do := worker()
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}

// together does things at the same time, none of which may read what another one writes. They may report.
func together(things ...func()) {
	var wg sync.WaitGroup
	for _, do := range things {
		wg.Go(do)
	}
	wg.Wait()
}
