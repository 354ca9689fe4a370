// Build the browser script, the official client, the elements for projects with their own bundler, the versions
// that the server announces, and the licences of the bundled packages.
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const client = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(client, "..", "liveflash", "static", "liveflash");

// The oldest supported browsers; docs/messages.md lists them.
const TARGET = ["es2022", "safari16.4", "firefox128"];
const LICENSE_NAMES = ["LICENSE.md", "LICENSE"];

async function readPackageFile(name, file) {
  return readFile(path.join(client, "node_modules", name, file), "utf8");
}

async function readVersion(name) {
  return JSON.parse(await readPackageFile(name, "package.json")).version;
}

async function readLicense(name) {
  for (const file of LICENSE_NAMES) {
    try {
      return (await readPackageFile(name, file)).trim();
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${name} has no licence file (looked for ${LICENSE_NAMES})`);
}

// Packages and the scripts that contain them.
const bundled = new Map();
// A package may itself be bundled: phoenix_live_view contains morphdom.
const EMBEDDED = /^\/\/ .*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//gm;
const INSTALLED = /.*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//;

async function collectPackages(inputs, outfile) {
  for (const input of Object.keys(inputs)) {
    const installed = INSTALLED.exec(input);
    if (!installed) continue;
    const text = await readFile(path.join(client, input), "utf8");
    const embedded = Array.from(text.matchAll(EMBEDDED), (match) => match[1]);
    for (const name of [installed[1], ...embedded]) {
      bundled.set(name, (bundled.get(name) ?? new Set()).add(outfile));
    }
  }
}

async function bundle(entry, outfile, format) {
  const { metafile } = await build({
    absWorkingDir: client,
    entryPoints: [entry],
    outfile: path.join(out, outfile),
    bundle: true,
    minify: true,
    format,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });
  await collectPackages(metafile.inputs, outfile);
}

async function writeTypes() {
  const compiler = path.join(client, "node_modules", "typescript", "bin", "tsc");
  const folder = await mkdtemp(path.join(tmpdir(), "liveflash-"));
  const into = ["--rootDir", path.join(client, "src"), "--outDir", folder];
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", ...into];
  execFileSync(process.execPath, [compiler, "--project", client, ...options], {
    stdio: "inherit",
  });
  await copyFile(path.join(folder, "elements.d.ts"), path.join(out, "elements.d.ts"));
  await rm(folder, { recursive: true });
}

async function writeVersions() {
  const versions = {
    phoenix: await readVersion("phoenix"),
    phoenix_live_view: await readVersion("phoenix_live_view"),
  };
  await writeFile(path.join(out, "client.json"), JSON.stringify(versions) + "\n");
}

async function writeLicenses() {
  const line = "=".repeat(72);
  const texts = ["The scripts of liveflash contain the following software."];
  for (const name of [...bundled.keys()].sort()) {
    const title = `${name}, in ${[...bundled.get(name)].join(", ")}`;
    texts.push(`${line}\n${title}\n${line}`, await readLicense(name));
  }
  await writeFile(path.join(out, "LICENSES.txt"), texts.join("\n\n") + "\n");
}

await mkdir(out, { recursive: true });
await bundle("src/index.ts", "liveflash.js", "iife");
await bundle("src/client_module.ts", "liveflash-client.js", "esm");
await bundle("src/bell.ts", "liveflash-bell.js", "esm");
await bundle("src/touch.ts", "liveflash-touch.js", "esm");
await bundle("src/development.ts", "development.js", "iife");
await bundle("src/own_bundle.ts", "elements.js", "esm");
await writeTypes();
await writeVersions();
await writeLicenses();
