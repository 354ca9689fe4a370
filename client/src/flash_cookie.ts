// The cookie that takes messages along to another page.
import type { LiveSocket } from "phoenix_live_view";

import { pageValue } from "./page_value.ts";

/** Give the cookie the attributes that the page states; the client's own are fixed. */
export function useCookieAttributes(liveSocket: LiveSocket): void {
  const attributes = pageValue("liveflash-cookie");
  const redirect = liveSocket.redirect.bind(liveSocket);
  if (attributes === undefined) return;
  liveSocket.redirect = (to, flash, reloadToken) => {
    if (flash) setCookie(flash, attributes);
    redirect(to, null, reloadToken);
  };
}

function setCookie(flash: string, attributes: string): void {
  const cookie = `__phoenix_flash__=${flash}; max-age=60; ${attributes}`;
  document.cookie = cookie;
  // In a frame of another site, a browser may accept no other cookies than partitioned ones.
  if (!document.cookie.includes(flash)) document.cookie = `${cookie}; partitioned`;
}
