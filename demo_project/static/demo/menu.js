// Closes the menu of a phone when a live link leaves the page without a page load.
document.addEventListener("click", ({ target }) => {
  const menu = target.closest("nav[popover]");
  if (menu && target.closest("a")) menu.hidePopover?.();
});
