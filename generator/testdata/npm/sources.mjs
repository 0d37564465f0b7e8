// Reads { csl, bib } from standard input with Citation.js. It prints the sources of the
// CSL-JSON as citeproc sets them and those of the BibLaTeX as CSL-JSON. CSL-JSON that
// Citation.js would have to correct is a fault, and so is a source that the two tell
// differently.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Cite } from "@citation-js/core";
import { clean } from "@citation-js/core/lib/plugins/input/csl.js";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";

const { csl, bib } = JSON.parse(readFileSync(0, "utf8"));
const fault = (item, other) => console.log(`fault: ${JSON.stringify(item)} is read as ${JSON.stringify(other)}`);

const items = JSON.parse(csl);
const guess = false;
for (const item of items) {
  const [read] = clean([item], guess);
  if (!isDeepStrictEqual(item, { ...read })) fault(item, read);
}
console.log(new Cite(items).format("bibliography", { format: "text", template: "apa" }));

const entries = bib ? new Cite(bib, { forceType: "@biblatex/text" }).data : [];
for (const [i, { _graph, ...entry }] of entries.entries()) {
  console.log(JSON.stringify(entry));
  entry.author = entry.author?.map(({ family }) => ({ literal: family })); // BibLaTeX has no other names
  for (const field of ["id", "title", "publisher", "author", "accessed"]) {
    if (entry[field] && !isDeepStrictEqual(entry[field], items[i][field])) fault(items[i][field], entry[field]);
  }
}
if (entries.length !== items.length) console.log(`fault: ${items.length} and ${entries.length} sources`);
