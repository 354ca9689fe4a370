// Merges trees with the official client's own code. Reads one JSON array of trees a
// line, the join first; answers each with one JSON array: what the page shows after
// every tree. The path of the bundled Rendered class is the first argument.
//
// An element that the client would skip is written as it was shown before, and a diff of
// components alone changes these alone. So whatever the client would not patch, though it
// has changed, shows as a difference.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

globalThis.window = globalThis;

const bundle = await import(pathToFileURL(process.argv[2]).href);
const { default: Rendered, RenderingBuffer, modifyRoot } = bundle;

// Around each component in what is shown: its id, and its end.
const COMPONENT = /\u0001(\d+)\u0002([^\u0003]*)\u0003/g;

function bufferClass(shown) {
  return class extends RenderingBuffer {
    endRoot(attributes, isSkipped) {
      const id = attributes["data-phx-id"];
      const cid = attributes["data-phx-component"];
      const [, before, after] = modifyRoot(this.html, {});
      if (before + after !== "") throw new Error(`text around a root: ${this.html}`);
      if (cid !== undefined) this.html = `\u0001${cid}\u0002${this.html}\u0003`;
      if (isSkipped) this.html = shown.get(id) ?? `(${id} is skipped and not shown)`;
      shown.set(id, this.html);
      this.html = this.pending.pop() + this.html;
    }
  };
}

function patchComponents(rendered, cids, shown) {
  for (const cid of cids) {
    const { buffer: component } = rendered.recursiveCIDToString(rendered.get().c, cid, null);
    for (const [id, html] of shown) {
      const patched = html.replace(COMPONENT, (former, other) =>
        other === String(cid) ? component : former,
      );
      shown.set(id, patched);
    }
  }
}

function show(trees) {
  let rendered;
  const shown = new Map();
  return trees.map((tree) => {
    const { diff } = Rendered.extract(tree);
    if (rendered) {
      rendered.mergeDiff(diff);
      const cids = rendered.componentCIDs(diff);
      if (rendered.isComponentOnlyDiff(diff)) {
        patchComponents(rendered, cids, shown);
      } else {
        shown.set("page", rendered.toString(cids).buffer);
      }
    } else {
      rendered = new Rendered("v", diff, () => bufferClass(shown));
      shown.set("page", rendered.toString().buffer);
    }
    return shown.get("page").replace(COMPONENT, "$2");
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
