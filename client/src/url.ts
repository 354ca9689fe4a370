/** Return an address of the page as a URL, or undefined if it is none. */
export function toUrl(address: string | URL): URL | undefined {
  try {
    return new URL(address, document.baseURI);
  } catch {
    return undefined;
  }
}

/** Return whether an address has the origin of the page. */
export function isOwn(address: string | URL): boolean {
  return toUrl(address)?.origin === location.origin;
}

/** Return the address at which FlashMiddleware answers the page; no cache knows its query. */
export function pageUrl(): string {
  // Whole, since a path that begins with "//" names another site.
  return `${location.origin}${location.pathname}?liveflash`;
}
