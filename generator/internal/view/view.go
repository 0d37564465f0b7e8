// Package view is the contract between the site and its layouts: for every kind of
// page a struct of plain data, and the functions that fill it.
//
// A template sees exported fields and nothing else: no method computes, nothing
// leads back to the site. All that a page shows is therefore in its view, and a
// page changes only when its view does. Text is plain text, to be escaped by the
// template; only the fields of type template.HTML are markup, made by package
// markdown from an author's text. Dates come in words, addresses with the base
// path. Lists are in the order in which they are to be shown.
package view
