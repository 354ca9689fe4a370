import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const MOST = 12_000; // bytes, gzipped

test("the script of every page is small and without the official client", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    metafile: true,
    write: false,
  });
  const packages = Object.keys(metafile.inputs).filter((name) => name.includes("node_modules"));
  const size = gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
  console.log(`${size} bytes`);
  assert.deepEqual(packages, []);
  assert.ok(size <= MOST, `${size} bytes are more than ${MOST}`);
});
