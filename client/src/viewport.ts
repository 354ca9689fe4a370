// The height of an on-screen keyboard that covers the page, for the stylesheet.
const PROPERTY = "--liveflash-keyboard";

/** Keep the property up to date. It is on the root, which no patch touches. */
export function watchKeyboard(): void {
  const viewport = window.visualViewport;
  if (viewport == null) return;
  const { style } = document.documentElement;
  const update = () => {
    const covered = Math.round(innerHeight - viewport.height - viewport.offsetTop);
    const isKeyboard = viewport.scale === 1 && covered > 0; // not a page zoomed by pinching
    if (isKeyboard) style.setProperty(PROPERTY, `${covered}px`);
    else style.removeProperty(PROPERTY);
  };
  for (const name of ["resize", "scroll"]) viewport.addEventListener(name, update);
}
