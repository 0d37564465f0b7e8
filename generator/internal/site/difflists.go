package site

import (
	"reflect"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/source"
)

// lists compares the lists that are paged, part by part.
func (d *differ) lists() {
	size := d.new.Config.PageSize
	o, n := d.old, d.new
	listDiff(d, content.ExplainersDir, size, o.Explainers, n.Explainers, func(o, n *Explainer) bool { return d.same(&o.Node, &n.Node) })
	listDiff(d, content.QuestionsDir, size, o.Questions, n.Questions, d.sameQuestion)
	listDiff(d, content.SourcesDir, size, o.Sources, n.Sources, func(o, n *Source) bool { return d.same(&o.Node, &n.Node) })
	if unarchived(o) != unarchived(n) {
		d.changed(ListSize(content.SourcesDir))
	}
	listDiff(d, TimelineName, size, o.Events, n.Events, func(o, n *Event) bool { return d.event[n] == o })
	if !slices.Equal(years(o.Events, size), years(n.Events, size)) {
		d.changed(ListSize(TimelineName))
	}
	// Letters and kinds lead from every page of these to every other.
	sameActor := func(o, n *Actor) bool {
		return d.same(&o.Node, &n.Node) && o.Meta.Kind == n.Meta.Kind && o.Meta.SortName == n.Meta.SortName && o.Title == n.Title
	}
	if !slices.EqualFunc(o.Actors, n.Actors, sameActor) {
		d.changed(ListSize(content.ActorsDir))
	}
	if !d.sameTree(o.Roots, n.Roots) {
		d.changed(ListSize(content.RegionsDir))
	}
	d.places()
	d.home()
}

// places reports the actors that have moved in the order of names. As few as can be have:
// those of which the others do not follow each other as they did.
func (d *differ) places() {
	rank := make(map[*Node]int, len(d.old.Actors))
	for i, a := range d.old.Actors {
		rank[&a.Node] = i
	}
	var common []*Actor
	var ranks []int
	for _, a := range d.new.Actors {
		if o := d.node[&a.Node]; o != nil {
			common, ranks = append(common, a), append(ranks, rank[o])
		}
	}
	stays := longestRise(ranks)
	for i, a := range common {
		if !stays[i] {
			d.changed(a.Place())
		}
	}
}

// longestRise marks the numbers of a longest part of a list that rises, found by patience
// sorting (C. Schensted, Canadian Journal of Mathematics 13, 1961). All numbers differ.
func longestRise(list []int) []bool {
	var ends []int                   // by length, less one: the index of the least number that a rise of it can end with
	before := make([]int, len(list)) // the number before it in that rise
	for i, n := range list {
		k, _ := slices.BinarySearchFunc(ends, n, func(end, n int) int { return list[end] - n })
		if before[i] = -1; k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	in := make([]bool, len(list))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			in[i] = true
		}
	}
	return in
}

// listDiff reports the parts of a list that differ, and its size.
func listDiff[T any](d *differ, name string, size int, o, n []T, same func(o, n T) bool) {
	if len(o) != len(n) {
		d.changed(ListSize(name))
	}
	parts := (max(len(o), len(n)) + size - 1) / size
	for p := range parts {
		if !slices.EqualFunc(part(o, p, size), part(n, p, size), same) {
			d.changed(ListPart(name, p+1))
		}
	}
}

func part[T any](list []T, p, size int) []T {
	return list[min(p*size, len(list)):min((p+1)*size, len(list))]
}

// Unarchived returns how many sources have an address and no archived copy.
func (s *Site) Unarchived() int { return unarchived(s) }

func unarchived(s *Site) int {
	n := 0
	for _, src := range s.Sources {
		if src.Record.URL != "" && src.Record.Archived == "" {
			n++
		}
	}
	return n
}

// yearPlace is the first event of a year, and the page of the timeline it is on.
type yearPlace struct {
	year    int
	certain bool
	page    int
}

func years(events []*Event, size int) []yearPlace {
	var list []yearPlace
	for i, e := range events {
		y, ok := e.Date.Year()
		if !ok {
			y = 0
		}
		if n := len(list); n == 0 || list[n-1].year != y || list[n-1].certain != ok {
			list = append(list, yearPlace{y, ok, i / size})
		}
	}
	return list
}

// data compares what files of data show; it is looked for last.
func (d *differ) data() {
	d.keys = append(d.keys, dataOf(d.keys)...)
	if !d.sameClaims(d.old.Claims, d.new.Claims) {
		d.changed(ClaimsData)
	}
	if !d.sameSources(d.old.Sources, d.new.Sources) {
		d.changed(SourcesData)
	}
	if !d.sameEvents(d.old.Events, d.new.Events) {
		d.changed(DatesData)
	}
}

// dataOf returns which files of data the changed facts of nodes reach. The files name
// nearly everything, so any change of a name counts, whether they have it or not.
func dataOf(keys []depgraph.Key) []depgraph.Key {
	named, dated, sources := false, false, false
	for _, k := range keys {
		kind, _, _ := strings.Cut(string(k), " ")
		of := aspectOf(k)
		named = named || of == factName || of == factRoles || of == factFront && kind != content.Explainer.String() ||
			of == factCard && kind == content.Question.String() // a question's kind
		sources = sources || kind == content.Source.String() && (of == factName || of == factFront)
		dated = dated || of == factName || of == factCard
	}
	var data []depgraph.Key
	if named {
		data = append(data, ClaimsData)
	}
	if sources {
		data = append(data, SourcesData)
	}
	if dated {
		data = append(data, DatesData)
	}
	return data
}

func aspectOf(k depgraph.Key) string {
	_, aspect, _ := strings.Cut(string(k), ": ")
	return aspect
}

// home compares what the home page chooses.
func (d *differ) home() {
	o, n := d.old, d.new
	const most = 24 // more than the page shows of anything
	same := len(o.Explainers) == len(n.Explainers) && len(o.Actors) == len(n.Actors) && len(o.Regions) == len(n.Regions) &&
		len(o.Events) == len(n.Events) && len(o.Questions) == len(n.Questions) && len(o.Claims) == len(n.Claims) && len(o.Sources) == len(n.Sources) &&
		d.sameExplainers(part(o.Explainers, 0, most), part(n.Explainers, 0, most)) &&
		d.sameEvents(lastPast(o, most), lastPast(n, most)) &&
		d.sameActors(MostWritten(o.Actors, countActor), MostWritten(n.Actors, countActor)) &&
		d.sameRegions(MostWritten(o.Regions, countRegion), MostWritten(n.Regions, countRegion)) &&
		d.sameQuestions(MostWritten(o.Questions, countQuestion), MostWritten(n.Questions, countQuestion))
	if !same {
		d.changed(HomeLists)
	}
}

func countActor(a *Actor) int       { return len(a.Explainers) }
func countRegion(r *Region) int     { return len(r.Explainers) }
func countQuestion(q *Question) int { return len(q.Claims) }

// lastPast returns the last events that are not in the future, newest first.
func lastPast(s *Site, most int) []*Event {
	var list []*Event
	for _, e := range slices.Backward(s.Events) {
		if len(list) == most {
			break
		}
		if e.Date.Earliest() <= s.Today {
			list = append(list, e)
		}
	}
	return list
}

// sameFacts compares two values of front matter deeply, without the places where
// they stand.
func sameFacts(a, b reflect.Value) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.Type() == reflect.TypeFor[source.Span]() {
		return true
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return sameFacts(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if !sameFacts(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameFacts(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for it := a.MapRange(); it.Next(); {
			if other := b.MapIndex(it.Key()); !other.IsValid() || !sameFacts(it.Value(), other) {
				return false
			}
		}
		return true
	case reflect.String:
		return a.String() == b.String()
	case reflect.Bool:
		return a.Bool() == b.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return a.Int() == b.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return a.Uint() == b.Uint()
	case reflect.Float32, reflect.Float64:
		return a.Float() == b.Float()
	}
	return false
}
