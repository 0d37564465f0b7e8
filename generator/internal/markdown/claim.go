package markdown

import "explainer/generator/internal/source"

// InlineClaim is a claim that is written in the text.
type InlineClaim struct {
	Ref    int         // index into Refs
	Words  string      // of the link, with quotation marks as typed
	Span   source.Span // of the words
	Fields []ClaimField
}

// ClaimField is one word of an inline claim: key=value, or a value alone.
type ClaimField struct {
	Key, Value string
	Span       source.Span // of the value
	KeySpan    source.Span
}
