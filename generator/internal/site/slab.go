package site

// slab hands out what a site has hundreds of thousands of from a few large pieces of memory: what is made
// together is kept and dropped together, and the collector has few objects to find. The zero slab is ready.
type slab[T any] struct{ free []T }

const slabSize = 512 // elements of a piece

// new returns a zero value.
func (s *slab[T]) new() *T { return &s.take(1)[0] }

// list returns a list of the same elements, which cannot grow in place. One of none is nil.
func (s *slab[T]) list(of []T) []T {
	if len(of) == 0 {
		return nil
	}
	kept := s.take(len(of))
	copy(kept, of)
	return kept
}

func (s *slab[T]) take(n int) []T {
	if n > len(s.free) {
		if n > slabSize/8 {
			return make([]T, n)
		}
		s.free = make([]T, slabSize)
	}
	taken := s.free[:n:n]
	s.free = s.free[n:]
	return taken
}
