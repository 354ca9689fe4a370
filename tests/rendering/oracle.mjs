// Merges trees with the official client's own code. Reads one JSON array of trees a
// line, the join first; answers each with one JSON array: what the page shows after
// every tree. The path of the bundled Rendered class is the first argument.
//
// An element that the client would skip is written as it was shown before. So a skipped
// element that has changed shows as a difference.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

globalThis.window = globalThis;

const bundle = await import(pathToFileURL(process.argv[2]).href);
const { default: Rendered, RenderingBuffer, modifyRoot } = bundle;

function bufferClass(shown) {
  return class extends RenderingBuffer {
    endRoot(attributes, isSkipped) {
      const id = attributes["data-phx-id"];
      const [, before, after] = modifyRoot(this.html, {});
      if (before + after !== "") throw new Error(`text around a root: ${this.html}`);
      if (isSkipped) this.html = shown.get(id) ?? `(${id} is skipped and not shown)`;
      shown.set(id, this.html);
      this.html = this.pending.pop() + this.html;
    }
  };
}

function show(trees) {
  let rendered;
  const shown = new Map();
  return trees.map((tree) => {
    const { diff } = Rendered.extract(tree);
    if (rendered) {
      rendered.mergeDiff(diff);
    } else {
      rendered = new Rendered("v", diff, () => bufferClass(shown));
    }
    return rendered.toString().buffer;
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = show(JSON.parse(line));
  } catch (error) {
    answer = [String(error.stack)];
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
