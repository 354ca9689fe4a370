"""The nodes of our tags that show messages: each chooses its template as it renders."""

from collections.abc import Callable
from typing import Any

from django.template import Context
from django.template.base import Parser, Template, Token
from django.template.library import InclusionNode
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.rendering.compiler import ANYTHING, Builder, Compiler
from liveflash.rendering.compiler import register as register_compiler
from liveflash.rendering.context import LiveContext
from liveflash.rendering.scopes import Entered, Scope
from liveflash.rendering.templates import enter_template, leave_template
from liveflash.templatetags import placed


class ChoosingNode(InclusionNode):
    """Shows the template that stands under ``template`` in the values of the tag."""

    def values(self, context: Any) -> dict[str, Any]:
        """The values of the tag."""
        args, kwargs = self.get_resolved_arguments(context)
        values: dict[str, Any] = self.func(*args, **kwargs)
        return values

    def inner(self, context: Any) -> Any:
        """The context of the template that is shown."""
        inner = context.new(self.values(context))
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
            placed.note(self, context, values["key"])
        return values


class HistoryNode(ChoosingNode):
    """``{% liveflash_history %}``, of which DEBUG tells where it cannot show."""

    def values(self, context: Any) -> dict[str, Any]:
        """The values of the tag."""
        values = super().values(context)
        if values["visitor"] is None and conf.debug():
            placed.note_unknown_user(self)
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

    scope = Scope(builder.index, enter, leave_template, reads_flash=True)
    builder.slot(scope)
