// What a patch of the client would undo, because the server does not know it.
import { keepAnnouncer } from "./announcer.ts";
import { keepDismissAll } from "./dismiss_all.ts";
import { FANNED } from "./fan.ts";
import { keepFocusable } from "./focus.ts";
import { keepLocal } from "./local.ts";
import { ENTERING, LEAVING } from "./message.ts";

/** Before a patch: keep what the page has changed in an element of ours. */
export function keepChanges(from: Element, to: Element): void {
  keepAnnouncer(from, to);
  keepFocusable(from, to);
  if (from.localName === "liveflash-stack") {
    keepLocal(from, to);
    keepDismissAll(from, to);
  }
  for (const name of changedAttributes(from)) {
    const value = from.getAttribute(name);
    if (value === null) to.removeAttribute(name);
    else to.setAttribute(name, value);
  }
  if (from.classList.contains(LEAVING)) to.classList.add(LEAVING);
}

function changedAttributes(element: Element): string[] {
  if (element.localName === "liveflash-message") return ["hidden", ENTERING];
  if (element.localName === "liveflash-stack") return ["popover", FANNED];
  if (element.hasAttribute("data-liveflash-connection")) return ["hidden"];
  return element.hasAttribute("data-liveflash-more") ? ["aria-expanded"] : [];
}
