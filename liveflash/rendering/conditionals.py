"""The slots of an ``{% if %}``: one for each branch.

On the wire each branch is a keyed comprehension with one entry or none, so that the
client keeps its statics while it is hidden.
"""

from collections.abc import Sequence

from liveflash.protocol import wire_tree
from liveflash.rendering.blocks import Block
from liveflash.rendering.context import LiveContext
from liveflash.rendering.slots import Paths, State, Wire, all_paths
from liveflash.rendering.variables import Getter


class Option:
    """A block that is shown or hidden.

    Its state is None before it is shown for the first time, a tuple with the state of
    the block while it is shown, and False while it is hidden.
    """

    __slots__ = ("_block", "_key", "index")

    def __init__(self, index: int, block: Block) -> None:
        self.index = index
        self._key = str(index)
        self._block = block

    def show(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the block into ``wire``, or only its changes if it is shown already."""
        shown = state[self.index]
        if shown:
            if changes := self._block.update(context, shown[0]):
                wire[self._key] = wire_tree.comprehension({"0": changes}, 1)
            return
        context.components.page_has_changed = True
        entry, block_state = self._block.render(context)
        wire[self._key] = tree = wire_tree.comprehension({"0": entry}, 1)
        if shown is None:
            tree[wire_tree.STATIC] = context.share(self._block.statics)
        state[self.index] = (block_state,)

    def hide(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Hide the block."""
        context.components.page_has_changed = True
        wire[self._key] = wire_tree.comprehension({}, 0)
        state[self.index] = False


class Choice:
    """The branches of an ``{% if %}``, of which at most one is shown.

    ``reads`` describes the conditions.
    """

    __slots__ = ("_branches", "index", "reads")

    def __init__(
        self,
        index: int,
        branches: Sequence[tuple[Getter | None, Block]],
        *,
        reads: Paths | None,
    ) -> None:
        blocks = [block for _match, block in branches]
        self.index = index
        self.reads = all_paths([reads, *(block.reads for block in blocks)])
        self._branches = [
            (match, Option(index + place, block))
            for place, (match, block) in enumerate(branches)
        ]

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        for _match, option in self._branches:
            wire[str(option.index)] = ""
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        is_decided = False
        for match, option in self._branches:
            if not is_decided and (match is None or match(context)):
                is_decided = True
                option.show(context, state, wire)
            elif state[option.index]:
                option.hide(context, state, wire)
