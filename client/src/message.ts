// A message: its announcement, timeout and dismissal.
import { act } from "./actions.ts";
import { announceMessage } from "./announcer.ts";
import { recordForBell } from "./bell_element.ts";
import { dismissibleMessages } from "./dismiss_all.ts";
import { fold } from "./folding.ts";
import { moveFocusFrom, restoreFocus, returnFocus } from "./focus.ts";
import { isLivePage, push } from "./live_page.ts";
import { isLocal, LOCAL } from "./local.ts";
import { elementId, messageId } from "./message_id.ts";
import { isContinued } from "./ongoing.ts";
import { isInPatch } from "./plain_root.ts";
import { isFirstShown, isOutdated } from "./seen.ts";
import { currentStack, placeStack } from "./stack.ts";
import { markEnded, startCountdown, stopCountdown } from "./timeouts.ts";

export const ENTERING = "data-liveflash-entering";
export const LEAVING = "liveflash-leaving";

// What the server is told of a message that has ended, beside its id.
const REPORTED = { dismissed: {}, timeout: { expired: true }, action: { used: true } };

type Reason = "click" | "escape" | "swipe" | "timeout" | "action" | "server";

/** `<liveflash-message>`. Moving it in the document changes nothing. */
export class LiveflashMessage extends HTMLElement {
  static readonly observedAttributes = ["data-liveflash-revision"];

  #isShown = false;
  #isDismissed = false;
  #reason: Reason = "server";

  connectedCallback(): void {
    if (this.#isShown) return;
    if (isOutdated(messageId(this))) return this.remove();
    // On a plain page the server knows the messages that it patches in, and no others.
    if (!isLivePage() && !isInPatch()) this.setAttribute(LOCAL, "");
    this.#isShown = true;
    this.#show(true);
    placeStack();
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.#isShown && !this.isConnected) this.#leave();
    });
  }

  attributeChangedCallback(_name: string, former: string | null): void {
    // The client patches the attributes of an element before its content.
    if (former !== null && this.#isShown) queueMicrotask(() => this.#show(false));
  }

  /** Hide the message and clear it on the server. */
  dismiss(reason: Reason, isByPointer = false): void {
    if (this.#isDismissed) return;
    this.#isDismissed = true;
    this.#dispatch("liveflash:dismissed", reason);
    moveFocusFrom(this, isByPointer);
    stopCountdown(this);
    if (reason !== "server") this.#clear(reason);
    void this.#hide();
  }

  /** Run an action of the message, and dismiss it if the action was done. */
  async act(control: HTMLElement, isByPointer: boolean): Promise<void> {
    this.#reason = "action"; // if the handler clears the message
    const isDone = await act(messageId(this), control).finally(() => (this.#reason = "server"));
    if (isDone && this.#isShown) this.dismiss("action", isByPointer);
  }

  /** Clear the message on the server, unless it is the browser's alone. */
  #clear(reason: Reason): void {
    const id = messageId(this);
    const ended = reason === "timeout" || reason === "action" ? reason : "dismissed";
    if (!isLocal(this)) markEnded(id, ended); // for a join, if the connection is lost
    else if (this.dataset["liveflashShared"] === undefined) return;
    push("lv:clear-flash", { id, ...REPORTED[ended] });
  }

  #show(isNew: boolean): void {
    if (!this.isConnected || this.#isDismissed) return;
    const { level, liveflashRevision } = this.dataset;
    if (!isContinued(this) && isFirstShown(messageId(this), `${liveflashRevision} ${level}`)) {
      if (isNew && document.readyState === "complete") this.#enter();
      if (isNew) this.#dispatch("liveflash:shown");
      announceMessage(this);
      recordForBell(this);
    }
    startCountdown(this, () => this.dismiss("timeout"));
  }

  /** Start the entrance animation, which moving the element would start again. */
  #enter(): void {
    this.setAttribute(ENTERING, "");
    this.addEventListener("animationend", () => this.removeAttribute(ENTERING), { once: true });
  }

  async #hide(): Promise<void> {
    this.classList.add(LEAVING);
    await Promise.allSettled(this.getAnimations().map(({ finished }) => finished));
    // The view still renders the message until it has received the event.
    if (isLocal(this)) this.remove();
    else this.hidden = true;
    placeStack();
  }

  #leave(): void {
    this.#isShown = false;
    stopCountdown(this);
    if (!this.#isDismissed) this.#dispatch("liveflash:dismissed", this.#reason);
    const stack = currentStack();
    if (stack !== undefined && isLocal(this)) fold(stack);
    placeStack();
    restoreFocus(this);
  }

  #dispatch(name: string, reason?: Reason): void {
    const { key, level } = this.dataset;
    const detail = { id: messageId(this), key, level, ...(reason && { reason }) };
    const target = this.isConnected ? this : document;
    target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** Use a control of a message or of the stack. */
export function useControl(control: HTMLElement, { detail }: MouseEvent): void {
  const message = control.closest("liveflash-message");
  const isByPointer = detail > 0;
  if (control.matches("[data-liveflash-more]")) {
    control.setAttribute("aria-expanded", String(control.getAttribute("aria-expanded") !== "true"));
    placeStack();
  }
  if (control.matches("[data-liveflash-all]")) dismissAll(control, isByPointer);
  if (!(message instanceof LiveflashMessage)) return;
  if (control.matches("[data-liveflash-dismiss]")) message.dismiss("click", isByPointer);
  if (control.matches("[data-liveflash-action]")) void message.act(control, isByPointer);
}

/** Dismiss the messages that a visitor can dismiss one by one. */
function dismissAll(control: HTMLElement, isByPointer: boolean): void {
  for (const message of dismissibleMessages(currentStack() ?? document.body)) {
    if (message instanceof LiveflashMessage) message.dismiss("click");
  }
  if (isByPointer && control === document.activeElement) returnFocus();
  placeStack();
}

/** Dismiss local messages that were dismissed on another page of the user. */
export function dismissCleared(ids: string[]): void {
  for (const id of ids) {
    const message = document.getElementById(elementId(id));
    if (message instanceof LiveflashMessage && isLocal(message)) message.dismiss("server");
  }
}

/** Dismiss the messages of a user who has logged out from a plain page. */
export function dismissOfUser(): void {
  const stack = currentStack();
  for (const message of stack?.querySelectorAll("liveflash-message") ?? []) {
    if (!(message instanceof LiveflashMessage)) continue;
    const isShared = message.dataset["liveflashShared"] !== undefined;
    if (!isShared && isLocal(message)) continue;
    message.setAttribute(LOCAL, ""); // no server knows the page any longer
    message.dismiss("server");
  }
}

/** Dismiss a message by Escape. */
export function escapeMessage(message: HTMLElement): void {
  const isDismissible = message.querySelector("[data-liveflash-dismiss]") !== null;
  if (message instanceof LiveflashMessage && isDismissible) message.dismiss("escape");
}

/** Dismiss a message that was swiped away. */
export function dismissSwiped(message: HTMLElement): void {
  if (message instanceof LiveflashMessage) message.dismiss("swipe", true);
}
