package render

import (
	"hash/maphash"
	"strings"
)

// index finds jobs by where their outputs are. It is a hash table that has nothing but the
// numbers of the jobs, which know the rest: a map of all paths would need more than the jobs.
type index struct {
	seed  maphash.Seed
	slots []uint32 // numbers of jobs, plus one; a power of two, and never full
	used  int
}

// stem returns what is the same of a path in the output and of all addresses that it answers:
// "actors/x/" for "actors/x/index.html", "/actors/x/" and "/actors/x/index.html".
func stem(address string) string {
	address = strings.TrimPrefix(address, "/")
	if folder, is := strings.CutSuffix(address, "index.html"); is && (folder == "" || strings.HasSuffix(folder, "/")) {
		return folder
	}
	return address
}

// find returns the number of the job for a stem and whether there is one; if not, slot is where
// it belongs.
func (x *index) find(jobs []Job, stemmed string) (job, slot int, found bool) {
	if len(x.slots) == 0 {
		return 0, 0, false
	}
	last := uint64(len(x.slots) - 1)
	for at := maphash.String(x.seed, stemmed) & last; ; at = (at + 1) & last {
		if x.slots[at] == 0 {
			return 0, int(at), false
		}
		if job := int(x.slots[at] - 1); stem(jobs[job].URL()) == stemmed {
			return job, int(at), true
		}
	}
}

// add enters a job that is to follow the others, unless one of them has its place. It reports
// whether it did.
func (x *index) add(jobs []Job, j Job) bool {
	if 4*x.used >= 3*len(x.slots) {
		x.grow(jobs)
	}
	_, slot, taken := x.find(jobs, stem(j.URL()))
	if !taken {
		x.slots[slot] = uint32(len(jobs)) + 1
		x.used++
	}
	return !taken
}

// grow makes room.
func (x *index) grow(jobs []Job) {
	const fewest = 1 << 6
	before := x.slots
	x.seed, x.slots = maphash.MakeSeed(), make([]uint32, max(fewest, 2*len(before)))
	for _, number := range before {
		if number > 0 {
			_, slot, _ := x.find(jobs, stem(jobs[number-1].URL()))
			x.slots[slot] = number
		}
	}
}
