package diag

// WarningIDs returns the kinds of warning there are, sorted: what a site may switch
// off in its config. The text form of a warning ends in its id.
func WarningIDs() []string {
	return []string{
		"ambiguous-name", "citation-form", "claim-after-as-of", "claim-quote", "claim-source", "date-order", "duplicate",
		"duplicate-name", "event-date", "heading-level", "many-redirects", "missing-alt", "no-host", "no-words", "overdue-review", "page-gone", "question-one-sided",
		"question-unanswered", "quote-not-found", "raw-html", "role-overlap", "role-unknown", "source-unused",
		"stale-key-point", "stub", "unknown-alert", "unused-footnote", "words-missing",
	}
}
