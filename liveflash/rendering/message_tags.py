"""The nodes of the tags that show messages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.template import Context, Library
from django.template.base import FilterExpression, Parser, Template, Token
from django.template.library import InclusionNode
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.debug import tag_usage
from liveflash.rendering.container import ANNOUNCER, container_of

Values = dict[str, Any]
Function = Callable[..., Values]
Arguments = tuple[list[Any], dict[str, Any]]

# Returns the HTML of a stack on a page that is not live, for the request, the values of
# the tag and the HTML of its template.
OnPlainPage = Callable[[Any, Values, SafeString], SafeString]

_ANNOUNCER_RENDERED = "liveflash announcer"
_STACK_RENDERED = "liveflash stack"


class MessageNode(InclusionNode):
    """An inclusion tag; its function returns the template as the value ``template``."""

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


class BellNode(MessageNode):
    """A tag with a bell or a history; DEBUG warns if it cannot be shown."""

    def values(self, context: Any, arguments: Arguments) -> Values:
        """Return the values of the tag's function."""
        values = super().values(context, arguments)
        if values["visitor"] is None and conf.debug():
            tag_usage.record_empty_bell(self, self.func.__name__)
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
