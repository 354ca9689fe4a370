/** Return whether an element has a box. Safari 16 has no `checkVisibility`. */
export function isVisible(element: Element): boolean {
  return element.checkVisibility?.() ?? element.getClientRects().length > 0;
}
