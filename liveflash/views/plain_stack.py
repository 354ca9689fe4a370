"""The message stack of a page that is not live, which may be a live root of its own."""

from collections.abc import Mapping
from contextvars import copy_context
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.protocol.frames import STACK_ROOT_ID
from liveflash.storage import tokens
from liveflash.storage.visitor import identify
from liveflash.views.caching import skip_cache
from liveflash.views.head import page_element


class StackResponse(HttpResponse):
    """The response to the join of a stack, with what the page's middleware has set."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.request = request
        # Middleware such as `with translation.override(…)` resets them later.
        self.context_variables = copy_context()


def join_stack(
    request: HttpRequest, *_args: object, **_kwargs: object
) -> StackResponse:
    """Answer the join of a stack in place of the page's view.

    The page was shown to the visitor, to whom its token belongs.
    """
    return StackResponse(request)


# For Django's LoginRequiredMiddleware: a log-in page may have a stack.
join_stack.login_required = False  # type: ignore[attr-defined]


def surround(
    request: HttpRequest | None, values: Mapping[str, Any], html: SafeString
) -> SafeString:
    """Return the HTML of a stack with its root, if it is connected, and its element.

    ``values`` are those of its tag.
    """
    options = values["options"]
    token = None if request is None else _page_token(request, options, values["live"])
    if request is not None and token is not None:
        skip_cache(request)  # the token is of no use to other visitors
        html = format_html(
            '<div id="{}" class="liveflash-root" data-phx-session="{}" '
            'data-phx-static="">{}</div>',
            STACK_ROOT_ID,
            token,
            html,
        )
    return html + page_element(options)


def _page_token(
    request: HttpRequest, options: Mapping[str, Any], live: object
) -> str | None:
    """Return the token by which a stack is joined; None if it is not connected."""
    try:
        if not (_is_live(request) if live is None else live):
            return None
        return tokens.page_token(tokens.new_page_id(), identify(request), stack=options)
    except SynchronousOnlyOperation:  # async code has not loaded the user
        return None


def _is_live(request: HttpRequest) -> bool:
    pages = conf.plain_pages()
    if pages == "users":
        return bool(getattr(getattr(request, "user", None), "is_authenticated", False))
    return pages == "all"
