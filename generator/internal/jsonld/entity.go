package jsonld

import (
	"math"
	"path"

	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// actorType returns schema.org's type for an actor. A state acts as an organisation
// does; as a place it is a region.
func actorType(kind string) string {
	switch kind {
	case "person":
		return "Person"
	case "government", "state":
		return "GovernmentOrganization"
	case "party":
		return "PoliticalParty"
	case "media":
		return "NewsMediaOrganization"
	case "organisation", "bloc", "military", "group":
		return "Organization"
	}
	return "Thing"
}

// isOrganisation reports whether schema.org lets an actor have members.
func isOrganisation(a *site.Actor) bool {
	t := actorType(a.Meta.Kind)
	return t != "Person" && t != "Thing"
}

// regionType returns schema.org's type for a region. What is called a territory may
// have no administration of its own, so it is a place.
func regionType(kind string) string {
	switch kind {
	case "country":
		return "Country"
	case "region":
		return "AdministrativeArea"
	case "city":
		return "City"
	case "sea":
		return "SeaBodyOfWater"
	}
	return "Place"
}

// What every page says of a thing that it names is made when it is written.
type (
	namedActor    site.Actor
	namedRegion   site.Region
	namedQuestion site.Question
	citedSource   site.Source
)

func (a *namedActor) describe(g *graph) {
	n := g.briefActor((*site.Actor)(a))
	g.write(&n)
}

func (r *namedRegion) describe(g *graph) {
	n := g.briefRegion((*site.Region)(r))
	g.write(&n)
}

func (q *namedQuestion) describe(g *graph) {
	n := g.briefQuestion((*site.Question)(q))
	g.write(&n)
}

func (s *citedSource) describe(g *graph) {
	n := g.briefSource((*site.Source)(s))
	g.write(&n)
}

// actor describes an actor briefly and points at it; so do the others.
func (g *graph) actor(a *site.Actor) ref { return g.add(this(&a.Node), (*namedActor)(a)) }

func (g *graph) region(r *site.Region) ref { return g.add(this(&r.Node), (*namedRegion)(r)) }

func (g *graph) question(q *site.Question) ref { return g.add(this(&q.Node), (*namedQuestion)(q)) }

func (g *graph) sources(cited []*site.Source) []ref {
	refs := make([]ref, len(cited))
	for i, s := range cited {
		refs[i] = g.add(this(&s.Node), (*citedSource)(s))
	}
	return refs
}

func (b *Builder) briefActor(a *site.Actor) node {
	return node{
		Types: [2]string{actorType(a.Meta.Kind)}, ID: this(&a.Node), Name: a.Title, URL: ref{page: &a.Node},
		Wikidata: a.Meta.Wikidata,
	}
}

func (b *Builder) briefRegion(r *site.Region) node {
	return node{
		Types: [2]string{regionType(r.Meta.Kind)}, ID: this(&r.Node), Name: r.Title, URL: ref{page: &r.Node},
		Wikidata: r.Meta.Wikidata, GeoNames: max(0, r.Meta.GeoNames),
	}
}

// fillActor adds what an actor's own page says of it.
func (g *graph) fillActor(n *node, a *site.Actor) {
	n.MainEntityOfPage = ref{page: &a.Node}
	n.Description = a.Line
	n.AlternateName = a.Meta.Aliases
	n.Image = g.image(a)
	if isOrganisation(a) && a.Region != nil {
		n.Location = []ref{g.region(a.Region)}
	}
	if actorType(a.Meta.Kind) == "Thing" {
		return
	}
	for _, up := range a.PartOf {
		if isOrganisation(up) {
			n.MemberOf = append(n.MemberOf, g.actor(up))
		}
	}
	for _, r := range a.Roles {
		g.role(n, a, r)
	}
}

// role adds an office. One in an organisation is a membership, any other that a
// person has an occupation; both last as long as the Role does. The title of an
// office without an end is what the person is now. An office that ended nobody knows
// quite when is left out: without its end it would seem to go on.
func (g *graph) role(n *node, a *site.Actor, r *site.Role) {
	v := g.typed()
	v.RoleName, v.StartDate, v.EndDate = r.Title, point(r.From), point(r.To)
	if !r.To.IsZero() && v.EndDate == "" {
		return
	}
	person := actorType(a.Meta.Kind) == "Person"
	switch {
	case r.Org != nil && isOrganisation(r.Org):
		v.Types[0] = "OrganizationRole"
		v.MemberOf = []ref{g.actor(r.Org)}
		n.Roles = append(n.Roles, v)
	case person:
		work := g.typed("Occupation")
		work.Name = r.Title
		v.Types[0] = "Role"
		v.HasOccupation = []*node{work}
		n.HasOccupation = append(n.HasOccupation, v)
	}
	if person && r.To.IsZero() {
		n.JobTitle = append(n.JobTitle, r.Title)
	}
}

func (g *graph) image(a *site.Actor) *node {
	if a.Doc == nil || a.Meta.Image.Value == "" {
		return nil
	}
	file, ok := urls.ResolveFile(a.Doc.Path, a.Meta.Image.Value)
	if !ok {
		return nil
	}
	n := g.typed("ImageObject")
	n.ContentURL, n.Caption, n.CreditText = g.base.Abs("/"+path.Clean(file)), a.Meta.ImageAlt, a.Meta.Credit
	return n
}

// fillRegion adds what a region's own page says of it.
func (g *graph) fillRegion(n *node, r *site.Region) {
	n.MainEntityOfPage = ref{page: &r.Node}
	n.Description = r.Line
	n.AlternateName = r.Meta.Aliases
	if r.Meta.ISO != "" {
		n.Identifier = g.typed("PropertyValue")
		n.Identifier.PropertyID, n.Identifier.Value = isoPart(r.Meta.ISO), r.Meta.ISO
	}
	n.Geo = g.geo(r.Meta.Point)
	if contested(r) {
		return
	}
	for in := r.Parent; in != nil; in = in.Parent {
		up := g.copy(g.briefRegion(in))
		n.ContainedInPlace = g.add(up.ID, up)
		n = up
	}
}

func isoPart(code string) string {
	if len(code) > len("UA") {
		return "ISO 3166-2"
	}
	return "ISO 3166-1 alpha-2"
}

func (g *graph) geo(p *content.Point) *node {
	if p == nil || math.IsNaN(p.Latitude) || math.IsNaN(p.Longitude) {
		return nil // JSON has no word for it
	}
	n := g.typed("GeoCoordinates")
	n.Latitude, n.Longitude = &p.Latitude, &p.Longitude
	return n
}

// contested reports whether the statuses of a region and of those that it lies in
// name more than one holder.
func contested(r *site.Region) bool {
	var holder *site.Node
	for ; r != nil; r = r.Parent {
		for _, s := range r.Status {
			if holder != nil && s.Holder != holder {
				return true
			}
			holder = s.Holder
		}
	}
	return false
}

func (b *Builder) briefSource(s *site.Source) node {
	m := s.Record
	return node{
		Types: [2]string{sourceType(m.Kind)}, ID: this(&s.Node), Name: s.Title, ForeignURL: m.URL,
		CreditText: m.Author, InLanguage: m.Lang, DatePublished: point(m.Published), ArchivedAt: m.Archived,
		Publisher: m.Publisher,
	}
}

func sourceType(kind string) string {
	switch kind {
	case "wire":
		return "NewsArticle"
	case "data":
		return "Dataset"
	}
	return "CreativeWork"
}

func (b *Builder) briefQuestion(q *site.Question) node {
	return node{Types: [2]string{"Question"}, ID: this(&q.Node), Name: q.Asked, Text: q.Asked, URL: ref{page: &q.Node}}
}
