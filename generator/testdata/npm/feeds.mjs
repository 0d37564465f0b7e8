// Reads { atom, json, sitemap } from standard input: the feeds with two parsers each that
// must agree, the sitemap with libxml2 and the schema of sitemaps.org. It prints what
// the parsers read.
import { readFileSync } from "node:fs";
import { parseFeed } from "@rowanmanning/feed-parser";
import { parseAtomFeed, parseJsonFeed } from "feedsmith";
import { validateXML } from "xmllint-wasm";

const { atom, json, sitemap } = JSON.parse(readFileSync(0, "utf8"));
const fault = (...words) => console.log("fault:", ...words);
const iso = (date) => (date ? new Date(date).toISOString() : undefined);

const text = (element) => element?.value ?? element;
const strict = parseAtomFeed(atom);
const resilient = parseFeed(atom);
if (resilient.meta.type !== "atom" || resilient.meta.version !== "1.0") fault("no Atom 1.0:", resilient.meta);
console.log(`${text(strict.title)} <${strict.id}> ${strict.updated}`);
const read = [];
for (const [i, entry] of (strict.entries ?? []).entries()) {
  const other = resilient.items[i];
  const href = entry.links.find((link) => link.rel === "alternate").href;
  for (const [a, b] of [
    [entry.id, other.id],
    [text(entry.title), other.title],
    [href, other.url],
    [iso(entry.updated), iso(other.updated)],
    [iso(entry.published), iso(other.published)],
  ]) {
    if (a !== b) fault(`${a} is read as ${b}`);
  }
  read.push([entry.id, text(entry.title), href, entry.published, entry.updated, text(entry.summary)]);
  console.log(read.at(-1).join(" | "), (entry.authors ?? []).map((a) => a.name).join(", "), (entry.categories ?? []).map((c) => c.term).join(", "));
}

const feed = parseJsonFeed(JSON.parse(json));
if (feed.title !== text(strict.title)) fault(`${feed.title} is not ${text(strict.title)}`);
const items = feed.items.map((i) => [i.id, i.title, i.url, i.date_published, i.date_modified, i.content_text]);
if (JSON.stringify(items) !== JSON.stringify(read)) fault("the feeds differ:", JSON.stringify(items));

const schema = readFileSync(new URL("node_modules/sitemap/schema/sitemap.xsd", import.meta.url), "utf8");
const result = await validateXML({ xml: [{ fileName: "sitemap.xml", contents: sitemap }], schema: [schema] });
for (const { message } of result.errors) fault(message);
