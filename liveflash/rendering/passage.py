"""Tags that show their contents as they are, between texts of their own.

Django renders such a tag, with a mark where its contents stand; the contents keep their
structure. What a tag does to the context while it renders them counts for them.
"""

import secrets
from copy import copy
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.templatetags.l10n import LocalizeNode
from django.templatetags.tz import LocalTimeNode, TimezoneNode
from django.utils.safestring import SafeString

from liveflash.rendering.choices import Option
from liveflash.rendering.compiler import Builder, Compiler, register
from liveflash.rendering.context import LiveContext
from liveflash.rendering.slots import Block, Paths, State, Wire
from liveflash.rendering.surroundings import setting_of

# Nobody can guess it, and so have it in a text.
MARK = SafeString(f"\x00{secrets.token_hex(8)}\x00")


def passes_through(*node_classes: type[Node]) -> None:
    """Declare that nodes of these classes show their ``nodelist`` as it is, or not.

    That is true of a tag that pushes names or puts a box around its contents; not of
    one that changes their text, as ``{% spaceless %}`` does, or shows them twice.
    """
    register(*node_classes)(_compile)


def _compile(compiler: Compiler, node: Any, builder: Builder) -> None:
    compiler.note(node)
    block = compiler.block(node.nodelist)
    reads_flash = block.reads_flash or compiler.shows_flash(node)
    slot = Passage(builder.index, node, block, reads_flash=reads_flash)
    builder.slot(slot, width=3)


class _Contents(NodeList):
    """Stands for the contents of a tag: shows them aside, and leaves the mark."""

    def render(self, context: Context) -> SafeString:
        """Show the contents as the passage that renders its tag asks for."""
        context.inside[-1](context)  # type: ignore[attr-defined]
        return MARK


class Passage:
    """A tag around contents: the text before them, they, and the text behind.

    The state of the first is its text, with what the texts of values depended on.
    """

    __slots__ = ("_block", "_node", "_option", "index", "reads_flash", "sets_names")
    reads: Paths | None = None

    def __init__(
        self, index: int, node: Any, block: Block, *, reads_flash: bool
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self.sets_names = block.sets_names
        self._option = Option(index + 1, block)
        self._node = copy(node)
        self._node.nodelist = _Contents(node.nodelist)

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        for index in (self.index, self.index + 1, self.index + 2):
            wire[str(index)] = ""
        state[self.index] = ("", None)
        state[self.index + 2] = ""
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        before, setting = state[self.index]
        shown: list[Any] = []

        def show(inner: LiveContext) -> None:
            shown.append(setting_of(inner))
            if setting not in (None, shown[0]):
                state[self.index + 1] = None
            self._option.show(inner, state, wire)

        text, mark, behind = self._text(context, show).partition(MARK)
        if MARK in behind:
            msg = f"{type(self._node).__name__} shows its contents twice."
            raise TemplateSyntaxError(msg)
        if not mark:
            self._option.hide(state, wire)
        if text != before:
            wire[str(self.index)] = text
        if behind != state[self.index + 2]:
            wire[str(self.index + 2)] = state[self.index + 2] = behind
        state[self.index] = (text, shown[0] if shown else setting)

    def _text(self, context: LiveContext, show: Any) -> str:
        context.inside.append(show)
        try:
            return str(self._node.render_annotated(context))
        finally:
            context.inside.pop()


passes_through(LocalizeNode, LocalTimeNode, TimezoneNode)
