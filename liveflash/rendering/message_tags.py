"""The nodes of our tags that show messages: each chooses its template as it renders."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Context, Engine
from django.template.base import Parser, Template, Token
from django.template.library import InclusionNode
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.debug import tag_usage
from liveflash.flash.presentation import PresentedMessage
from liveflash.rendering.blocks import State, Wire
from liveflash.rendering.compiler import ANYTHING, Builder, Compiler
from liveflash.rendering.compiler import register as register_compiler
from liveflash.rendering.container import region_of
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import enter_template, leave_template
from liveflash.rendering.scopes import Entered, Scope


class ChoosingNode(InclusionNode):
    """Shows the template that stands under ``template`` in the values of the tag."""

    def values(self, context: Any) -> dict[str, Any]:
        """The values of the tag."""
        args, kwargs = self.get_resolved_arguments(context)
        values: dict[str, Any] = self.func(*args, **kwargs)
        return values

    def inner(self, context: Any) -> Any:
        """Return the context of the template that is shown.

        It escapes even inside ``{% autoescape off %}``: what a message says often comes
        from visitors, and a SafeString stays safe anyway.
        """
        inner = context.new(self.values(context))
        inner.autoescape = True
        token = context.get("csrf_token")
        if token is not None:
            inner["csrf_token"] = token
        return inner

    def render(self, context: Context) -> SafeString:
        """Render as Django does."""
        inner = self.inner(context)
        outer: Any = context.template
        template: Template = outer.engine.get_template(inner["template"])
        return template.render(inner)


class FlashNode(ChoosingNode):
    """``{% liveflash %}``, of which DEBUG tells where it stands."""

    def values(self, context: Any) -> dict[str, Any]:
        """The values of the tag."""
        values = super().values(context)
        if conf.debug():
            tag_usage.record_tag(self, context, region_of(context), values["key"])
        return values


class HistoryNode(ChoosingNode):
    """``{% liveflash_history %}``, of which DEBUG tells where it cannot show."""

    def values(self, context: Any) -> dict[str, Any]:
        """The values of the tag."""
        values = super().values(context)
        if values["visitor"] is None and conf.debug():
            tag_usage.record_empty_history(self)
        return values


def choosing(
    compile_tag: Callable[[Parser, Token], InclusionNode],
    made: type[ChoosingNode],
) -> Callable[[Parser, Token], ChoosingNode]:
    """Have an inclusion tag show the template that its values name."""

    def compile_choosing(parser: Parser, token: Token) -> ChoosingNode:
        node = compile_tag(parser, token)
        return made(
            node.func, node.takes_context, node.args, node.kwargs, node.filename
        )

    return compile_choosing


@register_compiler(FlashNode, HistoryNode, sets_names=lambda _node: False)
def _choosing(_compiler: Compiler, node: ChoosingNode, builder: Builder) -> None:
    def enter(context: LiveContext) -> Entered:
        inner = node.inner(context)
        template = context.engine.get_template(inner["template"])
        return enter_template(template, inner, frozenset({ANYTHING}))

    scope = _ChosenScope(builder.index, enter, leave_template, reads_flash=True)
    builder.slot(scope)


class _ChosenScope(Scope):
    """The scope of a tag's template.

    Messages that have not changed are not rendered again, as long as the options of the
    tag are the same and all templates are our own: those of a project may read what is
    around a message.
    """

    __slots__ = ()

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        block, inner, token = self._enter(context)
        try:
            known, kept, options = state[self.index]
            if known is not block:
                self._begin(block, inner, state, wire)
                return
            current = self._told_by(inner)
            if current == options and _are_ours(context.engine):
                inner.constant_items = PresentedMessage
            if changes := block.update(inner, kept):
                wire[self._key] = changes
            state[self.index] = (block, kept, current)
        finally:
            self._leave(inner, token)

    def _told_by(self, context: LiveContext) -> Any:
        changing = ("messages", "folded", "announcer")
        values = context.dicts[-1]
        return {name: value for name, value in values.items() if name not in changing}


_TEMPLATES = Path(__file__).parent.parent / "templates"
_NAMES = sorted(
    str(path.relative_to(_TEMPLATES)) for path in _TEMPLATES.rglob("*.html")
)
_engines: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


def _are_ours(engine: Engine) -> bool:
    """Return whether a project overrides none of our templates."""
    known = None if engine.debug else _engines.get(engine)
    if known is None:
        origins = (engine.get_template(name).origin.name for name in _NAMES)
        known = all(Path(name).is_relative_to(_TEMPLATES) for name in origins)
        _engines[engine] = known
    return known
