"""The slots of ``{% debug %}``: one for the context, one for the loaded modules.

The list of modules has about 170 KB and seldom changes.
"""

import re
from typing import Any

from django.template.defaulttags import DebugNode

from liveflash.rendering.compiler import Builder, Compiler, register
from liveflash.rendering.context import LiveContext
from liveflash.rendering.slots import Paths, State, Wire

# Objects that are created by each render have another address each time.
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
# Here the list of modules begins; texts in it may have empty lines, too.
_MODULES = "\n\n{&#x27;"


@register(DebugNode)
def _debug(_compiler: Compiler, node: DebugNode, builder: Builder) -> None:
    builder.slot(_DebugSlot(builder.index, node), width=2)


class _DebugSlot:
    """Two texts; the state of each is a hash of the text without addresses."""

    __slots__ = ("_node", "index")
    reads: Paths | None = None

    def __init__(self, index: int, node: DebugNode) -> None:
        self.index = index
        self._node = node

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        rendered: Any = self._node.render_annotated(context)
        variables, separator, modules = rendered.partition(_MODULES)
        for index, text in enumerate((variables, separator + modules), self.index):
            known = hash(_ADDRESS.sub("", text))
            if known != state[index]:
                context.components.page_has_changed = True
                wire[str(index)], state[index] = text, known
