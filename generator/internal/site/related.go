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
	total := len(l.site.Explainers)
	score := make(map[*Explainer]int)
	for _, e := range l.site.Explainers {
		clear(score)
		budget := candidateBudget
		for _, shared := range rarestFirst(e) {
			w := weight(len(shared), total)
			for _, other := range shared[:min(budget, len(shared))] {
				if other != e {
					score[other] += w
				}
			}
			if budget -= len(shared); budget <= 0 {
				break
			}
		}
		e.Related = best(score)
	}
	for _, a := range l.site.Actors {
		a.With = companions(a)
	}
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

func best(score map[*Explainer]int) []*Explainer {
	list := make([]*Explainer, 0, len(score))
	for e := range score {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *Explainer) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), compareExplainers(a, b))
	})
	return slices.Clone(list[:min(mostRelated, len(list))])
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
