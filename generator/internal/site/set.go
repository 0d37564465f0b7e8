package site

import "slices"

// set is a list in which nothing is twice, in the order of adding. Most are short
// and are searched; a long one, such as a stranger may write, is looked up. The zero set
// is empty and ready.
type set[T comparable] struct {
	list  []T
	known map[T]struct{} // of a long list
}

const longSet = 32

// add puts something into the set and reports whether it is new there.
func (s *set[T]) add(x T) bool {
	if s.known == nil {
		if slices.Contains(s.list, x) {
			return false
		}
	} else if _, twice := s.known[x]; twice {
		return false
	}
	s.list = append(s.list, x)
	switch {
	case s.known != nil:
		s.known[x] = struct{}{}
	case len(s.list) > longSet:
		s.known = make(map[T]struct{}, 2*len(s.list))
		for _, y := range s.list {
			s.known[y] = struct{}{}
		}
	}
	return true
}

func (s *set[T]) addAll(list []T) {
	for _, x := range list {
		s.add(x)
	}
}

// union returns the entries of both lists, each once.
func union[T comparable](list, more []T) []T {
	var s set[T]
	s.addAll(list)
	s.addAll(more)
	return s.list
}
