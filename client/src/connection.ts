// The notices that the connection is lost, or the server fails, and that it is back.
import { say } from "./announcer.ts";
import { place } from "./stack.ts";

type Notice = "lost" | "failed" | "back";

const BLIP = 500; // as long as the client waits before `phx-disconnected`
const BACK_FOR = 4_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let current: Notice | undefined;

/** Say so when the client meets an error that does not pass at once. */
export function watchConnection(): void {
  window.addEventListener("phx:page-loading-start", (event) => {
    if (event instanceof CustomEvent && event.detail?.kind === "error") lose();
  });
}

/** The connection is there: say so where its loss was said. */
export function regain(): void {
  clearTimeout(timer);
  if (current !== "lost" && current !== "failed") return;
  show("back");
  timer = setTimeout(() => show(undefined), BACK_FOR);
}

function lose(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const notice = hasFailed() ? "failed" : "lost";
    if (notice !== current) show(notice);
  }, BLIP);
}

function show(notice: Notice | undefined): void {
  current = notice;
  const all = document.querySelectorAll<HTMLElement>("[data-liveflash-connection]");
  for (const element of all) {
    element.hidden = element.dataset["liveflashConnection"] !== notice;
    if (!element.hidden) say((element.textContent ?? "").trim());
  }
  place();
}

function hasFailed(): boolean {
  return document.querySelector("[data-phx-main].phx-server-error") !== null;
}
