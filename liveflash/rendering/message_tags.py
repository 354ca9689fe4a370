"""The tags that show messages: their nodes, and their slots on a live page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.template import Context, Library
from django.template.base import FilterExpression, Parser, Template, Token
from django.template.library import InclusionNode
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.debug import tag_usage
from liveflash.flash.presentation import PresentedMessage
from liveflash.protocol import diff
from liveflash.rendering.compiler import Builder, Compiler, register, sets_no_names
from liveflash.rendering.container import ANNOUNCER, container_of
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import enter_template, leave_template
from liveflash.rendering.message_templates import (
    compiled_messages,
    has_own_templates,
)
from liveflash.rendering.scopes import Entered, Scope
from liveflash.rendering.slots import Paths, State, Wire

Values = dict[str, Any]
Function = Callable[..., Values]
Arguments = tuple[list[Any], dict[str, Any]]

# Returns the HTML of a stack on a page that is not live, for the request, the values of
# the tag and the HTML of its template.
OnPlainPage = Callable[[Any, Values, SafeString], SafeString]

_ANNOUNCER_RENDERED = "liveflash announcer"
_STACK_RENDERED = "liveflash stack"


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

    def values(self, context: Any, arguments: Arguments) -> Values:
        """Return the values of the tag's function."""
        args, kwargs = arguments
        # The first argument is the context in which the arguments were resolved.
        values: Values = self.func(context, *args[1:], **kwargs)
        return values

    def inner_context(self, context: Any, arguments: Arguments, token: Any) -> Any:
        """Return the context of the template; ``token`` is the CSRF token.

        It escapes even inside ``{% autoescape off %}``: a message often contains what a
        visitor has entered, and a SafeString stays safe anyway.
        """
        inner = context.new(self.values(context, arguments))
        inner.autoescape = True
        if token is not None:
            inner["csrf_token"] = token
        return inner

    def render(self, context: Context) -> SafeString:
        """Return the HTML of the template."""
        return self.rendered(context)[0]

    def rendered(self, context: Context) -> tuple[SafeString, Values]:
        """Return the HTML of the template, and its values."""
        arguments = self.get_resolved_arguments(context)
        inner = self.inner_context(context, arguments, context.get("csrf_token"))
        outer: Any = context.template
        template: Template = outer.engine.get_template(inner["template"])
        values = dict(inner.dicts[-1])
        return template.render(inner), values


class FlashNode(MessageNode):
    """``{% liveflash %}``; DEBUG records where it is used."""

    def __init__(self, *args: Any, on_plain_page: OnPlainPage) -> None:
        super().__init__(*args)
        self._on_plain_page = on_plain_page

    def values(self, context: Any, arguments: Arguments) -> Values:
        """Return the values of the tag's function."""
        values = super().values(context, arguments)
        if conf.debug():
            tag_usage.record_tag(self, context, container_of(context), values["key"])
        return values

    def render(self, context: Context) -> SafeString:
        """Return the HTML of the template.

        On a page that is not live, add what a page has once: the ARIA live regions, and
        what belongs to the stack. A live page has them beside its container.
        """
        html, values = self.rendered(context)
        container = container_of(context)
        if container is not None:
            container.announce(values["options"])
            return html
        if values["options"] is not None and _is_first(context, _STACK_RENDERED):
            request = getattr(context, "request", None)
            html = self._on_plain_page(request, values, html)
        return html + ANNOUNCER if _is_first(context, _ANNOUNCER_RENDERED) else html


def _is_first(context: Context, name: str) -> bool:
    """Return whether this is the first call with ``name`` for a page."""
    # The first layer lasts for the render of the whole page.
    page_data: Any = context.render_context.dicts[0]
    is_first = name not in page_data
    page_data[name] = True
    return is_first


class HistoryNode(MessageNode):
    """``{% liveflash_history %}``; DEBUG warns if it cannot be shown."""

    def values(self, context: Any, arguments: Arguments) -> Values:
        """Return the values of the tag's function."""
        values = super().values(context, arguments)
        if values["visitor"] is None and conf.debug():
            tag_usage.record_empty_history(self)
        return values


def message_tag(
    library: Library, node_class: type[MessageNode], **node_options: Any
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
            return node_class(function, parsed.args, parsed.kwargs, **node_options)

        library.tag(name, compile_tag)
        return function

    return decorate


@register(HistoryNode, sets_names=sets_no_names)
def _history(_compiler: Compiler, node: HistoryNode, builder: Builder) -> None:
    def enter(context: LiveContext) -> Entered:
        arguments = node.get_resolved_arguments(context)
        inner = node.inner_context(context, arguments, context.get("csrf_token"))
        template = context.engine.get_template(inner["template"])
        return enter_template(template, inner)

    builder.slot(Scope(builder.index, enter, leave_template))


@register(FlashNode, sets_names=sets_no_names)
def _messages(_compiler: Compiler, node: FlashNode, builder: Builder) -> None:
    builder.slot(_MessageSlot(builder.index, node))


class _MessageSlot:
    """The slot of ``{% liveflash %}``, whose state is a MessageList."""

    __slots__ = ("_key", "_node", "index")
    reads: Paths | None = None

    def __init__(self, index: int, node: FlashNode) -> None:
        self.index = index
        self._key = str(index)
        self._node = node

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        state[self.index] = messages = MessageList(self._node, context)
        wire[self._key] = messages.render(context)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        messages: MessageList = state[self.index]
        messages.resolve(context)
        changes = messages.update(context)
        if changes is None:
            context.components.page_has_changed = True
            self.render(context, state, wire)
        elif changes:
            wire[self._key] = changes


class MessageList:
    """The messages of one tag on one page.

    They are a component of the client protocol if their template has one root element.
    Then a change of messages does not touch the rest of the page.
    """

    __slots__ = (
        *("_arguments", "_compiled", "_id", "_node", "_options", "_state", "_token"),
    )

    def __init__(self, node: FlashNode, context: LiveContext) -> None:
        self._node = node
        self._id: int | None = None
        self.resolve(context)

    def resolve(self, context: LiveContext) -> None:
        """Read the arguments of the tag."""
        self._arguments = self._node.get_resolved_arguments(context)
        self._token = context.get("csrf_token")

    def render(self, context: LiveContext) -> Any:
        """Return the whole wire form; with a component it is its id."""
        with self._entered(context) as inner:
            compiled = self._compiled = compiled_messages(inner)
            compiled.enter(inner)
            self._options = _options(inner)
            if not (compiled.block.is_root and context.has_components):
                context.components.are_separate = False
                if conf.debug() and not compiled.block.is_root:
                    name = inner["template"]
                    tag_usage.record_several_roots(self._node, name)
                tree, self._state = compiled.block.tree(inner)
                return compiled.with_margins(tree)
            inner.shared = {}
            wire, self._state = compiled.block.render(inner)
        self._id = context.components.new_id()
        head: Wire = {diff.STATIC: list(compiled.block.statics), diff.ROOT: 1}
        context.components.change(self._id, head | wire | diff.templates(inner.shared))
        self._keep(self._id, context)
        return compiled.with_margins(self._id)

    def update(self, context: LiveContext) -> Any:
        """Return what has changed in the tree of the page.

        That is the id of a component that has changed: only then does the client look
        for it in an element that has not. Return an empty dict if nothing has changed,
        and None if another template must be rendered.
        """
        with self._entered(context) as inner:
            compiled = compiled_messages(inner)
            if compiled is not self._compiled:
                return None
            compiled.enter(inner)
            options = _options(inner)
            if options == self._options and has_own_templates(context.engine):
                inner.constant_items = PresentedMessage
            self._options = options
            if self._id is None:
                context.components.are_separate = False
                return compiled.inside_margins(
                    compiled.block.update(inner, self._state)
                )
            inner.shared = {}
            has_changed = context.components.page_has_changed
            changes = compiled.block.update(inner, self._state)
            context.components.page_has_changed = has_changed
        self._keep(self._id, context)
        if not changes:
            return {}
        context.components.change(self._id, changes | diff.templates(inner.shared))
        return compiled.inside_margins(self._id)

    def refresh(self, context: LiveContext) -> bool:
        """Update the component alone.

        Return False if the page must be rendered, with another template here.
        """
        return self.update(context) is not None

    def _keep(self, component_id: int, context: LiveContext) -> None:
        context.components.add(component_id, self)
        if not context.is_in_page_environment or self._compiled.has_other_tags:
            context.components.are_separate = False

    @contextmanager
    def _entered(self, context: LiveContext) -> Iterator[LiveContext]:
        """Enter the template of the tag; yield its context."""
        inner = self._node.inner_context(context, self._arguments, self._token)
        render_context = inner.render_context
        outer = render_context.template
        render_context.template = context.engine.get_template(inner["template"])
        render_context.dicts.append({})
        try:
            yield inner
        finally:
            render_context.dicts.pop()
            render_context.template = outer


def _options(context: LiveContext) -> Values:
    """Return the options of the tag."""
    changing = ("messages", "folded")
    values = context.dicts[-1]
    return {name: value for name, value in values.items() if name not in changing}
