"""The components of a page: parts that the client patches alone."""

from typing import Any, Protocol

from liveflash.protocol import wire_tree
from liveflash.protocol.wire_tree import Tree


class Component(Protocol):
    """A part of a page that can be rendered without the rest."""

    def refresh(self, context: Any) -> bool:
        """Record what has changed; return False if the page must be rendered."""


class Components:
    """The components of one page, and what has changed in them in this render.

    ``are_separate`` is false if messages may have changed outside of the components.
    ``page_has_changed`` is set by each change of the page outside of them.
    """

    __slots__ = (
        *("_alive", "_changes", "_last_id"),
        *("are_separate", "page_has_changed"),
    )

    def __init__(self) -> None:
        self._last_id = 0
        self.start()

    @property
    def show_messages(self) -> bool:
        """True if the page has components, or messages outside of them."""
        return bool(self._alive) or not self.are_separate

    def start(self) -> None:
        """Start a render of the whole page, which adds each component again."""
        self._alive: dict[int, Component] = {}
        self._changes: Tree = {}
        self.are_separate, self.page_has_changed = True, False

    def new_id(self) -> int:
        """Return an id that the page has not used before."""
        self._last_id += 1
        return self._last_id

    def add(self, component_id: int, component: Component) -> None:
        """Add a component that is on the page."""
        self._alive[component_id] = component

    def change(self, component_id: int, tree: Tree) -> None:
        """Record the whole tree of a component, or its changes."""
        if tree:
            self._changes[str(component_id)] = tree

    def refresh(self, context: Any) -> bool:
        """Render the components alone.

        Return False if that is not enough and the whole page must be sent.
        """
        return all(each.refresh(context) for each in self._alive.values())

    def gone(self, component_ids: list[int]) -> list[int]:
        """Return those of the ids that are no longer on the page."""
        return [each for each in component_ids if each not in self._alive]

    def take_changes(self) -> Tree:
        """Return the part of a diff for the components, and forget it."""
        changes, self._changes = self._changes, {}
        return {wire_tree.COMPONENTS: changes} if changes else {}
