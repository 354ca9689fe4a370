// What only pages with the official client need, a part of its module.
import type { LiveSocket } from "phoenix_live_view";

import { watchDownloads } from "./download.ts";
import { divideEvents, type Client } from "./libraries.ts";

/** Prepare the page for a LiveSocket, before it connects. */
export function prepare(liveSocket: LiveSocket): void {
  divideEvents(liveSocket as unknown as Client);
  watchDownloads();
}
