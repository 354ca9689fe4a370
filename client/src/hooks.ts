import type { Hook, HookInterface, HooksOptions, LiveSocket, LiveSocketOptions } from "phoenix_live_view";

import { announceMessage, placeAnnouncer, keepAnnouncer } from "./announcer.ts";
import {
  clearEnded,
  joinTimes,
  markEnded,
  startClock,
  startCountdown,
  stopCountdown,
  type Times,
} from "./clock.ts";
import { showRecovery, watchConnection } from "./connection.ts";
import { watchDialogs } from "./dialogs.ts";
import { keepFocusable, moveFocusFrom, restoreFocus, startKeys } from "./focus.ts";
import { clearHistory, clearOtherHistory, setUpHistory, recordMessage } from "./history.ts";
import { acknowledge, seenParams } from "./pushed.ts";
import { removeStack, useStack, returnStack, placeStack, watchPopovers } from "./stack.ts";

const SESSION_ENDED = 4401; // the close code of consumers.py
const ENTERING = "data-liveflash-entering";
const LEAVING = { transition: "liveflash-leaving", time: 150 };

type Reason = "click" | "escape" | "timeout" | "action" | "server";

interface Message extends HookInterface {
  gone?: Reason;
  revision?: string | undefined;
}

let pusher: HookInterface | undefined;
let isStarted = false;

/** A message: its timeout, announcement, keys and focus. */
const LiveflashMessage: Hook<Pick<Message, "gone" | "revision">> = {
  mounted() {
    start();
    pusher = this;
    this.revision = this.el.dataset["liveflashRevision"];
    if (announceMessage(this.el)) markEntering(this);
    recordMessage(this.el);
    placeStack();
    startCountdown(this.el, () => expire(this));
    dispatchMessageEvent(this.el, "liveflash:shown");
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      const button = this.el.querySelector<HTMLElement>("[data-liveflash-dismiss]");
      if (button !== null) this.gone = "escape";
      button?.click();
    });
    this.el.addEventListener("click", ({ target, detail }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      const isByPointer = detail > 0;
      if (button?.matches("[data-liveflash-dismiss]")) {
        dismiss(this, this.gone ?? "click", isByPointer);
      }
      // Not in its phx-click, where the value of one push would go along with the next.
      if (button?.matches("[data-liveflash-action]")) {
        push("lv:clear-flash", { id: dismiss(this, "action", isByPointer) });
      }
    });
  },
  updated() {
    const revision = this.el.dataset["liveflashRevision"];
    if (revision === this.revision) return;
    this.revision = revision;
    announceMessage(this.el);
    recordMessage(this.el);
    startCountdown(this.el, () => expire(this));
  },
  reconnected() {
    clearEnded();
  },
  destroyed() {
    stopCountdown(this.el);
    if (this.gone === undefined) dispatchMessageEvent(this.el, "liveflash:dismissed", "server");
    placeStack();
    restoreFocus(this.el);
  },
};

/** The stack of messages, with the notices of the connection. */
const LiveflashStack: Hook = {
  mounted() {
    start();
    pusher = this;
    const js = this.js();
    js.ignoreAttributes(this.el, ["popover"]);
    for (const notice of this.el.querySelectorAll<HTMLElement>("[data-liveflash-connection]")) {
      js.ignoreAttributes(notice, ["hidden"]);
    }
    useStack(this.el);
    showRecovery();
  },
  reconnected() {
    clearEnded();
    showRecovery();
  },
  destroyed() {
    removeStack(this.el);
  },
};

/** The drawer with the messages shown in this tab. */
const LiveflashHistory: Hook = {
  mounted() {
    setUpHistory(this.el);
  },
};

/** The hooks of liveflash's templates; pass them to your LiveSocket. */
export const hooks: HooksOptions = { LiveflashMessage, LiveflashStack, LiveflashHistory };

/** For the LiveSocket's option `dom`: keep the stack and the focus through patches. */
export const dom: NonNullable<LiveSocketOptions["dom"]> = {
  onPatchStart: returnStack,
  onPatchEnd: placeStack,
  onBeforeElUpdated(from, to) {
    keepAnnouncer(from, to);
    keepFocusable(from, to);
  },
};

/** For the LiveSocket's option `params`: the messages on the page and their times. */
export function joinParams(): object {
  const times = joinTimes();
  return {
    ...(Object.keys(times).length > 0 ? { _flash: times } : {}),
    ...messageParams(times),
    ...seenParams(),
  };
}

/** Return the revisions of the messages, `{_messages: {id: revision}}`, or nothing. */
function messageParams(times: Times): object {
  const revisions = all("[data-liveflash-revision]")
    .map(({ dataset }) => [dataset["liveflashId"] ?? "", Number(dataset["liveflashRevision"])])
    .filter(([id = ""]) => times[id]?.[0] !== 0);
  return revisions.length > 0 ? { _messages: Object.fromEntries(revisions) } : {};
}

function all(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}

/** Start before the client connects, and announce the messages of the page load. */
export function watch(liveSocket: LiveSocket): void {
  acknowledge(liveSocket);
  liveSocket.socket.onClose(({ code }) => {
    if (code === SESSION_ENDED) clearHistory();
  });
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin, { once: true });
  } else {
    begin();
  }
}

function begin(): void {
  start();
  all("[data-liveflash-id]").forEach(announceMessage);
}

function start(): void {
  if (isStarted) return;
  isStarted = true;
  clearOtherHistory();
  placeAnnouncer();
  watchDialogs(placeStack);
  watchPopovers();
  watchConnection();
  startKeys();
  startClock((times) => push("lv:flash-time", times));
}

/** Mark a new message for its entrance animation. */
function markEntering(hook: Message): void {
  const { el } = hook;
  hook.js().ignoreAttributes(el, [ENTERING]);
  el.setAttribute(ENTERING, "");
  el.addEventListener("animationend", () => el.removeAttribute(ENTERING), { once: true });
}

function expire(hook: Message): void {
  const id = dismiss(hook, "timeout");
  hook.js().hide(hook.el, LEAVING);
  push("lv:clear-flash", { id, expired: true });
  placeStack();
}

/** Dispatch the event of a message that is about to go, and move the focus. */
function dismiss(hook: Message, reason: Reason, isByPointer = false): string {
  const id = hook.el.dataset["liveflashId"] ?? "";
  hook.gone = reason;
  dispatchMessageEvent(hook.el, "liveflash:dismissed", reason);
  moveFocusFrom(hook.el, isByPointer);
  if (!isConnected()) markEnded(id);
  return id;
}

function push(event: string, payload: Times | Record<string, unknown>): void {
  if (isConnected()) pusher?.pushEvent(event, payload)?.catch(() => {});
}

function isConnected(): boolean {
  return document.querySelector("[data-phx-main].phx-connected") !== null;
}

function dispatchMessageEvent(element: HTMLElement, name: string, reason?: Reason): void {
  const { liveflashId: id, key, level } = element.dataset;
  const detail = reason === undefined ? { id, key, level } : { id, key, level, reason };
  const target = element.isConnected ? element : document;
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
