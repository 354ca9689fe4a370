// Two text-only live regions, outside what the server patches: what is put into them is
// read out once, whatever happens to the message that is seen.
import { trim } from "./bounds.ts";
import { openDialog } from "./dialogs.ts";

export type Urgency = "polite" | "assertive";

const ID = "liveflash-announcer";
const PARTS = ".liveflash-level, .liveflash-title, .liveflash-text, li, dt, dd";
const EARLIEST = 500; // in the page's life: sooner, a screen reader does not listen yet
const READ_OUT_AFTER = 7_000;
const BETWEEN_UPDATES = 2_000;
const MOST_HEARD = 500;

const unsaid: (() => void)[] = [];
const heard = new Set<string>();
const waiting = new Map<string, HTMLElement>();
let announcer: HTMLElement | undefined;

/** Announce a text once; in an open modal dialog, outside of which nothing is heard. */
export function say(text: string, urgency: Urgency = "polite"): void {
  const line = document.createElement("div");
  line.textContent = text;
  const put = () => {
    region(urgency).append(line);
    setTimeout(() => line.remove(), READ_OUT_AFTER);
  };
  // By one timer, as those of several may ring in another order.
  if (unsaid.push(put) > 1) return;
  const early = Math.max(0, EARLIEST - performance.now());
  setTimeout(() => unsaid.splice(0).forEach((put) => put()), early);
}

/**
 * Announce a message, unless it was; of updates in a row the last.
 *
 * Whether the message is a new one.
 */
export function announce(element: HTMLElement): boolean {
  const { liveflashId: id = "", liveflashRevision: revision = "0" } = element.dataset;
  if (heard.has(`${id}:${revision}`)) return false;
  heard.add(`${id}:${revision}`);
  trim(heard, MOST_HEARD);
  if (revision !== "0") {
    announceLater(id, element);
    return false;
  }
  say(textOf(element), urgencyOf(element));
  return true;
}

/** Have the live regions where they are heard: those of the page, else our own. */
export function prepare(): HTMLElement {
  announcer ??= document.getElementById(ID) ?? make();
  const dialog = openDialog();
  if (!announcer.isConnected || announcer.closest("dialog") !== (dialog ?? null)) {
    (dialog ?? document.body).append(announcer);
  }
  return announcer;
}

/** Before a patch: the dialog that the live regions are in has them in the patch too. */
export function preserve(from: Element, to: Element): void {
  if (!(from instanceof HTMLDialogElement) || !(to instanceof HTMLElement)) return;
  const inside = from.querySelector(`:scope > #${ID}`);
  if (inside !== null) to.append(inside.cloneNode(true));
}

/** What a message says, as one line; its parts are told apart by a pause. */
export function textOf(element: HTMLElement): string {
  const text = element.querySelector("[data-liveflash-text]") ?? element;
  const parts = [...text.querySelectorAll(PARTS)];
  const outer = parts.filter((part) => part.parentElement?.closest(PARTS) == null);
  const said = outer.map((part) => lineOf(part) + (part.matches("dt") ? ":" : ""));
  return said.filter(Boolean).reduce(pause, "") || lineOf(text);
}

function pause(before: string, part: string): string {
  if (before === "") return part;
  return /\p{P}$/u.test(before) ? `${before} ${part}` : `${before}, ${part}`;
}

function lineOf(element: Element): string {
  return (element.textContent ?? "").replace(/\s+/g, " ").trim();
}

function announceLater(id: string, element: HTMLElement): void {
  const isWaiting = waiting.has(id);
  waiting.set(id, element);
  if (isWaiting) return;
  setTimeout(() => {
    const last = waiting.get(id) ?? element;
    waiting.delete(id);
    say(textOf(last), urgencyOf(last));
  }, BETWEEN_UPDATES);
}

function region(urgency: Urgency): Element {
  return prepare().querySelector(`[aria-live="${urgency}"]`)!;
}

function make(): HTMLElement {
  const element = document.createElement("div");
  element.id = ID;
  element.append(makeRegion("polite"), makeRegion("assertive"));
  return element;
}

function makeRegion(urgency: Urgency): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("aria-live", urgency);
  return element;
}

function urgencyOf(element: HTMLElement): Urgency {
  return element.dataset["liveflashUrgency"] === "assertive" ? "assertive" : "polite";
}
