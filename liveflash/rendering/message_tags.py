"""The nodes of the tags that show messages; each names its template in its values."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Context, Engine, Library
from django.template.base import FilterExpression, Parser, Template, Token
from django.template.library import InclusionNode
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.debug import tag_usage
from liveflash.flash.presentation import PresentedMessage
from liveflash.rendering.blocks import State, Wire
from liveflash.rendering.compiler import (
    ANYTHING,
    Builder,
    Compiler,
    register,
    sets_no_names,
)
from liveflash.rendering.container import container_of
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import enter_template, leave_template
from liveflash.rendering.scopes import Entered, Scope

Values = dict[str, Any]
Function = Callable[..., Values]


class MessageNode(InclusionNode):
    """An inclusion tag whose template is the value ``template`` of its function."""

    def __init__(
        self,
        function: Function,
        args: list[FilterExpression],
        kwargs: dict[str, FilterExpression],
    ) -> None:
        super().__init__(
            function, takes_context=True, args=args, kwargs=kwargs, filename=""
        )

    def values(self, context: Any) -> Values:
        """Return the values of the tag's function."""
        args, kwargs = self.get_resolved_arguments(context)
        values: Values = self.func(*args, **kwargs)
        return values

    def inner_context(self, context: Any) -> Any:
        """Return the context of the template.

        It escapes even inside ``{% autoescape off %}``: a message often contains what a
        visitor has entered, and a SafeString stays safe anyway.
        """
        inner = context.new(self.values(context))
        inner.autoescape = True
        token = context.get("csrf_token")
        if token is not None:
            inner["csrf_token"] = token
        return inner

    def render(self, context: Context) -> SafeString:
        """Return the HTML of the template."""
        inner = self.inner_context(context)
        outer: Any = context.template
        template: Template = outer.engine.get_template(inner["template"])
        announcer: SafeString = inner.get("announcer", SafeString())
        return template.render(inner) + announcer


class FlashNode(MessageNode):
    """``{% liveflash %}``; DEBUG records where it is used."""

    def values(self, context: Any) -> Values:
        """Return the values of the tag's function."""
        values = super().values(context)
        if conf.debug():
            tag_usage.record_tag(self, context, container_of(context), values["key"])
        return values


class HistoryNode(MessageNode):
    """``{% liveflash_history %}``; DEBUG warns if it cannot be shown."""

    def values(self, context: Any) -> Values:
        """Return the values of the tag's function."""
        values = super().values(context)
        if values["visitor"] is None and conf.debug():
            tag_usage.record_empty_history(self)
        return values


def message_tag(
    library: Library, node_class: type[MessageNode]
) -> Callable[[Function], Function]:
    """Register a function as a tag of ``node_class``, under the function's name.

    The function takes the context first, as with ``inclusion_tag(takes_context=True)``,
    and returns the values of the template, among them its name as ``template``.
    """

    def decorate(function: Function) -> Function:
        name = function.__name__
        # Django parses the arguments: how it does so differs between its versions.
        parsing = Library()
        parsing.inclusion_tag("", takes_context=True)(function)

        @wraps(function)
        def compile_tag(parser: Parser, token: Token) -> MessageNode:
            parsed: Any = parsing.tags[name](parser, token)
            return node_class(function, parsed.args, parsed.kwargs)

        library.tag(name, compile_tag)
        return function

    return decorate


@register(FlashNode, HistoryNode, sets_names=sets_no_names)
def _message_tag(_compiler: Compiler, node: MessageNode, builder: Builder) -> None:
    def enter(context: LiveContext) -> Entered:
        inner = node.inner_context(context)
        template = context.engine.get_template(inner["template"])
        return enter_template(template, inner, frozenset({ANYTHING}))

    scope = _MessageScope(builder.index, enter, leave_template, reads_flash=True)
    builder.slot(scope)


class _MessageScope(Scope):
    """The scope of a tag's template.

    Unchanged messages are not rendered again while the options of the tag are the same
    and the project overrides none of the message templates, since its own templates may
    read what is outside a message.
    """

    __slots__ = ()

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        block, inner, token = self._enter(context)
        try:
            former_block, block_state, options = state[self.index]
            if former_block is not block:
                self._begin(block, inner, state, wire)
                return
            current = self._environment(inner)
            if current == options and _has_own_templates(context.engine):
                inner.constant_items = PresentedMessage
            if changes := block.update(inner, block_state):
                wire[self._key] = changes
            state[self.index] = (block, block_state, current)
        finally:
            self._leave(inner, token)

    def _environment(self, context: LiveContext) -> Any:
        """Return the options of the tag."""
        changing = ("messages", "folded", "announcer")
        values = context.dicts[-1]
        return {name: value for name, value in values.items() if name not in changing}


_TEMPLATE_DIR = Path(__file__).parent.parent / "templates"
_TEMPLATE_NAMES = sorted(
    str(path.relative_to(_TEMPLATE_DIR)) for path in _TEMPLATE_DIR.rglob("*.html")
)
_engines: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


def _has_own_templates(engine: Engine) -> bool:
    """Return whether an engine loads all message templates from this package."""
    known = None if engine.debug else _engines.get(engine)
    if known is None:
        origins = (engine.get_template(name).origin.name for name in _TEMPLATE_NAMES)
        known = all(Path(name).is_relative_to(_TEMPLATE_DIR) for name in origins)
        _engines[engine] = known
    return known
