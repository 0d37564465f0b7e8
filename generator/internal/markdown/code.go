package markdown

import (
	"explainer/generator/internal/codec"
)

// Code writes the Doc for a cache, or reads it. The Doc of a file that is read is the one
// that Parse would return of it.
func (d *Doc) Code(c *codec.Coder) {
	d.File = c.File()
	c.String(&d.html)
	c.String(&d.plain)
	codec.Slice(c, &d.holes, (*hole).code)
	codec.Slice(c, &d.Headings, (*Heading).code)
	codec.Slice(c, &d.Refs, (*Ref).code)
	codec.Slice(c, &d.Claims, (*InlineClaim).code)
	codec.Slice(c, &d.Runs, func(r *Run, c *codec.Coder) { r.code(c, d) })
	codec.Int(c, &d.Words)
	if c.Reading() && !d.makesSense() {
		c.Refuse()
	}
}

func (h *hole) code(c *codec.Coder) {
	codec.Byte(c, &h.kind)
	codec.Int(c, &h.at)
	codec.Int(c, &h.ref)
}

func (h *Heading) code(c *codec.Coder) {
	codec.Int(c, &h.Level)
	c.String(&h.ID)
	c.String(&h.Text)
	c.Span(&h.Span)
	codec.Int(c, &h.at)
	codec.Int(c, &h.size)
}

func (r *Ref) code(c *codec.Coder) {
	codec.Byte(c, &r.Kind)
	c.String(&r.Target)
	c.String(&r.Query)
	c.String(&r.Fragment)
	c.String(&r.Text)
	c.Span(&r.Span)
	c.Span(&r.Whole)
	codec.Int(c, &r.Claim)
	c.String(&r.title)
	codec.Int(c, &r.at)
	codec.Int(c, &r.size)
	c.Bool(&r.open)
}

func (i *InlineClaim) code(c *codec.Coder) {
	codec.Int(c, &i.Ref)
	c.String(&i.Words)
	c.Span(&i.Span)
	codec.Slice(c, &i.Fields, (*ClaimField).code)
}

func (f *ClaimField) code(c *codec.Coder) {
	c.String(&f.Key)
	c.String(&f.Value)
	c.Span(&f.Span)
	c.Span(&f.KeySpan)
}

// code needs the Doc for its plain text, which most runs are parts of.
func (r *Run) code(c *codec.Coder, d *Doc) {
	codec.Int(c, &r.Section)
	codec.Int(c, &r.Before)
	codec.Int(c, &r.After)
	codec.Int(c, &r.start)
	codec.Int(c, &r.end)
	codec.Int(c, &r.plain)
	size := len(r.Text)
	codec.Int(c, &size)
	shared := d.within(r.plain, size) && d.plain[r.plain:int(r.plain)+size] == r.Text
	c.Bool(&shared)
	switch {
	case !shared:
		c.String(&r.Text)
	case !c.Reading():
	case !d.within(r.plain, size):
		c.Refuse()
	default:
		r.Text = d.plain[r.plain : int(r.plain)+size]
	}
	codec.Slice(c, &r.edits, (*edit).code)
	codec.Slice(c, &r.places, (*place).code)
}

// within reports whether the plain text has so many bytes from an offset on.
func (d *Doc) within(at int32, size int) bool {
	return at >= 0 && size >= 0 && size <= len(d.plain)-int(at)
}

func (e *edit) code(c *codec.Coder) {
	codec.Int(c, &e.at)
	codec.Int(c, &e.size)
	c.String(&e.show)
}

func (p *place) code(c *codec.Coder) {
	codec.Int(c, &p.at)
	codec.Int(c, &p.offset)
}

// makesSense reports whether all that counts within the Doc stays within it.
func (d *Doc) makesSense() bool {
	html, last := len(d.html), int32(0)
	ok := true
	inOrder := func(at int32) {
		ok = ok && at >= last && int(at) <= html
		last = at
	}
	for _, h := range d.holes {
		inOrder(h.at)
		ok = ok && h.ref >= 0 && int(h.ref) < len(d.Refs) && h.kind <= holeCite
	}
	last = 0
	for i := range d.Runs {
		inOrder(d.Runs[i].start)
		inOrder(d.Runs[i].end)
		ok = ok && d.Runs[i].makesSense(d)
	}
	for _, h := range d.Headings {
		ok = ok && d.within(h.at, int(h.size))
	}
	for _, r := range d.Refs {
		ok = ok && d.within(r.at, int(r.size)) && r.Kind <= Claim && r.Claim >= 0 && r.Claim <= len(d.Claims)
	}
	for _, c := range d.Claims {
		ok = ok && c.Ref >= 0 && c.Ref < len(d.Refs)
	}
	return ok
}

func (r *Run) makesSense(d *Doc) bool {
	ok, last := d.within(r.plain, 0), int32(0)
	for _, e := range r.edits {
		ok = ok && e.at >= last && e.size >= 0 && int(e.size) <= len(r.Text)-int(e.at)
		last = e.at + e.size
	}
	return ok
}
