// Two text-only live regions, outside what the server renders: what is put into them is
// read out once, whatever happens to the message that is seen.
import { openDialog } from "./dialogs";

export type Urgency = "polite" | "assertive";

const ID = "liveflash-announcer";
const READ_OUT_AFTER = 7_000;
const BETWEEN_UPDATES = 2_000;

const heard = new Set<string>();
const waiting = new Map<string, string>();

/** Announce a text once; in an open modal dialog, outside of which nothing is heard. */
export function say(text: string, urgency: Urgency = "polite"): void {
  const line = document.createElement("div");
  line.textContent = text;
  region(urgency).append(line);
  setTimeout(() => line.remove(), READ_OUT_AFTER);
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
  if (revision !== "0") {
    sayLater(id, textOf(element));
    return false;
  }
  say(textOf(element), urgencyOf(element));
  return true;
}

/** Have the live regions at hand before there is anything to say. */
export function prepare(): HTMLElement {
  let announcer = document.getElementById(ID);
  if (announcer === null) {
    announcer = document.createElement("div");
    announcer.id = ID;
    announcer.append(makeRegion("polite"), makeRegion("assertive"));
  }
  const place = openDialog() ?? document.body;
  if (announcer.parentNode !== place) place.append(announcer);
  return announcer;
}

function sayLater(id: string, text: string): void {
  const isWaiting = waiting.has(id);
  waiting.set(id, text);
  if (isWaiting) return;
  setTimeout(() => {
    say(waiting.get(id) ?? "");
    waiting.delete(id);
  }, BETWEEN_UPDATES);
}

function region(urgency: Urgency): Element {
  return prepare().querySelector(`[aria-live="${urgency}"]`)!;
}

function makeRegion(urgency: Urgency): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("aria-live", urgency);
  return element;
}

function textOf(element: HTMLElement): string {
  const text = element.querySelector("[data-liveflash-text]") ?? element;
  return (text.textContent ?? "").replace(/\s+/g, " ").trim();
}

function urgencyOf(element: HTMLElement): Urgency {
  return element.dataset["liveflashUrgency"] === "assertive" ? "assertive" : "polite";
}
