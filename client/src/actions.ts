// The action of a message: a button sends its event to the view of the page, or to the
// project's handler; a link opens its address.
import { isConnected, isLivePage, pushedBy, runClick } from "./live_page.ts";
import { sendAction } from "./requests.ts";

const BUSY = "aria-busy";

const scripts = new WeakMap<Element, () => void>();

let showFailure = (): void => {};

/** Call a function when nothing on the server has handled an action. */
export function onFailedAction(show: () => void): void {
  showFailure = show;
}

/** Have a button of a message call a function of the page. */
export function setScript(button: Element, run: () => void): void {
  scripts.set(button, run);
}

/**
 * Run the action of a control of a message; return whether it was done.
 *
 * A listener of `liveflash:action` that prevents the default has done it itself.
 */
export async function act(id: string, control: HTMLElement): Promise<boolean> {
  const run = scripts.get(control);
  if (run !== undefined) {
    run();
    return true;
  }
  const sent = pushedBy(control);
  if (sent === undefined) {
    await new Promise((resolve) => setTimeout(resolve)); // a link opens first
    return true;
  }
  if (control.hasAttribute(BUSY) || control.hasAttribute("data-phx-ref-src")) return false;
  const detail = { id, ...sent };
  const options = { bubbles: true, cancelable: true, detail };
  if (!control.dispatchEvent(new CustomEvent("liveflash:action", options))) return true;
  if (isLivePage() && !isConnected()) return false;
  control.setAttribute(BUSY, "true");
  const isDone = await (isLivePage() ? sendToView(id, control) : sendAction(detail));
  control.removeAttribute(BUSY);
  // A view tells its visitor itself.
  if (!isDone && !isLivePage()) showFailure();
  return isDone;
}

function sendToView(id: string, control: HTMLElement): Promise<boolean> {
  return new Promise((resolve) =>
    runClick(control, id, (reply) => resolve(Object(reply).refused === undefined)),
  );
}
