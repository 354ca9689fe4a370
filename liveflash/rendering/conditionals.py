"""The slots of an ``{% if %}``: blocks that are shown or not.

On the wire each is a keyed comprehension of one entry or none, as a loop is one of any
number: so the client keeps its statics while it is hidden.
"""

from collections.abc import Sequence

from liveflash.protocol import diff
from liveflash.rendering.blocks import Block, Paths, State, Wire, all_paths
from liveflash.rendering.context import LiveContext
from liveflash.rendering.variables import Getter


class Option:
    """A block that is shown or not.

    Its state is None before it is shown for the first time, a tuple with the state of
    the block while it is shown, and False while it is hidden.
    """

    __slots__ = ("_block", "_key", "index")

    def __init__(self, index: int, block: Block) -> None:
        self.index = index
        self._key = str(index)
        self._block = block

    def show(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put into ``wire`` what has changed in it, or all of it."""
        shown = state[self.index]
        if shown:
            if changes := self._block.update(context, shown[0]):
                wire[self._key] = diff.comprehension({"0": changes}, 1)
            return
        entry, kept = self._block.first(context)
        wire[self._key] = tree = diff.comprehension({"0": entry}, 1)
        if shown is None:
            tree[diff.STATIC] = context.share(self._block.statics)
        state[self.index] = (kept,)

    def hide(self, state: State, wire: Wire) -> None:
        """Put into ``wire`` that it is gone."""
        wire[self._key] = diff.comprehension({}, 0)
        state[self.index] = False


class Choice:
    """The branches of an ``{% if %}``: an option each, of which one is shown.

    ``reads`` and ``reads_flash`` are given for the conditions.
    """

    __slots__ = (
        *("_branches", "_is_told_by_flash"),
        *("index", "reads", "reads_flash", "sets_names"),
    )

    def __init__(
        self,
        index: int,
        branches: Sequence[tuple[Getter | None, Block]],
        *,
        reads: Paths | None,
        reads_flash: bool,
    ) -> None:
        blocks = [block for _match, block in branches]
        self.index = index
        self.reads = all_paths([reads, *(block.reads for block in blocks)])
        self.reads_flash = reads_flash or any(block.reads_flash for block in blocks)
        self.sets_names = any(block.sets_names for block in blocks)
        self._is_told_by_flash = reads_flash
        self._branches = [
            (match, Option(index + place, block))
            for place, (match, block) in enumerate(branches)
        ]

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        for _match, option in self._branches:
            wire[str(option.index)] = ""
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        is_decided = False
        only_flash = context.only_flash
        context.only_flash = only_flash and not self._is_told_by_flash
        for match, option in self._branches:
            if not is_decided and (match is None or match(context)):
                is_decided = True
                option.show(context, state, wire)
            elif state[option.index]:
                option.hide(state, wire)
        context.only_flash = only_flash
