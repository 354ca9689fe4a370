"""Blocks with a context of their own, such as that of ``{% with %}``."""

from collections.abc import Callable
from typing import Any

from liveflash.protocol import diff
from liveflash.rendering.blocks import Block, Paths, State, Wire
from liveflash.rendering.context import LiveContext
from liveflash.rendering.environment import environment_of

Entered = tuple[Block, LiveContext, Any]


class Scope:
    """The slot of a block in a context that ``enter`` prepares and ``leave`` restores.

    ``enter`` returns the block, which may differ between renders, its context, and a
    token for ``leave``. The state is the block, its state, and its environment.
    """

    __slots__ = ("_enter", "_key", "_leave", "index", "reads_flash", "sets_names")
    reads: Paths | None = None

    def __init__(
        self,
        index: int,
        enter: Callable[[LiveContext], Entered],
        leave: Callable[[LiveContext, Any], None],
        *,
        reads_flash: bool,
        sets_names: bool = False,
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self.sets_names = sets_names
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
        tree, block_state = block.render(context)
        wire[self._key] = {diff.STATIC: context.share(block.statics), **tree}
        state[self.index] = (block, block_state, self._environment(context))

    def _environment(self, _context: LiveContext) -> Any:
        """Return what the texts of values depend on in this scope alone."""


class EnvironmentScope(Scope):
    """A scope with a language, a time zone or formats of its own."""

    __slots__ = ()

    def _environment(self, context: LiveContext) -> Any:
        return environment_of(context)
