"""The page as a tree of elements, including what its own script has changed.

The changes of commands such as ``hide`` survive patches while their element exists, as
the client's sticky operations do. Entered values survive in the focused field, and in
other fields until the server renders them in another way.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from liveflash.testing import stacks
from liveflash.testing.elements import (
    Key,
    Node,
    attribute,
    closest,
    element_key,
    has_attribute,
    remove_attribute,
    set_control_state,
    summary,
)
from liveflash.testing.exceptions import Impossible
from liveflash.testing.html import LexborHTMLParser, SelectolaxError
from liveflash.testing.stacks import STACK_ROOT, message_id

MAX_HINT_CHARACTERS = 1000
REVISION_ATTRIBUTE = "data-liveflash-revision"

_DISPLAY = re.compile(r"display\s*:[^;]*;?\s*", re.IGNORECASE)


@dataclass(slots=True)
class StickyState:
    """An element's display, classes, attributes and entered value set by the client.

    ``rendered`` is the element as the server rendered it when the value was entered.
    """

    display: str | None = None
    classes: dict[str, bool] = field(default_factory=dict)
    attributes: dict[str, str | None] = field(default_factory=dict)
    entered: object = None
    rendered: str = ""


@dataclass(frozen=True, slots=True)
class LiveRoot:
    """The container of a live page, or of the connected stack of a plain page.

    It has the topic and the tokens for the join.
    """

    is_main: bool
    topic: str
    session: str
    csrf_token: str


class Document:
    """A loaded page, with a live region that is replaced by each patch.

    ``html`` is the page without the live region and the sticky state.
    """

    def __init__(self, html: str, status: int = 200) -> None:
        self.focused: Key | None = None
        self.html = html
        self._status = status
        self._region: str | None = None
        self._sticky: dict[Key, StickyState] = {}
        self._parse()

    @property
    def root(self) -> LiveRoot | None:
        """The container that is joined; None on a page without a connection."""
        if self._root is None:
            return None
        metas = self.find_all("meta[name=csrf-token]")
        return LiveRoot(
            is_main=has_attribute(self._root, "data-phx-main"),
            topic=f"lv:{attribute(self._root, 'id')}",
            session=attribute(self._root, "data-phx-session"),
            csrf_token=attribute(metas[0], "content") if metas else "",
        )

    @property
    def has_messages(self) -> bool:
        """True if the page has a message stack or a message, live or not."""
        return bool(self.find_all(f"{STACK_ROOT}, liveflash-stack, liveflash-message"))

    @property
    def message_revisions(self) -> dict[str, int]:
        """The revisions of the messages on the page, by id."""
        return {
            message_id(node): int(attribute(node, REVISION_ATTRIBUTE))
            for node in self.find_all(f"[{REVISION_ATTRIBUTE}]")
        }

    def render(self, region: str) -> None:
        """Replace the content of the live region and apply the sticky state."""
        self._region = region
        self._show()

    def patch_stack(self, region: str, order: Iterable[str]) -> None:
        """Replace the stack of a plain page, except for its local messages.

        ``order`` has the ids of all messages to be shown.
        """
        self.html = stacks.patch(self.html, region, order)
        self._show()

    def remove_message(self, message_id: str) -> None:
        """Remove a message from a plain page."""
        self.html = stacks.remove(self.html, message_id)
        self._show()

    def sticky_state(self, node: Node) -> StickyState:
        """Return the sticky state of ``node`` for changes; ``apply`` shows them."""
        return self._sticky.setdefault(element_key(node), StickyState())

    def clear_sticky_states(self) -> None:
        """Drop the sticky state of all elements, for another view."""
        self._sticky.clear()

    def reset_fields(self) -> None:
        """Replace the entered values by those that the server has rendered."""
        for state in self._sticky.values():
            state.entered = None
        self._show()

    def find_all(self, selector: str) -> list[Node]:
        """Return the elements that match a CSS selector, in document order."""
        try:
            # A list of selectors yields an element once per matching selector.
            found = {node.mem_id: node for node in self._tree.css(selector)}
        except SelectolaxError:
            msg = f"{selector!r} is not a CSS selector."
            raise ValueError(msg) from None
        return list(found.values())

    def find(self, selector: str) -> Node:
        """Return the only matching element; raise Impossible for none or several."""
        found = self.find_all(selector)
        if len(found) == 1:
            return found[0]
        if found:
            listed = "\n  ".join(summary(node) for node in found[:5])
            raise Impossible(
                f"{len(found)} elements match {selector!r}: write a narrower selector."
                f"\n  {listed}"
            )
        raise Impossible(f"No element matches {selector!r}. {self._hint(selector)}")

    def find_by_key(self, key: Key) -> Node | None:
        """Return the element that has ``key`` now, if any."""
        return next((n for n in self._elements() if element_key(n) == key), None)

    def _parse(self) -> None:
        self._tree = LexborHTMLParser(self.html)
        main = self._tree.css_first("[data-phx-main]")
        self._root = main or self._tree.css_first(f"{STACK_ROOT}[data-phx-session]")

    def _show(self) -> None:
        """Parse the page again, because the nodes of a changed tree are invalid."""
        self._parse()
        if self._root is not None and self._region is not None:
            self._root.inner_html = self._region
        self._apply_sticky_states()

    def _hint(self, selector: str) -> str:
        """Return the status of an error, similar ids, or what can be used."""
        if self._status >= 400:
            return f"The response has the status {self._status}."
        ids = [f"#{node.id}" for node in self.find_all("[id]") if node.id]
        similar = difflib.get_close_matches(selector, ids, n=3)
        if similar:
            return f"Did you mean {' or '.join(similar)}?"
        usable = self.find_all("form, button, a, [phx-click]")
        listed = ", ".join(map(summary, usable)) or "none"
        return f"Elements that can be used: {listed}."[:MAX_HINT_CHARACTERS]

    def _elements(self) -> Iterator[Node]:
        return iter(self._tree.css("*"))

    def _apply_sticky_states(self) -> None:
        if not self._sticky:
            return
        nodes = {element_key(node): node for node in self._elements()}
        self._sticky = {k: s for k, s in self._sticky.items() if k in nodes}
        for key, state in self._sticky.items():
            node = nodes[key]
            if key != self.focused and _rendered(node) != state.rendered:
                state.entered = None
            apply(node, state)
            if state.entered is not None:
                set_control_state(node, state.entered)


def apply(node: Node, state: StickyState) -> None:
    """Show the sticky display, classes and attributes of ``node``."""
    for name, value in state.attributes.items():
        if value is None:
            remove_attribute(node, name)
        else:
            node.attrs[name] = value
    if state.classes:
        classes = dict.fromkeys(attribute(node, "class").split(), True) | state.classes
        node.attrs["class"] = " ".join(name for name, on in classes.items() if on)
    if state.display is not None:
        style = _DISPLAY.sub("", attribute(node, "style"))
        node.attrs["style"] = f"display: {state.display}; {style}".strip()


def enter_value(document: Document, node: Node, state: object) -> None:
    """Set the state of a control as a user does, and focus it.

    Without the focus, it keeps the state until the server renders it in another way.
    Checkboxes and radio buttons get no focus.
    """
    is_box = attribute(node, "type") in ("checkbox", "radio")
    sticky = document.sticky_state(node)
    if sticky.entered is None:
        sticky.rendered = _rendered(node)
    sticky.entered = state
    document.focused = None if is_box else element_key(node)
    set_control_state(node, state)


def _rendered(node: Node) -> str:
    """Return the HTML of a control with the id of its form, before changes to it."""
    form = closest(node, "form")
    return f"{'' if form is None else attribute(form, 'id')} {node.html}"
