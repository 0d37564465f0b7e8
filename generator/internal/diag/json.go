package diag

import (
	"encoding/json"
	"io"

	"explainer/generator/internal/source"
)

// jsonDiagnostic is the machine-readable form. Line and column count from 1, in
// code points; offset and length are in bytes.
type jsonDiagnostic struct {
	Type     string     `json:"type"` // always "diagnostic"
	ID       string     `json:"id"`
	Severity string     `json:"severity"`
	File     string     `json:"file,omitempty"`
	Place    *jsonPlace `json:"place,omitempty"`
	Message  string     `json:"message"`
	Notes    []jsonNote `json:"notes,omitempty"`
	Help     string     `json:"help,omitempty"`
}

type jsonPlace struct {
	File   string `json:"file,omitempty"` // only in notes
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

type jsonNote struct {
	Message string     `json:"message"`
	Place   *jsonPlace `json:"place,omitempty"`
}

// WriteJSON writes one JSON object a line (JSON Lines) for each diagnostic. It
// returns the writer's error.
func WriteJSON(w io.Writer, list List) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range list {
		j := jsonDiagnostic{
			Type: "diagnostic", ID: d.ID, Severity: d.Severity.String(), File: d.File(),
			Place: place(d.Span, false), Message: d.Message, Help: d.Help,
		}
		for _, n := range d.Notes {
			j.Notes = append(j.Notes, jsonNote{Message: n.Message, Place: place(n.Span, true)})
		}
		if err := enc.Encode(j); err != nil {
			return err
		}
	}
	return nil
}

func place(s source.Span, withFile bool) *jsonPlace {
	if s.IsZero() {
		return nil
	}
	pos := s.Pos()
	p := &jsonPlace{Line: pos.Line, Column: pos.Column, Offset: s.Start(), Length: s.End() - s.Start()}
	if withFile {
		p.File = s.File.Path
	}
	return p
}
