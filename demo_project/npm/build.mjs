// Writes htmx and the stylesheets of the design systems into the demo's static files.
import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const out = path.join(here, "..", "static", "npm");

await mkdir(out, { recursive: true });
await copyFile(
  path.join(modules, "bootstrap", "dist", "css", "bootstrap.min.css"),
  path.join(out, "bootstrap.css"),
);
await copyFile(
  path.join(modules, "htmx.org", "dist", "htmx.min.js"),
  path.join(out, "htmx.js"),
);
await promisify(execFile)(
  process.execPath,
  [
    path.join(modules, "@tailwindcss", "cli", "dist", "index.mjs"),
    ...["--input", "daisyui.css", "--output", path.join(out, "daisyui.css"), "--minify"],
  ],
  { cwd: here },
);
