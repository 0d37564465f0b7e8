package site

import (
	"maps"
	"slices"
	"strconv"

	"explainer/generator/internal/depgraph"
)

// A fact is something of a site that pages show and that can change. Each has a
// name, which people read when they ask why a page was made again:
//
//	actor vladimir-putin: name       its title and its address
//	actor vladimir-putin: card       what lists say of it: summary, kind, dates
//	actor vladimir-putin: count      how much is written about it
//	actor vladimir-putin: roles      its roles and their times
//	actor vladimir-putin: front      its front matter as a whole
//	actor vladimir-putin: place      where it stands among the actors, in the order of names
//	actor vladimir-putin: page       all that its own page has beside these facts of others
//	file maps/east.png: size         the width and height of a picture
//	list explainers: part 3          which entries the third page of a list has
//	list explainers: size            how many entries and pages the list has
//	data: claims                     all that files of claims show
//
// Diff says which facts two sites do not share. Whoever makes a page records which
// facts it read, in these names.
const (
	factName  = "name"
	factCard  = "card"
	factCount = "count"
	factRoles = "roles"
	factFront = "front"
	factPlace = "place"
	factPage  = "page"
)

func (n *Node) fact(aspect string) depgraph.Key {
	return depgraph.Key(n.Kind.String() + " " + n.ID + ": " + aspect)
}

// Name is the fact of a node's title and address.
func (n *Node) Name() depgraph.Key { return n.fact(factName) }

// Card is the fact of what lists say of a node.
func (n *Node) Card() depgraph.Key { return n.fact(factCard) }

// Count is the fact of how much is written about a node.
func (n *Node) Count() depgraph.Key { return n.fact(factCount) }

// RolesFact is the fact of an actor's roles.
func (n *Node) RolesFact() depgraph.Key { return n.fact(factRoles) }

// Front is the fact of a node's front matter.
func (n *Node) Front() depgraph.Key { return n.fact(factFront) }

// Place is the fact of where an actor stands among the others in the order of names. It is
// another if the actor has to be moved to make of the old order the new one.
func (n *Node) Place() depgraph.Key { return n.fact(factPlace) }

// Page is the fact of all that a node's own page has.
func (n *Node) Page() depgraph.Key { return n.fact(factPage) }

// ListPart is the fact of which entries a part of a list has, counting from 1.
func ListPart(list string, part int) depgraph.Key {
	return depgraph.Key("list " + list + ": part " + strconv.Itoa(part))
}

// ListSize is the fact of how many entries a list has, and of what leads through it.
func ListSize(list string) depgraph.Key { return depgraph.Key("list " + list + ": size") }

// The facts that files of data are made from: everything that they show.
const (
	ClaimsData  depgraph.Key = "data: claims"
	SourcesData depgraph.Key = "data: sources"
	DatesData   depgraph.Key = "data: dates"
)

// HomeLists is the fact of what the home page chooses from all lists.
const HomeLists depgraph.Key = "home: lists"

// SameIndexes reports whether the indexes of two sites have the same names and addresses,
// which every page shows. That is no fact that pages read, since all would.
func SameIndexes(a, b *Site) bool {
	return maps.EqualFunc(a.Indexes, b.Indexes, func(a, b *Node) bool {
		return a.Title == b.Title && a.URL == b.URL && a.Lang == b.Lang && (a.Doc == nil) == (b.Doc == nil)
	})
}

// Nodes returns everything that has a page of its own.
func (s *Site) Nodes() []*Node {
	nodes := []*Node{s.Home}
	for _, name := range slices.Sorted(maps.Keys(s.Indexes)) {
		nodes = append(nodes, s.Indexes[name])
	}
	for _, e := range s.Explainers {
		nodes = append(nodes, &e.Node)
	}
	for _, a := range s.Actors {
		nodes = append(nodes, &a.Node)
	}
	for _, r := range s.Regions {
		nodes = append(nodes, &r.Node)
	}
	for _, q := range s.Questions {
		nodes = append(nodes, &q.Node)
	}
	for _, src := range s.Sources {
		nodes = append(nodes, &src.Node)
	}
	nodes = append(nodes, s.Pages...)
	for _, sec := range s.Sections {
		nodes = append(nodes, &sec.Node)
	}
	return nodes
}

// FileSize is the fact of the width and height of a picture.
func FileSize(path string) depgraph.Key { return depgraph.Key("file " + path + ": size") }
