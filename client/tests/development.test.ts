import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { show } from "./page.ts";

let loads = 0;

/** Load the script on a page that is not live; return what it warns of. */
async function warnings(markup: string): Promise<string[]> {
  show(`<main>${markup}</main>`);
  const warn = mock.method(console, "warn", () => undefined);
  loads += 1;
  const script = `../src/development.ts?load=${loads}`;
  await import(script);
  const texts = warn.mock.calls.map(({ arguments: [text] }) => String(text));
  warn.mock.restore();
  return texts.filter((text) => text.includes("phx-"));
}

test("a plain page with an element that nothing answers is warned of", async () => {
  assert.equal((await warnings("<button phx-click='save'></button>")).length, 1);
});

test("a plain page with messages is not warned of", async () => {
  const action = "<liveflash-message><button phx-click='undo'></button></liveflash-message>";
  const own = `<p phx-click='[["push",{"event":"lv:clear-flash"}]]'>Saved.</p>`;
  assert.deepEqual(await warnings(action + own), []);
});
