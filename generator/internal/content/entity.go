package content

import (
	"math"
	"regexp"
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
)

// ActorMeta is the front matter of an actor.
type ActorMeta struct {
	SortName string
	Aliases  []frontmatter.Text // other names
	Kind     string
	Wikidata string
	PartOf   []frontmatter.Text // ids of actors
	Region   frontmatter.Text   // id
	Image    frontmatter.Text   // relative to the document
	ImageAlt string
	Credit   string
	Roles    []RoleMeta // in the order written
}

// RegionMeta is the front matter of a region.
type RegionMeta struct {
	Aliases  []frontmatter.Text
	Kind     string
	PartOf   frontmatter.Text // id
	ISO      string           // ISO 3166-1 or -2
	Wikidata string
	GeoNames int64
	Point    *Point
	Status   []StatusMeta // in the order written
}

// Point is a place on the Earth in degrees, WGS 84.
type Point struct{ Latitude, Longitude float64 }

// ActorKinds and RegionKinds are the values that `kind` may have.
func ActorKinds() []string {
	return []string{"person", "organisation", "government", "state", "bloc", "military", "party", "group", "media"}
}

// RegionKinds are the values that the `kind` of a region may have.
func RegionKinds() []string {
	return []string{"country", "region", "city", "territory", "sea", "place"}
}

func (d *Document) parseActor(t *frontmatter.Table, ds *diag.List) {
	d.Title = required(t, d.File, ds, "name", false)
	names, redirects := splitAliases(t.Texts("aliases"), d.Title.Value, ds)
	d.Redirects = redirects
	a := &ActorMeta{
		SortName: t.Text("sort_name").Value,
		Aliases:  names,
		Kind:     t.OneOf("kind", ActorKinds()...).Value,
		Wikidata: wikidata(t, ds),
		PartOf:   ids(t.Texts("part_of"), ds),
		Region:   t.Text("region"),
		Image:    t.Text("image"),
		ImageAlt: t.Text("image_alt").Value,
		Credit:   t.Text("image_credit").Value,
	}
	for _, r := range t.Tables("roles") {
		a.Roles = append(a.Roles, d.parseRole(r, ds))
	}
	if a.Image.Value != "" && !t.Has("image_alt") {
		ds.Add(diag.Warningf("missing-alt", a.Image.Span, "the image has no text for readers who cannot see it").
			WithHelp(`add image_alt = "what the picture shows"`))
	}
	d.Actor = a
}

func (d *Document) parseRegion(t *frontmatter.Table, ds *diag.List) {
	d.Title = required(t, d.File, ds, "name", false)
	names, redirects := splitAliases(t.Texts("aliases"), d.Title.Value, ds)
	d.Redirects = redirects
	geonames, _ := t.Int("geonames")
	d.Region = &RegionMeta{
		Aliases:  names,
		Kind:     t.OneOf("kind", RegionKinds()...).Value,
		PartOf:   t.Text("part_of"),
		ISO:      isoCode(t, ds),
		Wikidata: wikidata(t, ds),
		GeoNames: geonames,
		Point:    point(t, ds),
	}
	for _, s := range t.Tables("status") {
		d.Region.Status = append(d.Region.Status, d.parseStatus(s, ds))
	}
}

// splitAliases separates other names from old addresses: an alias that begins with
// a slash is an address.
func splitAliases(all []frontmatter.Text, name string, ds *diag.List) (names, redirects []frontmatter.Text) {
	seen := map[string]bool{name: true}
	for _, a := range all {
		switch {
		case strings.HasPrefix(a.Value, "/"):
			redirects = append(redirects, a)
		case seen[a.Value]:
			ds.Add(diag.Warningf("duplicate-name", a.Span, "%q is named twice", a.Value).
				WithHelp("take one of them out"))
		default:
			seen[a.Value] = true
			names = append(names, a)
		}
	}
	return names, addresses(redirects, ds)
}

var (
	wikidataForm = regexp.MustCompile(`^Q[1-9][0-9]{0,11}$`)
	isoForm      = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)
)

func wikidata(t *frontmatter.Table, ds *diag.List) string {
	text := t.Text("wikidata")
	if text.Value != "" && !wikidataForm.MatchString(text.Value) {
		ds.Add(diag.Errorf("bad-value", text.Span, "%q is no Wikidata item", text.Value).
			WithHelp(`write the letter Q and a number, such as "Q311440"`))
		return ""
	}
	return text.Value
}

func isoCode(t *frontmatter.Table, ds *diag.List) string {
	text := t.Text("iso")
	if text.Value != "" && !isoForm.MatchString(text.Value) {
		ds.Add(diag.Errorf("bad-value", text.Span, "%q is no ISO 3166 code", text.Value).
			WithHelp(`write a code such as "UA" or "UA-65"`))
		return ""
	}
	return text.Value
}

func point(t *frontmatter.Table, ds *diag.List) *Point {
	if !t.Has("point") {
		return nil
	}
	p := t.Floats("point")
	if p == nil {
		return nil // the type was wrong, and is reported
	}
	if len(p) != 2 || math.Abs(p[0]) > 90 || math.Abs(p[1]) > 180 {
		ds.Add(diag.Errorf("bad-value", t.KeySpan("point"), "point is not a latitude and a longitude").
			WithHelp("write point = [46.64, 32.61]: latitude from -90 to 90, longitude from -180 to 180"))
		return nil
	}
	return &Point{Latitude: p[0], Longitude: p[1]}
}
