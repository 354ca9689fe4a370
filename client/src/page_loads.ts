// Page loads by the client, and the cookie that takes messages along to the next page.
import type { LiveSocket } from "phoenix_live_view";

import { isLeaving } from "./connection.ts";
import { pageValue } from "./page_value.ts";

/** Send messages along in the cookie of this package, and let no load overtake another. */
export function usePageLoads(liveSocket: LiveSocket): void {
  const redirect = liveSocket.redirect.bind(liveSocket);
  liveSocket.redirect = (to, flash, reloadToken) => {
    // The rejoin of a page that is being left was refused, as after a log-out.
    if (isLeaving() && !document.querySelector(".phx-connected")) return;
    redirect(to, flash && sendWithNextPage(flash) ? null : flash, reloadToken);
  };
}

/** Have the next page show the messages of a token; return false without a cookie. */
export function sendWithNextPage(token: string): boolean {
  const attributes = pageValue("liveflash-cookie");
  if (!attributes) return false;
  const cookie = `__phoenix_flash__=${token}; max-age=60; ${attributes}`;
  document.cookie = cookie;
  // In a frame of another site, a browser may accept no other cookies than partitioned ones.
  if (!document.cookie.includes(token)) document.cookie = `${cookie}; partitioned`;
  return true;
}
