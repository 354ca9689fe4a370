"""Tags that nobody registered: their contents keep their structure where they show.

Django renders the tag. What the tag is given for its contents is their text, as always,
but they are rendered aside, so that their structure is known too. Where their text is a
part of the tag's, the tag is the text before it, the contents, and the text behind it:
that is what it shows, whatever it has done. Where it is not, since the tag has changed
it, the tag is one text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

from django.template import Context, Node, NodeList
from django.template.defaulttags import FilterNode, SpacelessNode
from django.utils.safestring import SafeString

from liveflash.protocol import diff
from liveflash.rendering.blocks import Block, InOnePiece, Paths, State, Wire
from liveflash.rendering.compiler import (
    Builder,
    Compiler,
    all_in,
    may_set_names,
    opaque,
    register,
)
from liveflash.rendering.contents import Contents
from liveflash.rendering.context import LiveContext
from liveflash.rendering.twins import StandIn, contents_of, twin

Render = Callable[[LiveContext], SafeString | None]
Renders = Mapping[int, Render]

# These always change the text of their contents.
register(FilterNode, SpacelessNode)(opaque)


@register(Node)
def _unknown(compiler: Compiler, node: Node, builder: Builder) -> None:
    contents = contents_of(node)
    blocks = {name: compiler.block(nodes) for name, nodes in contents.items()}
    blocks = {name: block for name, block in blocks.items() if block.slots}
    if not blocks:
        opaque(compiler, node, builder)
        return
    compiler.note(node, known=_all_in(contents.values()))
    stands = {name: _Stand(contents[name]) for name in blocks}
    slot = Passage(
        builder.index,
        twin(node, stands),
        [(stands[name], block) for name, block in blocks.items()],
        reads_flash=compiler.shows_flash(node),
        sets_names=may_set_names(node),
    )
    builder.slot(slot)


def _all_in(contents: Iterable[NodeList]) -> set[Node]:
    return {node for nodes in contents for each in nodes for node in all_in(each)}


class _Stand(StandIn):
    """Renders the contents aside, once for each time that their tag is rendered."""

    def render(self, context: Context) -> SafeString:
        """Give the text of the contents."""
        aside = getattr(context, "aside", {}).pop(id(self), None)
        text = None if aside is None else aside(context)
        return super().render(context) if text is None else text


class Shown:
    """What one client shows of a tag: texts, with the contents between them.

    Until contents were found in the tag's text, the first text is all of it.
    """

    __slots__ = ("contents", "is_split", "texts")

    def __init__(self, contents: list[Contents]) -> None:
        self.contents = contents
        self.texts = [""] * (len(contents) + 1)
        self.is_split = False

    def split(self, text: str) -> tuple[list[str], list[bool]]:
        """The texts around the contents that are in ``text``, and which these are."""
        texts, has = [""] * len(self.texts), [False] * len(self.contents)
        start = last = 0
        for place, contents in enumerate(self.contents):
            if contents.text is None:
                continue
            before = sum(map(len, self.texts[last : place + 1]))
            at = self._find(contents.text, text, start, before)
            if at >= 0:
                texts[last] = text[start:at]
                start, last, has[place] = at + len(contents.text), place + 1, True
        texts[last] = text[start:]
        return texts, has

    def _find(self, inner: str, text: str, start: int, before: int) -> int:
        """Where a text is in another: best where it was, from either end."""
        behind = len(text) - len(self.texts[-1]) - len(inner)
        for at in (start + before, behind):
            if at >= start and text.startswith(inner, at):
                return at
        return text.find(inner, start)


class Passage:
    """A tag whose contents may show as they are; its state is what is shown."""

    __slots__ = ("_contents", "_key", "_twin", "index", "reads_flash", "sets_names")
    reads: Paths | None = None

    def __init__(
        self,
        index: int,
        tag: Node,
        contents: Sequence[tuple[StandIn, Block]],
        *,
        reads_flash: bool,
        sets_names: bool,
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self.sets_names = sets_names
        self._key = str(index)
        self._twin = tag
        self._contents = contents

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        wire[self._key] = ""
        state[self.index] = Shown([Contents(block) for _stand, block in self._contents])
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        shown: Shown = state[self.index]
        text = self._text(context, shown.contents)
        texts, has = shown.split(text)
        if shown.is_split or any(has):
            if changes := _changes(context, shown, texts, has):
                wire[self._key] = changes
            return
        if any(contents.text is not None for contents in shown.contents):
            # They were rendered, and changed: they are not looked for again.
            shown.contents = []
        if text != shown.texts[0]:
            wire[self._key] = text
        shown.texts[0] = text

    def _text(self, context: LiveContext, contents: list[Contents]) -> str:
        autoescape, only_flash = context.autoescape, context.only_flash
        # What the tag does may be told by flash, and so may all that is in it.
        context.only_flash = False
        pairs = zip(self._contents, contents, strict=False)
        renders = {id(stand): each.render for (stand, _block), each in pairs}
        with _aside(context, renders):
            text = str(self._twin.render_annotated(context))
        context.only_flash = only_flash
        if context.autoescape is not autoescape:
            raise InOnePiece  # the same values may now have other texts
        return text


@contextmanager
def _aside(context: LiveContext, renders: Renders) -> Iterator[None]:
    """Have the contents rendered aside; what they raise the tag may not keep back."""
    failed: list[InOnePiece] = []

    def noticed(render: Render) -> Render:
        def wrapped(inner: LiveContext) -> SafeString | None:
            try:
                return render(inner)
            except InOnePiece as error:
                failed.append(error)
                raise

        return wrapped

    former = {key: context.aside.get(key) for key in renders}
    context.aside.update({key: noticed(each) for key, each in renders.items()})
    try:
        yield
    finally:
        context.aside.update(former)
        if failed:
            raise failed[0]


def _changes(
    context: LiveContext, shown: Shown, texts: list[str], has: list[bool]
) -> Wire:
    """Show the texts with the contents that are there; give what has changed."""
    is_new = not shown.is_split
    changes: Wire = {diff.STATIC: context.share(_statics(len(texts)))} if is_new else {}
    for place, text in enumerate(texts):
        if is_new or text != shown.texts[place]:
            changes[str(2 * place)] = text
    for place, contents in enumerate(shown.contents):
        key = str(2 * place + 1)
        if is_new:
            changes[key] = ""
        if has[place]:
            contents.show(context, changes, key)
        else:
            contents.hide(changes, key)
    shown.texts, shown.is_split = texts, True
    return changes


@cache
def _statics(texts: int) -> tuple[str, ...]:
    """The statics between texts and contents: there are none, but the client counts."""
    return ("",) * (2 * texts)
