package jsonld

import (
	"math"
	"path"
	"strconv"

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

// briefActor returns what every page says of an actor that it names.
func (b *Builder) briefActor(a *site.Actor) *node {
	return &node{
		Type: types{actorType(a.Meta.Kind)}, ID: b.this(&a.Node), Name: a.Title, URL: b.abs(&a.Node),
		SameAs: wikidata(a.Meta.Wikidata),
	}
}

// briefRegion returns what every page says of a region that it names.
func (b *Builder) briefRegion(r *site.Region) *node {
	n := &node{
		Type: types{regionType(r.Meta.Kind)}, ID: b.this(&r.Node), Name: r.Title, URL: b.abs(&r.Node),
		SameAs: wikidata(r.Meta.Wikidata),
	}
	if r.Meta.GeoNames > 0 {
		n.SameAs = append(n.SameAs, "https://sws.geonames.org/"+strconv.FormatInt(r.Meta.GeoNames, 10)+"/")
	}
	return n
}

// wikidata returns the identity of an item, which is not the page about it.
func wikidata(item string) []string {
	if item == "" {
		return nil
	}
	return []string{"http://www.wikidata.org/entity/" + item}
}

// fillActor adds what an actor's own page says of it.
func (g *graph) fillActor(n *node, a *site.Actor) {
	n.MainEntityOfPage = ref(g.abs(&a.Node))
	n.Description = a.Line
	for _, name := range a.Meta.Aliases {
		n.AlternateName = append(n.AlternateName, name.Value)
	}
	n.Image = g.image(a)
	if isOrganisation(a) && a.Region != nil {
		n.Location = list{g.add(g.briefRegion(a.Region))}
	}
	if actorType(a.Meta.Kind) == "Thing" {
		return
	}
	for _, up := range a.PartOf {
		if isOrganisation(up) {
			n.MemberOf = append(n.MemberOf, g.add(g.briefActor(up)))
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
	v := &node{RoleName: r.Title}
	v.StartDate, v.EndDate = point(r.From), point(r.To)
	if !r.To.IsZero() && v.EndDate == "" {
		return
	}
	person := actorType(a.Meta.Kind) == "Person"
	switch {
	case r.Org != nil && isOrganisation(r.Org):
		v.Type = types{"OrganizationRole"}
		v.MemberOf = list{g.add(g.briefActor(r.Org))}
		n.MemberOf = append(n.MemberOf, v)
	case person:
		v.Type = types{"Role"}
		v.HasOccupation = list{{Type: types{"Occupation"}, Name: r.Title}}
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
	n := typed("ImageObject")
	n.ContentURL, n.Caption, n.CreditText = g.base.Abs("/"+path.Clean(file)), a.Meta.ImageAlt, a.Meta.Credit
	return n
}

// fillRegion adds what a region's own page says of it.
func (g *graph) fillRegion(n *node, r *site.Region) {
	n.MainEntityOfPage = ref(g.abs(&r.Node))
	n.Description = r.Line
	for _, name := range r.Meta.Aliases {
		n.AlternateName = append(n.AlternateName, name.Value)
	}
	if r.Meta.ISO != "" {
		n.Identifier = typed("PropertyValue")
		n.Identifier.PropertyID, n.Identifier.Value = isoPart(r.Meta.ISO), r.Meta.ISO
	}
	n.Geo = geo(r.Meta.Point)
	for at, in := n, r; in.Parent != nil && !contested(r); in = in.Parent {
		up := g.briefRegion(in.Parent)
		at.ContainedInPlace = g.add(up)
		at = up
	}
}

func isoPart(code string) string {
	if len(code) > len("UA") {
		return "ISO 3166-2"
	}
	return "ISO 3166-1 alpha-2"
}

func geo(p *content.Point) *node {
	if p == nil || math.IsNaN(p.Latitude) || math.IsNaN(p.Longitude) {
		return nil // JSON has no word for it
	}
	n := typed("GeoCoordinates")
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

// briefSource returns what every page says of a source that it cites.
func (b *Builder) briefSource(s *site.Source) *node {
	m := s.Meta
	n := &node{
		Type: types{sourceType(m.Kind)}, ID: b.this(&s.Node), Name: s.Title, URL: m.URL.Value,
		CreditText: m.Author, InLanguage: m.Lang.Value, DatePublished: point(m.Published.Date), ArchivedAt: m.Archived.Value,
	}
	if m.Publisher != "" {
		n.Publisher = typed("Organization")
		n.Publisher.Name = m.Publisher
	}
	return n
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

// briefQuestion returns what every page says of a question that it asks.
func (b *Builder) briefQuestion(q *site.Question) *node {
	return &node{Type: types{"Question"}, ID: b.this(&q.Node), Name: q.Asked, Text: q.Asked, URL: b.abs(&q.Node)}
}
