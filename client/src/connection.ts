// The notices that the connection is lost, or the server fails, and that it is back.
import { say } from "./announcer";
import { place } from "./stack";

type Notice = "lost" | "failed" | "back";

const BLIP = 500; // as long as the client waits before `phx-disconnected`
const BACK_FOR = 4_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let current: Notice | undefined;

/** The connection is away: say so, unless it comes back at once. */
export function lose(stack: HTMLElement): void {
  if (current === "lost" || current === "failed") return;
  clearTimeout(timer);
  timer = setTimeout(() => show(stack, hasFailed() ? "failed" : "lost"), BLIP);
}

/** The connection is there again: say so where its loss was said. */
export function regain(stack: HTMLElement): void {
  clearTimeout(timer);
  if (current !== "lost" && current !== "failed") return;
  show(stack, "back");
  timer = setTimeout(() => show(stack, undefined), BACK_FOR);
}

function show(stack: HTMLElement, notice: Notice | undefined): void {
  current = notice;
  for (const element of stack.querySelectorAll<HTMLElement>("[data-liveflash-connection]")) {
    element.hidden = element.dataset["liveflashConnection"] !== notice;
    if (!element.hidden) say((element.textContent ?? "").trim());
  }
  place();
}

function hasFailed(): boolean {
  return document.querySelector("[data-phx-main].phx-server-error") !== null;
}
