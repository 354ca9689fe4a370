// The time of messages. The page counts it, and tells the server what remains.
//
// What remains is kept by a message's id and revision, so that it outlives the element:
// a render, a live navigation, a reconnect.
import { trim } from "./bounds.ts";
import { stays } from "./preference.ts";

export type Times = Record<string, [seconds: number, isPaused: boolean]>;

interface Count {
  id: string;
  left: number;
  /** When it began to run, on the clock of `performance.now()`; undefined: paused. */
  since?: number;
  timer?: ReturnType<typeof setTimeout>;
  /** Called when the time is over. */
  expire: () => void;
}

const PAUSING = ["pointerover", "pointerout", "focusin", "focusout", "visibilitychange"];
const DIALOG = "dialog[open], [role='dialog'], [role='alertdialog']";
const LONGEST_TIMER = 2 ** 31 - 1; // a longer one would ring at once
const MOST_ENDED = 100;
const MOST_COUNTED = 500;

const counts = new Map<string, Count>();
const shown = new Map<HTMLElement, Count>();
const ended = new Set<string>();

let tell: (times: Times) => void = () => {};

/** Say how the server is told; begin to listen for what pauses. */
export function startClock(teller: (times: Times) => void): void {
  tell = teller;
  for (const name of PAUSING) document.addEventListener(name, () => setTimeout(refresh));
  window.addEventListener("storage", refresh);
}

/** Count the time of a message from now on, or go on where it was. */
export function count(element: HTMLElement, expire: () => void): void {
  leave(element);
  const { liveflashId: id = "", liveflashRevision, liveflashTimeout } = element.dataset;
  if (liveflashTimeout === undefined) return;
  const key = `${id}:${liveflashRevision}`;
  const found = counts.get(key) ?? { id, left: Number(liveflashTimeout), expire };
  found.expire = expire;
  counts.set(key, found);
  trim(counts, MOST_COUNTED);
  shown.set(element, found);
  // The server takes it that the time runs.
  if (!run(element, found)) tell(timesOf([found]));
}

/** Count no longer, as the element is gone; what remains is kept. */
export function leave(element: HTMLElement): void {
  const found = shown.get(element);
  shown.delete(element);
  if (found !== undefined) halt(found);
}

/** Note that a message was dismissed or is over while the server cannot be told. */
export function end(id: string): void {
  ended.add(id);
  trim(ended, MOST_ENDED);
}

/** The server knows what was told with the join. */
export function settle(): void {
  ended.clear();
}

/** What a join tells of the messages that are shown, or ended while nobody was told. */
export function timesOfJoin(): Times {
  const times = timesOf([...shown.values()]);
  for (const id of ended) times[id] = [0, false];
  return times;
}

/** Pause and resume as the page is now; tell the server what has changed. */
export function refresh(): void {
  const changed = [...shown].filter(([element, found]) => run(element, found));
  if (changed.length > 0) tell(timesOf(changed.map(([, found]) => found)));
}

/** Run or halt; whether that is a change. */
function run(element: HTMLElement, found: Count): boolean {
  const isPaused = pauses(element);
  if (isPaused === (found.since === undefined)) return false;
  if (isPaused) halt(found);
  else {
    found.since = performance.now();
    const time = Math.min(found.left * 1000, LONGEST_TIMER);
    found.timer = setTimeout(() => over(element, found), time);
  }
  return true;
}

function over(element: HTMLElement, found: Count): void {
  shown.delete(element);
  found.left = 0;
  found.expire();
}

function halt(found: Count): void {
  clearTimeout(found.timer);
  if (found.since === undefined) return;
  found.left = leftOf(found);
  delete found.since;
}

function leftOf({ left, since }: Count): number {
  if (since === undefined) return left;
  return Math.max(0, left - (performance.now() - since) / 1000);
}

function timesOf(found: Count[]): Times {
  const tenths = (count: Count) => Math.round(leftOf(count) * 10) / 10;
  return Object.fromEntries(
    found.map((count) => [count.id, [tenths(count), count.since === undefined]]),
  );
}

function pauses(element: HTMLElement): boolean {
  return (
    stays() ||
    document.hidden ||
    !element.checkVisibility() ||
    (element.closest(".liveflash")?.matches(":hover, :focus-within") ?? false) ||
    document.activeElement?.closest(DIALOG) != null
  );
}
