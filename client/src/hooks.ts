import type { Hook, HookInterface, HooksOptions, LiveSocket, LiveSocketOptions } from "phoenix_live_view";

import { announce, prepare, preserve } from "./announcer.ts";
import { count, end, leave, settle, startClock, timesOfJoin, type Times } from "./clock.ts";
import { regain, watchConnection } from "./connection.ts";
import { watchDialogs } from "./dialogs.ts";
import { keepFocusable, passOn, recover, startKeys } from "./focus.ts";
import { forget, forgetOthers, furnish, record } from "./history.ts";
import { acknowledge, seenParams } from "./pushed.ts";
import { abandon, adopt, goHome, place, watchPopovers } from "./stack.ts";

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

/** One message: its time, its announcement, its keys, and where the focus goes. */
const LiveflashMessage: Hook<Pick<Message, "gone" | "revision">> = {
  mounted() {
    start();
    pusher = this;
    this.revision = this.el.dataset["liveflashRevision"];
    if (announce(this.el)) enter(this);
    record(this.el);
    place();
    count(this.el, () => expire(this));
    tell(this.el, "liveflash:shown");
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
        go(this, this.gone ?? "click", isByPointer);
      }
      // Not by its phx-click: what one push carries goes along with the next.
      if (button?.matches("[data-liveflash-action]")) {
        push("lv:clear-flash", { id: go(this, "action", isByPointer) });
      }
    });
  },
  updated() {
    const revision = this.el.dataset["liveflashRevision"];
    if (revision === this.revision) return;
    this.revision = revision;
    announce(this.el);
    record(this.el);
    count(this.el, () => expire(this));
  },
  reconnected() {
    settle();
  },
  destroyed() {
    leave(this.el);
    if (this.gone === undefined) tell(this.el, "liveflash:dismissed", "server");
    place();
    recover(this.el);
  },
};

/** The stack of messages, with the notice of the connection. */
const LiveflashStack: Hook = {
  mounted() {
    start();
    pusher = this;
    const js = this.js();
    js.ignoreAttributes(this.el, ["popover"]);
    for (const notice of this.el.querySelectorAll<HTMLElement>("[data-liveflash-connection]")) {
      js.ignoreAttributes(notice, ["hidden"]);
    }
    adopt(this.el);
    regain();
  },
  reconnected() {
    settle();
    regain();
  },
  destroyed() {
    abandon(this.el);
  },
};

/** The drawer with what was shown in this tab. */
const LiveflashHistory: Hook = {
  mounted() {
    furnish(this.el);
  },
};

/** The hooks that liveflash's own templates name; give them to your LiveSocket. */
export const hooks: HooksOptions = { LiveflashMessage, LiveflashStack, LiveflashHistory };

/** For the LiveSocket's option `dom`: a patch finds the messages where it left them. */
export const dom: NonNullable<LiveSocketOptions["dom"]> = {
  onPatchStart: goHome,
  onPatchEnd: place,
  onBeforeElUpdated(from, to) {
    preserve(from, to);
    keepFocusable(from, to);
  },
};

/** For the LiveSocket's option `params`: which messages there are, and their time. */
export function joinParams(): object {
  const times = timesOfJoin();
  return {
    ...(Object.keys(times).length > 0 ? { _flash: times } : {}),
    ...messageParams(times),
    ...seenParams(),
  };
}

/** The revisions of the messages on the page, `{_messages: {id: revision}}`, or nothing. */
function messageParams(times: Times): object {
  const told = all("[data-liveflash-revision]")
    .map(({ dataset }) => [dataset["liveflashId"] ?? "", Number(dataset["liveflashRevision"])])
    .filter(([id = ""]) => times[id]?.[0] !== 0);
  return told.length > 0 ? { _messages: Object.fromEntries(told) } : {};
}

function all(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}

/** Begin before the client connects: listen, and announce what the page came with. */
export function watch(liveSocket: LiveSocket): void {
  acknowledge(liveSocket);
  liveSocket.socket.onClose(({ code }) => {
    if (code === SESSION_ENDED) forget();
  });
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin, { once: true });
  } else {
    begin();
  }
}

function begin(): void {
  start();
  all("[data-liveflash-id]").forEach(announce);
}

function start(): void {
  if (isStarted) return;
  isStarted = true;
  forgetOthers();
  prepare();
  watchDialogs(place);
  watchPopovers();
  watchConnection();
  startKeys();
  startClock((times) => push("lv:flash-time", times));
}

/** The first time that a message is seen it may move. */
function enter(hook: Message): void {
  const { el } = hook;
  hook.js().ignoreAttributes(el, [ENTERING]);
  el.setAttribute(ENTERING, "");
  el.addEventListener("animationend", () => el.removeAttribute(ENTERING), { once: true });
}

function expire(hook: Message): void {
  const id = go(hook, "timeout");
  hook.js().hide(hook.el, LEAVING);
  push("lv:clear-flash", { id, expired: true });
  place();
}

/** A message is about to go: tell, and see to the focus. */
function go(hook: Message, reason: Reason, isByPointer = false): string {
  const id = hook.el.dataset["liveflashId"] ?? "";
  hook.gone = reason;
  tell(hook.el, "liveflash:dismissed", reason);
  passOn(hook.el, isByPointer);
  if (!isConnected()) end(id);
  return id;
}

function push(event: string, payload: Times | Record<string, unknown>): void {
  if (isConnected()) pusher?.pushEvent(event, payload)?.catch(() => {});
}

function isConnected(): boolean {
  return document.querySelector("[data-phx-main].phx-connected") !== null;
}

function tell(element: HTMLElement, name: string, reason?: Reason): void {
  const { liveflashId: id, key, level } = element.dataset;
  const detail = reason === undefined ? { id, key, level } : { id, key, level, reason };
  const target = element.isConnected ? element : document;
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
