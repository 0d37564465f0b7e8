package site

import (
	"slices"
	"strings"
)

// circles calls found with circles that steps lead into, each as the things on it in order. It
// begins with each thing in turn and takes no step twice, so that every circle breaks where one that was
// found is broken. It does not recur, since a chain may be long.
func circles[T comparable](all []T, steps func(T) []T, found func(circle []T)) {
	const (
		open = 1 + iota
		done
	)
	type place struct {
		at   T
		next int // of its steps
	}
	state := map[T]int{}
	for _, start := range all {
		if state[start] != 0 {
			continue
		}
		state[start] = open
		path := []place{{at: start}}
		for len(path) > 0 {
			top := &path[len(path)-1]
			if top.next == len(steps(top.at)) {
				state[top.at] = done
				path = path[:len(path)-1]
				continue
			}
			to := steps(top.at)[top.next]
			top.next++
			switch state[to] {
			case 0:
				state[to] = open
				path = append(path, place{at: to})
			case open:
				var circle []T
				for _, p := range path[slices.IndexFunc(path, func(p place) bool { return p.at == to }):] {
					circle = append(circle, p.at)
				}
				found(circle)
			}
		}
	}
}

// arrows shows the ids of a circle, shortened where there are many.
func arrows(ids []string) string {
	ids = append(ids, ids[0])
	if len(ids) > 8 {
		ids = slices.Concat(ids[:4], []string{"…"}, ids[len(ids)-3:])
	}
	return strings.Join(ids, " → ")
}
