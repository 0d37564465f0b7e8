package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// claim is a claim as claims.json has it. The names and the meaning of the fields
// stay; fields may be added.
type claim struct {
	ID           string   `json:"id"`
	URL          string   `json:"url"`
	By           []party  `json:"by"`
	For          []party  `json:"for"`
	Says         string   `json:"says"`
	Quotation    bool     `json:"quotation"`
	On           string   `json:"on"`
	OnEarliest   string   `json:"on_earliest"`
	OnLatest     string   `json:"on_latest"`
	Question     *asked   `json:"question"`
	Stance       string   `json:"stance"`
	About        []named  `json:"about"`
	Sources      []cited  `json:"sources"`
	Status       string   `json:"status"`
	SupersededBy string   `json:"superseded_by"`
	RespondsTo   []string `json:"responds_to"`
	Explainer    string   `json:"explainer"`
}

// named is a page and its name.
type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// party is an actor and the roles that it held on a date.
type party struct {
	named
	Kind  string   `json:"kind"`
	Roles []string `json:"roles"`
}

// asked is a question.
type asked struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Kind string `json:"kind"`
	URL  string `json:"url"`
}

// cited is a source: its page here, and where it lies itself.
type cited struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
	Link  string `json:"link"`
}

// claims returns all claims, oldest first.
func (x *exporter) claims() []claim {
	all := make([]claim, len(x.site.Claims))
	for i, c := range x.site.Claims {
		all[i] = x.claim(c)
	}
	return all
}

func claimID(c *site.Claim) string { return nodeID(c.From) + "#" + c.ID }

func (x *exporter) claim(c *site.Claim) claim {
	out := claim{
		ID: claimID(c), URL: x.at(c.Place()), Explainer: explainerID(c.From),
		By: x.parties(c.By, c.Date), For: x.parties(c.For, c.Date), Says: c.Meta.Says.Value, Quotation: c.Meta.IsQuotation(),
		On: c.Date.String(), Stance: c.Meta.Stance, Status: c.Meta.Status,
		About: []named{}, Sources: []cited{}, RespondsTo: []string{},
	}
	if !c.Date.IsZero() {
		out.OnEarliest, out.OnLatest = dayText(c.Date.Earliest()), dayText(c.Date.Latest())
	}
	if q := c.Question; q != nil {
		out.Question = &asked{q.ID, q.Asked, q.About, x.abs(&q.Node)}
	}
	for _, r := range c.About {
		out.About = append(out.About, x.named(&r.Node))
	}
	for _, s := range c.Sources {
		out.Sources = append(out.Sources, cited{s.ID, s.Title, x.abs(&s.Node), s.Meta.URL.Value})
	}
	if c.SupersededBy != nil {
		out.SupersededBy = claimID(c.SupersededBy)
	}
	for _, to := range c.RespondsTo {
		out.RespondsTo = append(out.RespondsTo, claimID(to))
	}
	return out
}

func (x *exporter) named(n *site.Node) named { return named{n.ID, n.Title, x.abs(n)} }

func (x *exporter) parties(actors []*site.Actor, on edtf.Date) []party {
	all := make([]party, len(actors))
	for i, a := range actors {
		all[i] = party{named: x.named(&a.Node), Kind: a.Meta.Kind, Roles: []string{}}
		for _, r := range a.RolesOn(on) {
			all[i].Roles = append(all[i].Roles, r.Title)
		}
	}
	return all
}

// claimsJSON returns claims.json.
func (x *exporter) claimsJSON(claims []claim) []byte {
	head := struct {
		Title string `json:"title"`
		URL   string `json:"url"`
	}{x.site.Config.Title, x.base.Abs("/")}
	var b bytes.Buffer
	b.WriteString(`{"site": `)
	b.Write(oneJSON(head))
	b.WriteString(`, "claims": `)
	writeLines(&b, claims)
	b.WriteString("}\n")
	return b.Bytes()
}

// writeLines writes a JSON array with a line for each value, so that versions can be
// compared line by line.
func writeLines[T any](b *bytes.Buffer, values []T) {
	b.WriteString("[")
	for i, v := range values {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n")
		b.Write(oneJSON(v))
	}
	b.WriteString("\n]")
}

// oneJSON returns a value as JSON. The types here have strings, numbers and
// booleans alone, so there is nothing that could fail.
func oneJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return data
}

func columns() []string {
	return []string{
		"id", "url", "by", "by_names", "by_roles", "for", "for_names", "for_roles", "says", "quotation",
		"on", "on_earliest", "on_latest", "question", "question_text", "stance", "about", "about_names",
		"sources", "source_links", "status", "superseded_by", "responds_to", "explainer",
	}
}

// claimsCSV returns claims.csv: lines end with CRLF, and the first has the names of
// the columns.
func claimsCSV(claims []claim) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{columns()}
	for i := range claims {
		rows = append(rows, claims[i].row())
	}
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			break // a buffer takes everything
		}
	}
	w.Flush()
	return b.Bytes()
}

func (c *claim) row() []string {
	question, text := "", ""
	if c.Question != nil {
		question, text = c.Question.ID, c.Question.Text
	}
	id := func(p party) string { return p.ID }
	name := func(p party) string { return p.Name }
	roles := func(p party) string { return strings.Join(p.Roles, ", ") }
	row := []string{
		c.ID, c.URL, joined(c.By, id), joined(c.By, name), joined(c.By, roles),
		joined(c.For, id), joined(c.For, name), joined(c.For, roles), c.Says, strconv.FormatBool(c.Quotation),
		c.On, c.OnEarliest, c.OnLatest, question, text, c.Stance,
		joined(c.About, func(n named) string { return n.ID }), joined(c.About, func(n named) string { return n.Name }),
		joined(c.Sources, func(s cited) string { return s.ID }), joined(c.Sources, func(s cited) string { return s.Link }),
		c.Status, c.SupersededBy, strings.Join(c.RespondsTo, "; "), c.Explainer,
	}
	for i := range row {
		row[i] = cell(row[i])
	}
	return row
}

func joined[T any](list []T, text func(T) string) string {
	var parts []string
	for _, x := range list {
		if s := text(x); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "; ")
}

// cell keeps a spreadsheet from taking text for a formula.
func cell(text string) string {
	r, _ := utf8.DecodeRuneInString(text)
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) {
		return "'" + text
	}
	return text
}
