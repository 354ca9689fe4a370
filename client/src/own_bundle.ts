// For a project with its own bundler, which cannot load a module by the URL of a page.
import type { LiveSocket } from "phoenix_live_view";

import * as elements from "./elements.ts";
import { dismissSwiped } from "./message.ts";
import { prepare } from "./prepare.ts";
import { updateCountdowns } from "./timeouts.ts";
import { watchSwipes, watchTaps } from "./touch.ts";

watchSwipes(dismissSwiped);
watchTaps(updateCountdowns);
export * from "./elements.ts";

/** Use a LiveSocket, before it connects. */
export function watch(liveSocket: LiveSocket): void {
  prepare(liveSocket);
  elements.watch(liveSocket);
}
