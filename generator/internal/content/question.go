package content

import (
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/urls"
)

// QuestionMeta is a question on which actors differ.
type QuestionMeta struct {
	ID   frontmatter.Text
	Text frontmatter.Text
	Kind string // fact, law, policy, forecast; may be empty
}

// QuestionKinds are the values that a question's `kind` may have.
func QuestionKinds() []string { return []string{"fact", "law", "policy", "forecast"} }

func (d *Document) parseQuestionEntry(t *frontmatter.Table, ds *diag.List) QuestionMeta {
	return QuestionMeta{
		ID:   declaredID(required(t, d.File, ds, "id", false), ds),
		Text: required(t, d.File, ds, "text", false),
		Kind: t.OneOf("kind", QuestionKinds()...).Value,
	}
}

func (d *Document) parseQuestion(t *frontmatter.Table, ds *diag.List) {
	d.Title = required(t, d.File, ds, "text", false)
	d.Summary = t.Text("summary").Value
	d.Redirects = addresses(t.Texts("aliases"), ds)
	d.Question = &QuestionMeta{
		ID: frontmatter.Text{Value: d.ID}, Text: d.Title,
		Kind: t.OneOf("kind", QuestionKinds()...).Value,
	}
}

// SourceMeta is a document that something rests on.
type SourceMeta struct {
	ID        frontmatter.Text
	Title     frontmatter.Text
	Author    string
	Publisher string
	Published frontmatter.Date
	URL       frontmatter.Text
	Archived  frontmatter.Text
	Accessed  frontmatter.Date
	Lang      frontmatter.Text
	Kind      string // primary, official, wire, secondary, data; may be empty
	Text      string // words of the source, against which quotations are checked
}

// SourceKinds are the values that a source's `kind` may have.
func SourceKinds() []string { return []string{"primary", "official", "wire", "secondary", "data"} }

func (d *Document) parseSourceEntry(t *frontmatter.Table, ds *diag.List) SourceMeta {
	s := d.sourceFields(t, ds)
	s.ID = declaredID(required(t, d.File, ds, "id", false), ds)
	s.Lang = langTag(t, ds)
	return s
}

func (d *Document) parseSource(t *frontmatter.Table, ds *diag.List) {
	s := d.sourceFields(t, ds)
	s.ID = frontmatter.Text{Value: d.ID}
	// The language of the document, not of the page about it.
	s.Lang, d.Lang = d.Lang, frontmatter.Text{}
	d.Title = s.Title
	d.Redirects = addresses(t.Texts("aliases"), ds)
	d.Source = &s
}

func (d *Document) sourceFields(t *frontmatter.Table, ds *diag.List) SourceMeta {
	return SourceMeta{
		Title:     required(t, d.File, ds, "title", false),
		Author:    t.Text("author").Value,
		Publisher: t.Text("publisher").Value,
		Published: t.Date("published"),
		URL:       webAddress(t, "url", ds),
		Archived:  webAddress(t, "archived", ds),
		Accessed:  t.Date("accessed"),
		Kind:      t.OneOf("kind", SourceKinds()...).Value,
		Text:      t.Text("text").Value,
	}
}

// RoleMeta is an office that an actor holds from one date to another.
type RoleMeta struct {
	Title    frontmatter.Text
	Org      frontmatter.Text // id of an actor; may be empty
	From, To frontmatter.Date // To is zero while the role goes on
}

func (d *Document) parseRole(t *frontmatter.Table, ds *diag.List) RoleMeta {
	r := RoleMeta{
		Title: required(t, d.File, ds, "title", false),
		Org:   t.Text("org"),
		From:  t.Date("from"),
		To:    t.Date("to"),
	}
	if before(r.To, r.From) {
		ds.Add(diag.Errorf("date-order", r.To.Span, "the role ends before it begins").WithNote(r.From.Span, "it begins %s", r.From.Date))
	}
	return r
}

// StatusMeta is one attributed statement on the sovereignty of a region.
type StatusMeta struct {
	Holder      frontmatter.Text // id of an actor or a region
	Basis       frontmatter.Text
	AccordingTo []frontmatter.Text // ids of actors
	From, To    frontmatter.Date
	AsOf        frontmatter.Date
	Extent      string // full, partial, undefined; may be empty
	Sources     []frontmatter.Text
}

// Bases are the values that the `basis` of a status may have.
func Bases() []string {
	return []string{"recognised", "claims", "controls", "administers", "annexed", "occupies"}
}

func (d *Document) parseStatus(t *frontmatter.Table, ds *diag.List) StatusMeta {
	s := StatusMeta{
		Holder:      required(t, d.File, ds, "holder", false),
		Basis:       t.OneOf("basis", Bases()...),
		AccordingTo: ids(t.TextOrTexts("according_to"), ds),
		From:        t.Date("from"),
		To:          t.Date("to"),
		AsOf:        t.Date("as_of"),
		Extent:      t.OneOf("extent", "full", "partial", "undefined").Value,
		Sources:     ids(t.TextOrTexts("source"), ds),
	}
	switch {
	case !t.Has("basis"):
		ds.Add(diag.Errorf("missing-key", t.Span(), "basis is missing").WithHelp("%s", diag.DidYouMean("", Bases())))
	case s.Basis.Value == "controls":
		if s.AsOf.IsZero() || len(s.Sources) == 0 {
			ds.Add(diag.Errorf("status-control", s.Basis.Span, "who controls a place is true at a time and by a source").
				WithHelp(`add as_of = 2024-12-31 and source = ["the-id-of-a-source"]`))
		}
	case len(s.AccordingTo) == 0 && s.Basis.Value != "":
		ds.Add(diag.Errorf("status-attribution", s.Basis.Span, "nobody is named who says that %s %s this region", s.Holder.Value, verb(s.Basis.Value)).
			WithHelp(`add according_to = ["the-id-of-an-actor"]: the site itself takes no side`))
	}
	if before(s.To, s.From) {
		ds.Add(diag.Errorf("date-order", s.To.Span, "the status ends before it begins").WithNote(s.From.Span, "it begins %s", s.From.Date))
	}
	return s
}

func verb(basis string) string {
	if basis == "recognised" {
		return "is recognised as holding"
	}
	if basis == "annexed" {
		return "has annexed"
	}
	return basis
}

// declaredID checks an id that an entry of front matter declares.
func declaredID(text frontmatter.Text, ds *diag.List) frontmatter.Text {
	if text.Value == "" {
		return text
	}
	if err := urls.ValidID(text.Value); err != nil {
		out := diag.Errorf("bad-name", text.Span, "%v", err)
		if named, ok := err.(*urls.NameError); ok {
			out = diag.Errorf("bad-name", text.Span, "%s", named.Message).WithHelp("%s", named.Help)
		}
		ds.Add(out)
		return frontmatter.Text{}
	}
	return text
}

func webAddress(t *frontmatter.Table, key string, ds *diag.List) frontmatter.Text {
	text := t.Text(key)
	if text.Value == "" || urls.Web(text.Value) {
		return text
	}
	ds.Add(diag.Errorf("unsafe-link", text.Span, "%s is no address of the web", key).
		WithHelp("write a full address that begins with https://"))
	return frontmatter.Text{}
}

func inlineDate(word frontmatter.Text, ds *diag.List) frontmatter.Date {
	d, err := edtf.Parse(word.Value)
	if err != nil {
		out := diag.Errorf("bad-date", word.Span, "%v", err)
		if syntax, ok := err.(*edtf.SyntaxError); ok {
			out = out.WithHelp("%s", syntax.Help)
		}
		ds.Add(out)
	}
	return frontmatter.Date{Date: d, Span: word.Span}
}
