package site

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestLongestRise(t *testing.T) {
	for _, c := range []struct {
		list []int
		size int
	}{
		{nil, 0}, {[]int{5}, 1}, {[]int{0, 1, 2, 3}, 4}, {[]int{3, 2, 1, 0}, 1}, {[]int{1, 2, 3, 0}, 3}, {[]int{3, 0, 1, 2}, 3}, {[]int{3, 4, 5, 0, 1, 2}, 3},
	} {
		if n := count(longestRise(c.list)); n != c.size {
			t.Errorf("%v: %d, want %d", c.list, n, c.size)
		}
	}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		list := r.Perm(1 + r.IntN(12))
		in := longestRise(list)
		last := -1
		for i, n := range list {
			if in[i] && n < last {
				t.Fatalf("%v, %v: does not rise", list, in)
			} else if in[i] {
				last = n
			}
		}
		if n := count(in); n != longestByTrying(list) {
			t.Fatalf("%v, %v: %d, want %d", list, in, n, longestByTrying(list))
		}
	}
}

func count(in []bool) (n int) {
	for _, is := range in {
		if is {
			n++
		}
	}
	return n
}

func longestByTrying(list []int) (longest int) {
	for choice := range 1 << len(list) {
		var chosen []int
		for i, n := range list {
			if choice>>i&1 == 1 {
				chosen = append(chosen, n)
			}
		}
		if slices.IsSorted(chosen) {
			longest = max(longest, len(chosen))
		}
	}
	return longest
}
