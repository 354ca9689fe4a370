"""Blocks with a context of their own, such as that of ``{% with %}``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from liveflash.rendering.blocks import Block
from liveflash.rendering.context import LiveContext
from liveflash.rendering.environment import environment_of
from liveflash.rendering.slots import Paths, State, Wire

Entered = tuple[Block, LiveContext, Any]


class Scope:
    """The slot of a block in a context that ``enter`` prepares and ``leave`` restores.

    ``enter`` returns the block, which may differ between renders, its context, and a
    token for ``leave``. The state is the block, its state, and its environment.
    """

    __slots__ = ("_enter", "_key", "_leave", "index")
    reads: Paths | None = None

    def __init__(
        self,
        index: int,
        enter: Callable[[LiveContext], Entered],
        leave: Callable[[LiveContext, Any], None],
    ) -> None:
        self.index = index
        self._key = str(index)
        self._enter = enter
        self._leave = leave

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        block, inner, token = self._enter(context)
        try:
            self._begin(block, inner, state, wire)
        finally:
            self._leave(inner, token)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        block, inner, token = self._enter(context)
        try:
            former_block, block_state, environment = state[self.index]
            if former_block is not block or environment != self._environment(inner):
                self._begin(block, inner, state, wire)
            elif changes := block.update(inner, block_state):
                wire[self._key] = changes
        finally:
            self._leave(inner, token)

    def _begin(
        self, block: Block, context: LiveContext, state: State, wire: Wire
    ) -> None:
        context.components.page_has_changed = True
        wire[self._key], block_state = block.tree(context)
        state[self.index] = (block, block_state, self._environment(context))

    def _environment(self, _context: LiveContext) -> Any:
        """Return what the texts of values depend on in this scope alone."""


class EnvironmentScope(Scope):
    """A scope with a language, a time zone or formats of its own."""

    __slots__ = ()

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        with _other_environment(context):
            super().render(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        with _other_environment(context):
            super().update(context, state, wire)

    def _environment(self, context: LiveContext) -> Any:
        return environment_of(context)


@contextmanager
def _other_environment(context: LiveContext) -> Iterator[None]:
    outer, context.is_in_page_environment = context.is_in_page_environment, False
    try:
        yield
    finally:
        context.is_in_page_environment = outer
