// Runs Lighthouse on pages, one after the other, in one browser: node lighthouse.mjs CHROMIUM URL…
// A page that misses a score gets three runs at most, and the best of each category counts. It
// prints [{ url, runs, machine, scores: { category: percent }, failed: [audit] }].
//
// Lighthouse simulates a telephone by taking the processor's times four times, which suits a
// machine at rest whose benchmark index is about 1,750. One that is slower, or busy, gets as
// much less, as Lighthouse's document on throttling advises: the telephone stays the same.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { throttling } from "lighthouse/core/config/constants.js";

const [chromePath, ...urls] = process.argv.slice(2);
const userDataDir = mkdtempSync(join(tmpdir(), "lighthouse-"));
const chrome = await launch({
  chromePath,
  userDataDir,
  chromeFlags: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const pages = [];
let slowdown = 4;
try {
  for (const url of urls) {
    const page = { url, runs: 0, scores: {}, failed: [] };
    while (page.runs < 3 && (page.runs === 0 || Object.values(page.scores).some((score) => score < 100))) {
      page.runs++;
      const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error", disableFullPageScreenshot: true }, {
        extends: "lighthouse:default",
        settings: { throttlingMethod: "simulate", throttling: { ...throttling.mobileSlow4G, cpuSlowdownMultiplier: slowdown } },
      });
      page.machine = Math.round(lhr.environment.benchmarkIndex);
      slowdown = Math.min(4, Math.max(1, (4 * page.machine) / 1750));
      page.failed = [];
      for (const [id, { score, auditRefs }] of Object.entries(lhr.categories)) {
        page.scores[id] = Math.max(page.scores[id] ?? 0, Math.round(score * 100));
        for (const { id: audit, weight } of auditRefs) {
          const { score, title, displayValue = "", details } = lhr.audits[audit];
          if (weight === 0 || score === null || score >= 0.9) continue;
          page.failed.push(`${id}: ${audit}: ${title} ${displayValue} ${JSON.stringify(details?.items ?? []).slice(0, 600)}`);
        }
      }
    }
    pages.push(page);
  }
} finally {
  await chrome.kill();
  rmSync(userDataDir, { recursive: true, force: true });
}
console.log(JSON.stringify(pages));
