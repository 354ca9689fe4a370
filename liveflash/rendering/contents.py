"""The contents of a tag that Django renders: what a client shows of them, as text too.

On the wire they are a keyed comprehension of one entry or none, as those of an
``{% if %}`` are.
"""

from typing import Any

from django.utils.safestring import SafeString

from liveflash.protocol import diff
from liveflash.protocol.rendered import Rendered
from liveflash.rendering.blocks import Block, State, Wire
from liveflash.rendering.context import LiveContext
from liveflash.rendering.environment import setting_of


class Contents:
    """The contents as one client shows them, and what this render has changed.

    ``text`` is what they show; None where that is nothing, or not known.
    """

    __slots__ = (
        *("_block", "_changes", "_is_new", "_rendered", "_setting", "_state"),
        *("_is_shown", "_was_sent", "text"),
    )

    def __init__(self, block: Block) -> None:
        self._block = block
        self._rendered = Rendered({diff.STATIC: block.statics})
        self._setting: tuple[Any, ...] = ()
        self._state: State | None = None
        self._changes: Wire = {}
        self._was_sent = self._is_shown = self._is_new = False
        self.text: SafeString | None = None

    def render(self, context: LiveContext) -> SafeString | None:
        """Render, in a context as the tag has made it; give the text."""
        render_context, is_done = context.render_context, False
        depths = len(context.dicts), len(render_context.dicts)
        template = render_context.template
        try:
            self._update(context)
            is_done = True
        finally:
            if not is_done:
                # The tag may go on: leave the context as Django would.
                del context.dicts[depths[0] :], render_context.dicts[depths[1] :]
                render_context.template = template
                self._forget()
        return self.text

    def show(self, context: LiveContext, wire: Wire, key: str) -> None:
        """Put into ``wire`` what has changed in them, or all of it."""
        is_new = self._is_new or not self._is_shown
        if is_new or self._changes:
            wire[key] = tree = diff.comprehension({"0": self._changes}, 1)
            if is_new and (self._is_shown or not self._was_sent):
                tree[diff.STATIC] = context.share(self._block.statics)
        self._was_sent = self._is_shown = True
        self._changes, self._is_new = {}, False

    def hide(self, wire: Wire, key: str) -> None:
        """Put into ``wire`` that they are gone, if they were there."""
        if self._is_shown:
            wire[key] = diff.comprehension({}, 0)
        self._is_shown = False
        self._forget()

    def _forget(self) -> None:
        self.text = self._state = None
        self._changes, self._is_new = {}, False

    def _update(self, context: LiveContext) -> None:
        setting = (*setting_of(context), context.autoescape)
        if self._state is None or setting != self._setting:
            self._changes, self._state = self._block.first(context)
            self._rendered = Rendered({diff.STATIC: self._block.statics})
            self._setting, self._is_new = setting, True
        else:
            self._changes = self._block.update(context, self._state)
        if self._changes or self.text is None:
            self._rendered.take(self._changes, context.shared)
            self.text = SafeString(self._rendered.html)
