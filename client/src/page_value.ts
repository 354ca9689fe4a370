/** Return what the page states in a `<meta>` element. */
export function pageValue(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
}
