// The page, which libraries such as Turbo and htmx replace without a page load.

/** What Turbo 7 and 8 tell of a visit. */
interface TurboWindow {
  Turbo: {
    navigator?: { currentVisit?: { state: string; response?: { redirected?: boolean } } };
  };
}

let react: () => void = () => {};

/** Call a function whenever a page was inserted or removed. */
export function whenPageChanges(reaction: () => void): void {
  react = reaction;
}

/** React to a change of the page after whatever inserts it has finished. */
export async function reportPage(): Promise<void> {
  await waitForUrl();
  react();
}

/** Wait until the URL is that of the page: Turbo sets it after it shows a redirect's page. */
export async function waitForUrl(): Promise<void> {
  await null;
  while (isRedirecting()) await new Promise((resolve) => setTimeout(resolve));
}

function isRedirecting(): boolean | undefined {
  const visit = (window as Partial<TurboWindow>).Turbo?.navigator?.currentVisit;
  return visit?.state === "started" && visit.response?.redirected;
}

/** `<liveflash-page>`: on every page with messages, and on every live page. */
export class LiveflashPage extends HTMLElement {
  connectedCallback(): void {
    void reportPage();
  }

  disconnectedCallback(): void {
    void reportPage();
  }
}
