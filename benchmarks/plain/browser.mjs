// Load a page several times; print the milliseconds of each load as JSON.
// Time to interactive: the end of the last long task, at least until the document and
// its deferred scripts are ready. The processor is slowed down to that of a phone.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const LOADS = 7;
const SLOWDOWN = 4;
const QUIET_MS = 2000;

const [packageFile, executablePath, url, cookies] = process.argv.slice(2);
const require = createRequire(packageFile);
const module = pathToFileURL(require.resolve("puppeteer-core")).href;
const { default: puppeteer } = await import(module);

const browser = await puppeteer.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
await browser.setCookie(
  ...cookies.split("; ").map((cookie) => {
    const [name, value] = cookie.split("=");
    return { name, value, domain: new URL(url).hostname, path: "/" };
  }),
);

function observe() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      window.longTasks.push(task.startTime + task.duration);
    }
  }).observe({ type: "longtask", buffered: true });
}

async function load() {
  const page = await browser.newPage();
  await page.setCacheEnabled(false);
  await page.emulateCPUThrottling(SLOWDOWN);
  await page.evaluateOnNewDocument(observe);
  await page.goto(url, { waitUntil: "load" });
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  const { ScriptDuration } = await page.metrics();
  const interactive = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    return Math.max(navigation.domContentLoadedEventEnd, ...window.longTasks);
  });
  await page.close();
  return { script: ScriptDuration * 1000, interactive };
}

await load();
const loads = [];
for (let number = 0; number < LOADS; number += 1) {
  loads.push(await load());
}
await browser.close();
console.log(JSON.stringify(loads));
