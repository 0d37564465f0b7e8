// Holds a timeline against TimelineJS: reads its JSON from standard input, prints a
// line for each fault, and then what TimelineJS makes of each event.
import { readFileSync } from "node:fs";
import { register } from "node:module";

// TimelineJS is written for bundlers and browsers: its imports lack extensions. Its
// sanitizer and its network want a browser, and checking the data wants neither.
const resolve = `
  const stub = (code) => ({ url: "data:text/javascript," + encodeURIComponent(code), format: "module", shortCircuit: true });
  export async function resolve(name, context, next) {
    if (name === "dompurify") return stub("export default { addHook() {}, sanitize: (text) => text }");
    if (name.endsWith("/net/Net")) return stub("export const ajax = null, fetchJSON = null, getJSON = null");
    if (name.startsWith(".") && !name.endsWith(".js")) name += ".js";
    return next(name, context);
  }`;
register("data:text/javascript," + encodeURIComponent(resolve));
globalThis.DOMParser = class {
  // The text of markup: tags go, and what stands for a sign becomes the sign.
  parseFromString(text) {
    const signs = { lt: "<", gt: ">", amp: "&", "#34": '"', "#39": "'" };
    return { body: { textContent: text.replace(/<[^>]*>/g, "").replace(/&([a-z#0-9]+);/g, (_, name) => signs[name]) } };
  }
};

const { TimelineConfig } = await import("@knight-lab/timelinejs/src/js/core/TimelineConfig.js");
const config = new TimelineConfig(JSON.parse(readFileSync(0, "utf8")));
config.validate();
for (const message of [...config.messages.errors, ...config.messages.warnings]) console.log("fault: " + message);
const day = (d) => d && [d.data.year, d.data.month, d.data.day].filter(Boolean).join("-");
for (const e of config.events) {
  console.log([e.unique_id, day(e.start_date), day(e.end_date) ?? "", e.group ?? "", e.text.headline].join(" | "));
}
