// The official client and what belongs to it, for pages with something to join.
export { Socket } from "phoenix";
export { LiveSocket } from "phoenix_live_view";
export { prepare } from "./prepare.ts";
