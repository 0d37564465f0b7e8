// Runs Lighthouse on pages, one after the other, in one browser: node lighthouse.mjs CHROMIUM URL…
// A page that misses a score gets three runs at most, the later ones of the categories that it
// missed, and the best of each category counts. It prints
// [{ url, runs, machine, scores: { category: percent }, failed: [audit] }].
//
// Lighthouse simulates a telephone by taking the processor's times four times, which suits a
// machine at rest whose benchmark index is about 1,750. One that is slower, or busy, gets as
// much less, as Lighthouse's document on throttling advises: the telephone stays the same. The
// index is taken before the first page, and again with each run for the next one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Launcher, launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { throttling } from "lighthouse/core/config/constants.js";
import { pageFunctions } from "lighthouse/core/lib/page-functions.js";
import puppeteer from "puppeteer-core";

const [chromePath, ...urls] = process.argv.slice(2);
const userDataDir = mkdtempSync(join(tmpdir(), "lighthouse-"));
// The lists below the address bar of a window are pages, too, which nobody sees.
const unseen = "WebUIOmniboxPopup,WebUIOmniboxAimPopup";
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
    ...Launcher.defaultFlags().map((flag) => flag.replace("--disable-features=", `--disable-features=${unseen},`)),
  ],
  ignoreDefaultFlags: true,
});

// slower returns how many times slower a telephone is than a machine of an index.
const slower = (index) => Math.min(4, Math.max(1, (4 * index) / 1750));

// measure returns the index of the machine, as Lighthouse takes it.
async function measure() {
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  const page = await browser.newPage();
  const index = await page.evaluate(pageFunctions.computeBenchmarkIndex);
  await page.close();
  await browser.disconnect();
  return index;
}

const pages = [];
try {
  let slowdown = slower(await measure());
  for (const url of urls) {
    const page = { url, runs: 0, scores: {}, failed: [] };
    let missed = ["performance", "accessibility", "best-practices", "seo"];
    while (page.runs < 3 && missed.length > 0) {
      page.runs++;
      const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error", disableFullPageScreenshot: true }, {
        extends: "lighthouse:default",
        settings: {
          onlyCategories: missed,
          throttlingMethod: "simulate",
          throttling: { ...throttling.mobileSlow4G, cpuSlowdownMultiplier: slowdown },
        },
      });
      page.machine = Math.round(lhr.environment.benchmarkIndex);
      slowdown = slower(page.machine);
      page.failed = [];
      for (const [id, { score, auditRefs }] of Object.entries(lhr.categories)) {
        page.scores[id] = Math.max(page.scores[id] ?? 0, Math.round(score * 100));
        for (const { id: audit, weight } of auditRefs) {
          const { score, title, displayValue = "", details } = lhr.audits[audit];
          if (weight === 0 || score === null || score >= 0.9) continue;
          page.failed.push(`${id}: ${audit}: ${title} ${displayValue} ${JSON.stringify(details?.items ?? []).slice(0, 600)}`);
        }
      }
      missed = missed.filter((id) => page.scores[id] < 100);
    }
    pages.push(page);
  }
} finally {
  await chrome.kill();
  rmSync(userDataDir, { recursive: true, force: true });
}
console.log(JSON.stringify(pages));
