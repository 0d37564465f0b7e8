package site

import "slices"

// trim takes the room for more out of lists that were gathered by appending. A site that
// is kept has hundreds of thousands of them, and they grow no more.
func (s *Site) trim() {
	for _, n := range s.Nodes() {
		trim(&n.Backlinks)
	}
	for _, e := range s.Explainers {
		trim(&e.Dates)
		trim(&e.Questions)
		trim(&e.Claims)
	}
	for _, a := range s.Actors {
		trim(&a.Explainers)
		trim(&a.Events)
		trim(&a.Claims)
	}
	for _, r := range s.Regions {
		trim(&r.Explainers)
		trim(&r.Events)
		trim(&r.Claims)
	}
	for _, q := range s.Questions {
		trim(&q.Explainers)
		trim(&q.Claims)
	}
	for _, src := range s.Sources {
		trim(&src.CitedBy)
	}
	trim(&s.Explainers)
	trim(&s.Questions)
	trim(&s.Sources)
	trim(&s.Claims)
	trim(&s.Events)
}

func trim[T any](list *[]T) {
	if cap(*list) > len(*list) {
		*list = slices.Clone(*list)
	}
}
