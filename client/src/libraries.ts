// Turbo, htmx and Unpoly handle links, forms and the history of a page, and so does the
// official client. Each of them is left to one.
import { closest, listen } from "./listen.ts";
import { isLivePage } from "./live_page.ts";

export interface Client {
  registerNewLocation(location: Location): boolean;
  unload(): void;
}

const OWN_FORMS = "form[phx-submit]";
const OWN_LINKS = "a[data-phx-link]";
const STATES = ["turbo", "htmx", "up"]; // by which the libraries know their history

/** Divide the events of the page between the client and the libraries. */
export function divideEvents(client: Client): void {
  listen("submit", keepForm, true);
  listen("htmx:beforeRequest", keepBoosted);
  listen("popstate", (event) => divideHistory(client, event), true);
  const unload = client.unload.bind(client);
  // A click that a library handles leaves no page.
  client.unload = () => {
    const { event } = window;
    if (event?.type !== "click") return unload();
    setTimeout(() => event.defaultPrevented || unload());
  };
}

/** Turbo sends a form unless it is prevented from it; the client sends it anyway. */
function keepForm(event: Event): void {
  if ("Turbo" in window && isLivePage() && closest(event, OWN_FORMS)) event.preventDefault();
}

/** htmx sends whatever `hx-boost` is on. */
function keepBoosted(event: CustomEvent): void {
  const { boosted } = event.detail;
  if (boosted && closest(event, `${OWN_FORMS}, ${OWN_LINKS}`)) event.preventDefault();
}

function divideHistory(client: Client, { state }: PopStateEvent): void {
  const isOfClient = state?.type !== undefined;
  const isOfLibrary = STATES.some((name) => state?.[name] !== undefined);
  if (!isOfClient && isOfLibrary) client.registerNewLocation(location);
  else if (isOfClient && !isLivePage()) location.reload();
}
