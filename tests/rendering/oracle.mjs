// Merges trees with the official client's own code. Reads one JSON array of trees a
// line, the join first; answers each with one JSON array: what the page shows after
// every tree. The path of the bundled Rendered class is the first argument.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

globalThis.window = globalThis;

const { default: Rendered } = await import(pathToFileURL(process.argv[2]).href);

function show(trees) {
  let rendered;
  return trees.map((tree) => {
    const { diff } = Rendered.extract(tree);
    if (rendered) {
      rendered.mergeDiff(diff);
    } else {
      rendered = new Rendered("v", diff);
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
