// Page loads by the client, and the cookie that takes messages along to the next page.
import type { LiveSocket } from "phoenix_live_view";

import { isLeaving } from "./connection.ts";
import { pageValue } from "./page_value.ts";

/** Give the cookie the attributes that the page states, and let no load overtake another. */
export function usePageLoads(liveSocket: LiveSocket): void {
  const attributes = pageValue("liveflash-cookie");
  const redirect = liveSocket.redirect.bind(liveSocket);
  liveSocket.redirect = (to, flash, reloadToken) => {
    // The rejoin of a page that is being left was refused, as after a log-out.
    if (isLeaving() && !document.querySelector(".phx-connected")) return;
    if (flash && attributes) {
      setCookie(flash, attributes);
      flash = null;
    }
    redirect(to, flash, reloadToken);
  };
}

/** Have the next page show the messages of a token. */
export function sendWithNextPage(token: string): void {
  const attributes = pageValue("liveflash-cookie");
  if (attributes !== undefined) setCookie(token, attributes);
}

function setCookie(flash: string, attributes: string): void {
  const cookie = `__phoenix_flash__=${flash}; max-age=60; ${attributes}`;
  document.cookie = cookie;
  // In a frame of another site, a browser may accept no other cookies than partitioned ones.
  if (!document.cookie.includes(flash)) document.cookie = `${cookie}; partitioned`;
}
