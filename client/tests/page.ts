// A page without a browser, and its clock in the test's hand.
import { mock } from "node:test";

import { GlobalRegistrator } from "@happy-dom/global-registrator";

GlobalRegistrator.register({ url: "http://localhost/" });

let now = 0;
mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2030, 0, 1) });
mock.method(performance, "now", () => now);

/** Let time pass, in seconds. */
export function pass(seconds: number): void {
  // In steps: a timer that a timer starts begins when that one rings.
  for (let step = 0; step < Math.round(seconds * 10); step += 1) {
    now += 100;
    mock.timers.tick(100);
  }
}

/** Put markup into the page; give its first element. */
export function show(markup: string): HTMLElement {
  // As a browser does, with the content of an element before the element is connected.
  const template = document.createElement("template");
  template.innerHTML = markup;
  document.body.replaceChildren(template.content);
  return document.body.firstElementChild as HTMLElement;
}

/** A message as the server renders it, with ids that no other has. */
export function message(text: string, data: Record<string, string> = {}): HTMLElement {
  made += 1;
  const element = document.createElement("liveflash-message");
  element.id = `liveflash-m${made}`;
  element.className = "liveflash-message";
  element.innerHTML = `<div data-liveflash-text></div><button data-liveflash-dismiss></button>`;
  element.firstElementChild!.textContent = text;
  Object.assign(element.dataset, { liveflashRevision: "0", ...data });
  document.body.append(element);
  return element;
}

let made = 0;
