// Two text-only ARIA live regions outside the patched part of the page. Text put into
// them is read out once, whatever happens to the visible message.
import { openDialog } from "./layers.ts";

export type Urgency = "polite" | "assertive";

const ANNOUNCER_ID = "liveflash-announcer";
const PART_SELECTOR = ".liveflash-level, .liveflash-title, .liveflash-text, li, dt, dd";
const URGENT_LEVELS = ["error", "warning"];
// Screen readers do not listen earlier after a page load.
const MIN_PAGE_AGE_MS = 500;
const REMOVE_AFTER_MS = 7_000;
const UPDATE_DELAY_MS = 2_000;

const queue: (() => void)[] = [];
const pendingUpdates = new Map<string, HTMLElement>();
let announcer: HTMLElement | undefined;

/** Announce a text once, inside the open modal dialog if there is one. */
export function announceText(text: string, urgency: Urgency = "polite"): void {
  const line = document.createElement("div");
  line.textContent = text;
  const put = () => {
    liveRegion(urgency).append(line);
    setTimeout(() => line.remove(), REMOVE_AFTER_MS);
  };
  // One timer for all, because several may fire in another order.
  if (queue.push(put) > 1) return;
  const delay = Math.max(0, MIN_PAGE_AGE_MS - performance.now());
  setTimeout(() => queue.splice(0).forEach((put) => put()), delay);
}

/** Announce a message; of quick updates only the last. */
export function announceMessage(element: HTMLElement): void {
  if (element.dataset["liveflashRevision"] === "0") announceText(textOf(element), urgencyOf(element));
  else announceUpdate(element);
}

/** Return the live regions, moved to where screen readers hear them. */
export function placeAnnouncer(): HTMLElement {
  announcer ??= document.getElementById(ANNOUNCER_ID) ?? createAnnouncer();
  const parent = openDialog() ?? document.body;
  // Inserted HTML may have live regions too, from a cache even with texts.
  for (const each of document.querySelectorAll(`#${ANNOUNCER_ID}`)) {
    if (each !== announcer) each.remove();
  }
  if (announcer.closest("dialog, body") !== parent) parent.append(announcer);
  return announcer;
}

/** Before a patch: keep the live regions in the dialog that contains them. */
export function keepAnnouncer(from: Element, to: Element): void {
  if (!(from instanceof HTMLDialogElement) || !(to instanceof HTMLElement)) return;
  const inside = from.querySelector(`:scope > #${ANNOUNCER_ID}`);
  if (inside !== null) to.append(inside.cloneNode(true));
}

/** Return the text of a message as one line, with pauses between its parts. */
export function textOf(element: HTMLElement): string {
  const text = element.querySelector("[data-liveflash-text]") ?? element;
  const parts = [...text.querySelectorAll(PART_SELECTOR)];
  const outer = parts.filter((part) => part.parentElement?.closest(PART_SELECTOR) == null);
  const texts = outer.map((part) => singleLine(part) + (part.matches("dt") ? ":" : ""));
  return texts.filter(Boolean).reduce(joinParts, "") || singleLine(text);
}

function joinParts(before: string, part: string): string {
  if (before === "") return part;
  return /\p{P}$/u.test(before) ? `${before} ${part}` : `${before}, ${part}`;
}

function singleLine(element: Element): string {
  return element.textContent!.replace(/\s+/g, " ").trim();
}

function announceUpdate(element: HTMLElement): void {
  const { id } = element;
  const isPending = pendingUpdates.has(id);
  pendingUpdates.set(id, element);
  if (isPending) return;
  setTimeout(() => {
    const last = pendingUpdates.get(id) ?? element;
    pendingUpdates.delete(id);
    announceText(textOf(last), urgencyOf(last));
  }, UPDATE_DELAY_MS);
}

function liveRegion(urgency: Urgency): Element {
  return placeAnnouncer().querySelector(`[aria-live="${urgency}"]`)!;
}

function createAnnouncer(): HTMLElement {
  const element = document.createElement("div");
  element.id = ANNOUNCER_ID;
  element.append(createLiveRegion("polite"), createLiveRegion("assertive"));
  return element;
}

function createLiveRegion(urgency: Urgency): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("aria-live", urgency);
  return element;
}

function urgencyOf({ dataset }: HTMLElement): Urgency {
  return URGENT_LEVELS.includes(dataset["level"] ?? "") ? "assertive" : "polite";
}
