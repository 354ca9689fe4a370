// The page, which libraries such as Turbo and htmx replace without a page load.

let react: () => void = () => {};

/** Call a function whenever a page was inserted or removed. */
export function whenPageChanges(reaction: () => void): void {
  react = reaction;
}

/** React to a change of the page after whatever inserts it has finished. */
export function reportPage(): void {
  queueMicrotask(() => react());
}

/** `<liveflash-page>`: on every page with messages, and on every live page. */
export class LiveflashPage extends HTMLElement {
  connectedCallback(): void {
    reportPage();
  }

  disconnectedCallback(): void {
    reportPage();
  }
}
