package site

// Moved returns the addresses that old has and new has not, where it is known what
// took their place: the same thing at another address, or the only new thing of the
// same kind and title.
func Moved(old, new *Site) map[string]string {
	type likeness struct {
		kind  string
		title string
	}
	moved := map[string]string{}
	now := map[nodeKey]*Node{}
	urls := map[string]bool{}
	for _, n := range new.Nodes() {
		now[nodeKey{n.Kind, n.ID}] = n
		urls[n.URL] = true
	}
	before := map[nodeKey]bool{}
	for _, o := range old.Nodes() {
		before[nodeKey{o.Kind, o.ID}] = true
	}
	arrived := map[likeness][]*Node{}
	for _, n := range new.Nodes() {
		if !before[nodeKey{n.Kind, n.ID}] {
			key := likeness{n.Kind.String(), n.Title}
			arrived[key] = append(arrived[key], n)
		}
	}
	for _, o := range old.Nodes() {
		if urls[o.URL] {
			continue
		}
		if n := now[nodeKey{o.Kind, o.ID}]; n != nil {
			moved[o.URL] = n.URL
		} else if like := arrived[likeness{o.Kind.String(), o.Title}]; len(like) == 1 {
			moved[o.URL] = like[0].URL
		}
	}
	return moved
}
