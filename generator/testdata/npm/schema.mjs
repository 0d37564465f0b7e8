// Holds JSON-LD documents against schema.org. It reads a JSON array of { name, data }
// from standard input and prints a line for each fault.
//
// Types, properties and the types of their values are those of schema-dts, checked
// by TypeScript; that a document is JSON-LD that loses nothing is jsonld's word.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import jsonld from "jsonld";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const pages = JSON.parse(readFileSync(0, "utf8"));

// Every node of a graph becomes a constant of its type.
const lines = ['import type * as s from "schema-dts";'];
const places = [""];
for (const { name, data } of pages) {
  for (const node of JSON.parse(data)["@graph"]) {
    const types = [node["@type"]].flat().map((t) => `s.${t}Leaf`);
    const type = types.length === 1 ? types[0] : `s.MergeLeafTypes<[${types.join(", ")}]>`;
    const value = JSON.stringify(node).replace(/[\u2028\u2029]/g, " "); // TypeScript ends lines there
    lines.push(`export const n${lines.length}: ${type} = ${value};`);
    places.push(`${name}: ${node["@id"]}`);
  }
}

const options = {
  noEmit: true, strict: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022,
};
const file = join(here, "graph.ts");
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
const text = lines.join("\n");
host.fileExists = (f) => f === file || fileExists(f);
host.readFile = (f) => (f === file ? text : readFile(f));
host.getSourceFile = (f, ...rest) => (f === file ? ts.createSourceFile(f, text, ts.ScriptTarget.ES2022) : getSourceFile(f, ...rest));
for (const d of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
  const at = d.file?.fileName === file ? places[d.file.getLineAndCharacterOfPosition(d.start).line] : "";
  console.log(`${at}: ${ts.flattenDiagnosticMessageText(d.messageText, "\n  ")}`);
}

// The context of schema.org is its vocabulary: nothing is fetched.
const documentLoader = async (url) => ({
  contextUrl: null, documentUrl: url, document: { "@context": { "@vocab": "https://schema.org/" } },
});
for (const { name, data } of pages) {
  try {
    const quads = await jsonld.toRDF(JSON.parse(data), { documentLoader, safe: true, base: "https://no-base.example/" });
    if (quads.length === 0) console.log(`${name}: says nothing`);
    if (JSON.stringify(quads).includes("no-base.example")) console.log(`${name}: has an address that is not absolute`);
  } catch (err) {
    console.log(`${name}: ${err.message} ${JSON.stringify(err.details?.event ?? "")}`);
  }
}
