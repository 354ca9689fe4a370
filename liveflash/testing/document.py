"""The rendered page as a tree, with what its own script has changed in it.

What commands such as ``hide`` change stays through patches, as in the client: it sticks
to the element for as long as that is there. What a user has entered stays in the field
that has the focus; any other is as the server renders it.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from liveflash.testing.elements import (
    Key,
    Node,
    attribute,
    brief,
    key_of,
    remove,
    set_state,
)
from liveflash.testing.exceptions import Impossible
from liveflash.testing.html import LexborHTMLParser, SelectolaxError

_DISPLAY = re.compile(r"display\s*:[^;]*;?\s*", re.IGNORECASE)


@dataclass(slots=True)
class Sticky:
    """What sticks to an element: its own display, attributes and classes."""

    display: str | None = None
    classes: dict[str, bool] = field(default_factory=dict)
    attributes: dict[str, str | None] = field(default_factory=dict)
    entered: object = None


class Document:
    """One loaded page, whose live region is shown anew after each patch."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._sticky: dict[Key, Sticky] = {}
        self.focused: Key | None = None
        self._tree = LexborHTMLParser(page)
        self.root = self._tree.css_first("[data-phx-main]")

    def show(self, region: str) -> None:
        """Show ``region`` in the live region, and what sticks in it.

        The tree is parsed anew, since nodes of a changed one would be in the air.
        """
        self._tree = LexborHTMLParser(self._page)
        self.root = self._tree.css_first("[data-phx-main]")
        if self.root is not None:
            self.root.inner_html = region
        self._stick()

    def sticky(self, node: Node) -> Sticky:
        """What sticks to ``node``, to be changed; ``apply`` shows it."""
        return self._sticky.setdefault(key_of(node), Sticky())

    def forget(self) -> None:
        """Drop all that sticks: another view comes."""
        self._sticky.clear()

    def reset(self) -> None:
        """Drop what was entered."""
        for sticky in self._sticky.values():
            sticky.entered = None

    def all(self, selector: str) -> list[Node]:
        """The elements that match a CSS selector, in their order."""
        try:
            # Of a list of selectors an element comes once for each that it matches.
            found = {node.mem_id: node for node in self._tree.css(selector)}
        except SelectolaxError:
            msg = f"{selector!r} is no CSS selector."
            raise ValueError(msg) from None
        return list(found.values())

    def one(self, selector: str) -> Node:
        """The one element that matches; Impossible where none or several do."""
        found = self.all(selector)
        if len(found) == 1:
            return found[0]
        if found:
            listed = "\n  ".join(brief(node) for node in found[:5])
            raise Impossible(
                f"{len(found)} elements match {selector!r}: write a narrower selector."
                f"\n  {listed}"
            )
        raise Impossible(f"No element matches {selector!r}. {self._hint(selector)}")

    def named(self, key: Key) -> Node | None:
        """The element that has ``key`` now, if any."""
        return next((n for n in self._elements() if key_of(n) == key), None)

    def _hint(self, selector: str) -> str:
        ids = [f"#{node.id}" for node in self.all("[id]") if node.id]
        near = difflib.get_close_matches(selector, ids, n=3)
        if near:
            return f"Did you mean {' or '.join(near)}?"
        shown = ", ".join(brief(n) for n in self.all("form, button, a, [phx-click]"))
        return f"What can be used there: {shown or 'nothing'}."[:1000]

    def _elements(self) -> Iterator[Node]:
        return iter(self._tree.css("*"))

    def _stick(self) -> None:
        if not self._sticky:
            return
        left = {key_of(node): node for node in self._elements()}
        self._sticky = {k: s for k, s in self._sticky.items() if k in left}
        for key, sticky in self._sticky.items():
            apply(left[key], sticky)
            if key != self.focused:
                sticky.entered = None
            elif sticky.entered is not None:
                set_state(left[key], sticky.entered)


def apply(node: Node, sticky: Sticky) -> None:
    """Show what sticks to ``node``."""
    for name, value in sticky.attributes.items():
        if value is None:
            remove(node, name)
        else:
            node.attrs[name] = value
    if sticky.classes:
        classes = dict.fromkeys(attribute(node, "class").split(), True) | sticky.classes
        node.attrs["class"] = " ".join(name for name, on in classes.items() if on)
    if sticky.display is not None:
        style = _DISPLAY.sub("", attribute(node, "style"))
        node.attrs["style"] = f"display: {sticky.display}; {style}".strip()


def enter(document: Document, node: Node, state: object) -> None:
    """Have a user enter something into a control, which then has the focus.

    Boxes and radio buttons are as the server renders them, with the focus or not.
    """
    is_box = attribute(node, "type") in ("checkbox", "radio")
    document.sticky(node).entered = state
    document.focused = None if is_box else key_of(node)
    set_state(node, state)
