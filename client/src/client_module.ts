// The official client, a module that only pages with something to join load.
export { Socket } from "phoenix";
export { LiveSocket } from "phoenix_live_view";
