package site

import (
	"cmp"
	"slices"
)

// Related explainers share actors and regions, and a rare one counts more than one
// that half the site is about: an entity in n explainers of N weighs log2(N/n)+1,
// in 1/1024ths, so that sums are exact and the order is the same everywhere.
//
// Looking at every explainer of every shared entity is quadratic where an entity is
// everywhere. So the entities are taken rarest first, and for one explainer at most
// candidateBudget others are looked at; what is left out shares only what is common.
const (
	mostRelated     = 6
	candidateBudget = 2000
)

func (l *linker) relate() {
	for i, e := range l.site.Explainers {
		e.rank = i
	}
	inParallel(len(l.site.Explainers), func() func(i int) {
		scores := newScores(l.site.Explainers)
		return func(i int) { l.site.Explainers[i].Related = scores.related(l.site.Explainers[i]) }
	})
	inParallel(len(l.site.Actors), func() func(i int) {
		return func(i int) { l.site.Actors[i].With = companions(l.site.Actors[i]) }
	})
}

// related returns the explainers that share most with one.
func (s *scores) related(e *Explainer) []*Explainer {
	budget, total := candidateBudget, len(s.explainers)
	for _, shared := range rarestFirst(e) {
		w := weight(len(shared), total)
		for _, other := range shared[:min(budget, len(shared))] {
			if other != e {
				s.add(other, w)
			}
		}
		if budget -= len(shared); budget <= 0 {
			break
		}
	}
	return s.best()
}

// scores adds up what explainers have in common with one of them. It works on their
// ranks, their indices in the site's order, and is used for one after another.
type scores struct {
	explainers []*Explainer
	of         []int // by rank
	scored     []int // the ranks that have a score
}

func newScores(explainers []*Explainer) *scores {
	return &scores{explainers: explainers, of: make([]int, len(explainers))}
}

func (s *scores) add(e *Explainer, weight int) {
	if s.of[e.rank] == 0 {
		s.scored = append(s.scored, e.rank)
	}
	s.of[e.rank] += weight
}

// best returns the explainers with the highest scores, equals in the site's order,
// and forgets all scores. It keeps the few best in order instead of sorting all.
func (s *scores) best() []*Explainer {
	top := make([]int, 0, mostRelated+1)
	for _, rank := range s.scored {
		at := len(top)
		for at > 0 && s.better(rank, top[at-1]) {
			at--
		}
		if at < mostRelated {
			top = slices.Insert(top, at, rank)
			top = top[:min(mostRelated, len(top))]
		}
	}
	list := make([]*Explainer, len(top))
	for i, rank := range top {
		list[i] = s.explainers[rank]
	}
	for _, rank := range s.scored {
		s.of[rank] = 0
	}
	s.scored = s.scored[:0]
	return list
}

func (s *scores) better(a, b int) bool {
	return s.of[a] > s.of[b] || s.of[a] == s.of[b] && a < b
}

// rarestFirst returns, for each actor and region that an explainer lists, the
// explainers about it, shortest list first. Of a region it takes the region itself,
// not those it lies in.
func rarestFirst(e *Explainer) [][]*Explainer {
	var lists [][]*Explainer
	for _, a := range e.Actors {
		lists = append(lists, a.Explainers)
	}
	for _, r := range e.Regions {
		lists = append(lists, r.Explainers)
	}
	slices.SortStableFunc(lists, func(a, b []*Explainer) int { return cmp.Compare(len(a), len(b)) })
	return lists
}

// weight returns 1024·(log2(total/n)+1), rounded down to a 1/8 of a doubling. It is
// integer arithmetic: the square of the ratio is taken three times, and each time
// its power of two is one more binary digit of the logarithm.
func weight(n, total int) int {
	ratio := uint64(total) << 16 / uint64(max(1, n)) // 16.16 fixed point, at least 1
	log := 0
	for ratio >= 2<<16 {
		ratio >>= 1
		log += 8
	}
	for digit := 4; digit > 0; digit >>= 1 {
		ratio = ratio * ratio >> 16
		if ratio >= 2<<16 {
			ratio >>= 1
			log += digit
		}
	}
	return (log + 8) * 128
}

// MostWritten returns at most ten things, those with the highest count first,
// equals in the order given; none with a count of zero.
func MostWritten[T any](list []T, count func(T) int) []T {
	const most = 10
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(x, y T) int { return cmp.Compare(count(y), count(x)) })
	sorted = sorted[:min(most, len(sorted))]
	return slices.DeleteFunc(sorted, func(x T) bool { return count(x) == 0 })
}
