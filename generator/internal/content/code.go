package content

import (
	"encoding/binary"
	"errors"

	"explainer/generator/internal/codec"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
)

// Append appends a Document for a cache. The error is that it cannot be kept.
func (d *Document) Append(dst []byte) ([]byte, error) {
	start := len(dst)
	dst = append(dst, make([]byte, 2*lengthSize)...)
	for i, code := range []func(*codec.Coder){d.code, d.Entries().code} {
		at := len(dst)
		var err error
		if dst, err = codec.Append(dst, d.File, code); err != nil {
			return dst[:start], err
		}
		binary.LittleEndian.PutUint32(dst[start+i*lengthSize:], uint32(len(dst)-at))
	}
	return codec.Append(dst, d.File, d.Body().code)
}

// Read returns the Document that Append wrote of a file with the same path, bytes and
// options: the one that Parse would return. The error is that the bytes are of no Document.
// The bytes of the file may be gone; then its places have no text.
func Read(data string, f *source.File, p string) (*Document, error) {
	d, err := Unpack(data, func() (string, error) { return data, nil }, f, p)
	if err != nil {
		return nil, err
	}
	if d.entries.held, err = d.unpackEntries(); err != nil {
		return nil, err
	}
	if d.body.held, err = d.unpackBody(); err != nil {
		return nil, err
	}
	d.load = nil
	return d, nil
}

func readFront(front string, f *source.File, p string) (*Document, error) {
	d := &Document{File: f, Path: p, Place: Locate(p)}
	return d, codec.Read(front, f, d.code)
}

func (d *Document) readEntries(data string) (*Entries, error) {
	e := &Entries{}
	if err := codec.Read(data, d.File, e.code); err != nil {
		return nil, err
	}
	if d.Inline != len(e.Inline) {
		return nil, errDocument
	}
	return e, nil
}

func (d *Document) readBody(text string) (*Body, error) {
	b := &Body{}
	if err := codec.Read(text, d.File, b.code); err != nil {
		return nil, err
	}
	if d.Inline != len(b.Claims) || d.Refs != len(b.Refs) || len(d.Anchors) != len(b.Headings) {
		return nil, errDocument
	}
	return b, nil
}

var errDocument = errors.New("content: these are not the bytes of a document")

// lengthSize is how many bytes say how long the front matter is, and as many how long the entries are.
const lengthSize = 4

// sections are the parts of what Append wrote.
type sections[Bytes ~string | ~[]byte] struct{ front, entries, body Bytes }

func cut[Bytes ~string | ~[]byte](data Bytes) (s sections[Bytes], err error) {
	if len(data) < 2*lengthSize {
		return s, errDocument
	}
	length := func(i int) uint64 {
		return uint64(binary.LittleEndian.Uint32([]byte(data[i*lengthSize : (i+1)*lengthSize])))
	}
	front, entries, rest := length(0), length(1), data[2*lengthSize:]
	if front+entries > uint64(len(rest)) {
		return s, errDocument
	}
	return sections[Bytes]{rest[:front], rest[front : front+entries], rest[front+entries:]}, nil
}

func (d *Document) code(c *codec.Coder) {
	c.Bool(&d.BadName)
	c.Bool(&d.Unread)
	codec.Int(c, &d.Text)
	for i := range d.Front {
		codec.Byte(c, &d.Front[i])
	}
	d.Meta.code(c)
	codec.Pointer(c, &d.Explainer, (*ExplainerMeta).code)
	codec.Pointer(c, &d.Actor, (*ActorMeta).code)
	codec.Pointer(c, &d.Region, (*RegionMeta).code)
	codec.Pointer(c, &d.Question, (*QuestionMeta).code)
	codec.Pointer(c, &d.Source, (*SourceMeta).code)
	codec.Int(c, &d.Inline)
	codec.Int(c, &d.Refs)
	c.Strings(&d.Anchors)
	codec.Slice(c, (*[]diag.Diagnostic)(&d.Diags), codeDiagnostic)
	if c.Reading() && !d.makesSense() {
		c.Refuse()
	}
}

// makesSense reports whether a Document has the parts that its kind has.
func (d *Document) makesSense() bool {
	return d.Text >= 0 &&
		(d.Explainer != nil) == (d.Kind == Explainer) && (d.Actor != nil) == (d.Kind == Actor) && (d.Region != nil) == (d.Kind == Region) &&
		(d.Question != nil) == (d.Kind == Question) && (d.Source != nil) == (d.Kind == Source)
}

func codeText(t *frontmatter.Text, c *codec.Coder) {
	c.String(&t.Value)
	c.Span(&t.Span)
}

func codeTexts(c *codec.Coder, list *[]frontmatter.Text) { codec.Slice(c, list, codeText) }

func codeDate(c *codec.Coder, d *frontmatter.Date) {
	c.Date(&d.Date)
	c.Span(&d.Span)
}

func codeDiagnostic(d *diag.Diagnostic, c *codec.Coder) {
	c.String(&d.ID)
	codec.Byte(c, &d.Severity)
	c.Span(&d.Span)
	c.String(&d.Path)
	c.String(&d.Message)
	codec.Slice(c, &d.Notes, func(n *diag.Note, c *codec.Coder) {
		c.Span(&n.Span)
		c.String(&n.Message)
	})
	c.String(&d.Help)
}

func (m *Meta) code(c *codec.Coder) {
	codeText(&m.Title, c)
	c.String(&m.Summary)
	codeText(&m.Slug, c)
	codeTexts(c, &m.Redirects)
	codeText(&m.Layout, c)
	c.Bool(&m.Draft)
	codeText(&m.Lang, c)
	c.Bool(&m.Autolink)
	codeDate(c, &m.Date)
	codeDate(c, &m.Updated)
	c.Values(&m.Extra)
}

func (e *ExplainerMeta) code(c *codec.Coder) {
	codeDate(c, &e.ReviewBy)
	codeDate(c, &e.AsOf)
	codeTexts(c, &e.Authors)
	codec.Slice(c, &e.Updates, (*UpdateMeta).code)
}

func (b *Body) code(c *codec.Coder) {
	b.Doc.Code(c)
	c.Strings(&b.KeyPoints)
	c.Strings(&b.Known)
	c.Strings(&b.Unknown)
}

func (e *Entries) code(c *codec.Coder) {
	codeTexts(c, &e.Actors)
	codeTexts(c, &e.Regions)
	codec.Slice(c, &e.Dates, (*DateMeta).code)
	codec.Slice(c, &e.Questions, (*QuestionMeta).code)
	codec.Slice(c, &e.Sources, (*SourceMeta).code)
	codec.Slice(c, &e.Claims, (*ClaimMeta).code)
	codec.Slice(c, &e.Inline, (*ClaimMeta).code)
}

func (d *DateMeta) code(c *codec.Coder) {
	codeText(&d.ID, c)
	codeDate(c, &d.When)
	codeText(&d.Title, c)
	codeTexts(c, &d.Actors)
	codeTexts(c, &d.Regions)
	c.Bool(&d.Disputed)
	codeTexts(c, &d.Sources)
	c.Span(&d.Span)
}

func (u *UpdateMeta) code(c *codec.Coder) {
	codeDate(c, &u.On)
	c.String(&u.Kind)
	c.String(&u.Text)
}

func (m *ClaimMeta) code(c *codec.Coder) {
	codeText(&m.ID, c)
	codeTexts(c, &m.By)
	codeTexts(c, &m.For)
	codeText(&m.Says, c)
	codeDate(c, &m.On)
	codeText(&m.Question, c)
	c.String(&m.Stance)
	codeTexts(c, &m.About)
	codeTexts(c, &m.Sources)
	codeTexts(c, &m.RespondsTo)
	c.String(&m.Status)
	codeText(&m.SupersededBy, c)
	c.Span(&m.Span)
	c.Bool(&m.Inline)
}

func (q *QuestionMeta) code(c *codec.Coder) {
	codeText(&q.ID, c)
	codeText(&q.Text, c)
	c.String(&q.Kind)
}

func (s *SourceMeta) code(c *codec.Coder) {
	codeText(&s.ID, c)
	codeText(&s.Title, c)
	c.String(&s.Author)
	c.String(&s.Publisher)
	codeDate(c, &s.Published)
	codeText(&s.URL, c)
	codeText(&s.Archived, c)
	codeDate(c, &s.Accessed)
	codeText(&s.Lang, c)
	c.String(&s.Kind)
	c.String(&s.Text)
}

func (a *ActorMeta) code(c *codec.Coder) {
	c.String(&a.SortName)
	codeTexts(c, &a.Aliases)
	c.String(&a.Kind)
	c.String(&a.Wikidata)
	codeTexts(c, &a.PartOf)
	codeText(&a.Region, c)
	codeText(&a.Image, c)
	c.String(&a.ImageAlt)
	c.String(&a.Credit)
	codec.Slice(c, &a.Roles, (*RoleMeta).code)
}

func (r *RoleMeta) code(c *codec.Coder) {
	codeText(&r.Title, c)
	codeText(&r.Org, c)
	codeDate(c, &r.From)
	codeDate(c, &r.To)
}

func (r *RegionMeta) code(c *codec.Coder) {
	codeTexts(c, &r.Aliases)
	c.String(&r.Kind)
	codeText(&r.PartOf, c)
	c.String(&r.ISO)
	c.String(&r.Wikidata)
	codec.Int(c, &r.GeoNames)
	codec.Pointer(c, &r.Point, func(p *Point, c *codec.Coder) {
		c.Float(&p.Latitude)
		c.Float(&p.Longitude)
	})
	codec.Slice(c, &r.Status, (*StatusMeta).code)
}

func (s *StatusMeta) code(c *codec.Coder) {
	codeText(&s.Holder, c)
	codeText(&s.Basis, c)
	codeTexts(c, &s.AccordingTo)
	codeDate(c, &s.From)
	codeDate(c, &s.To)
	codeDate(c, &s.AsOf)
	c.String(&s.Extent)
	codeTexts(c, &s.Sources)
}
