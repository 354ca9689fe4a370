// What only fingers and pens need, a module of its own.
export { watchSwipes } from "./swipe.ts";
export { watchTaps } from "./taps.ts";
