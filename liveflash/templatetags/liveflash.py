"""The tag library of ``{% load liveflash %}``: live region, messages, links, scripts.

Before Django 6, which has partials built in, the library includes the tags of
django-template-partials.
"""

from importlib import import_module
from typing import Any

import django
from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.presentation import BY_LEVEL, present_all
from liveflash.flash.skins import HISTORY_OF, NO_HISTORY, PARTS_OF
from liveflash.local_urls import is_on_host, is_web_address
from liveflash.protocol.js_commands import destination
from liveflash.protocol.js_tag import JSNode, do_js
from liveflash.rendering.compiler import Builder, Compiler, opaque
from liveflash.rendering.compiler import register as register_compiler
from liveflash.rendering.container import LiveNode
from liveflash.rendering.default_tags import LiveKeyNode
from liveflash.rendering.message_tags import FlashNode, HistoryNode, message_tag
from liveflash.storage.visitor import user_mark
from liveflash.views import head
from liveflash.views.incoming import page_flash
from liveflash.views.socket import bound_to

STACK_TEMPLATE = "liveflash/flash.html"
INLINE_TEMPLATE = "liveflash/inline.html"
POSITIONS = ("top-start", "top", "top-end", "bottom-start", "bottom", "bottom-end")

register = template.Library()
register.tag("js", do_js)

if django.VERSION < (6,):
    partials = import_module("template_partials.templatetags.partials")
    register.tags.update(partials.register.tags)


@register.tag("live")
def do_live(parser: Parser, token: Token) -> LiveNode:
    """Compile ``{% live %} … {% endlive %}``, the live part of a page."""
    if len(token.split_contents()) > 1:
        msg = "{% live %} takes no arguments. Write {% live %} … {% endlive %}."
        raise template.TemplateSyntaxError(msg)
    nodelist = parser.parse(("endlive",))
    parser.delete_first_token()
    return LiveNode(nodelist)


@register.tag("live_key")
def do_live_key(parser: Parser, token: Token) -> LiveKeyNode:
    """Compile ``{% live_key row.code %}``, the identity of an item of a loop.

    Without the tag, an item is identified by its ``pk`` or ``id``, or else by its
    position.
    """
    bits = token.split_contents()
    if len(bits) != 2:
        msg = "{% live_key %} takes one value. Write {% live_key row.code %}."
        raise template.TemplateSyntaxError(msg)
    return LiveKeyNode(parser.compile_filter(bits[1]))


@register_compiler(JSNode)
def _js(compiler: Compiler, node: JSNode, builder: Builder) -> None:
    if node.fixed is None:
        opaque(compiler, node, builder)
    else:
        builder.text(node.fixed)


@message_tag(register, FlashNode)
def liveflash(  # noqa: PLR0913 (the options of the tag)
    context: Context,
    key: str | None = None,
    *,
    position: str = "top-end",
    max: int = 5,  # noqa: A002 (an option of the tag)
    timeout: Any = BY_LEVEL,
    stay: bool = False,
    skin: str | None = None,
    template: str | None = None,
) -> dict[str, Any]:
    """Render all messages in a stack, or those of ``key`` where the tag is.

    ``position`` of the stack is one of POSITIONS. It shows up to ``max`` messages, at
    least 1, and folds older ones. ``timeout`` is the seconds for messages without a
    timeout of their own, or None to keep them; ``stay`` keeps all messages. ``skin`` is
    one of PARTS_OF, by default LIVEFLASH_SKIN. ``template`` replaces the package's own.

    Raise ValueError for an invalid option.
    """
    skin = conf.skin() if skin is None else skin
    _check_options(position, max, timeout)
    _check_skin("liveflash", skin)
    if template is None:
        template = STACK_TEMPLATE if key is None else INLINE_TEMPLATE
    _check_template(template)
    request = _request(context)
    flash = Flash() if request is None else page_flash(request)
    max_open = max if key is None else None
    shown = present_all(flash, key, timeout=timeout, stay=stay, max_open=max_open)
    return {
        "messages": shown,
        "folded": sum(message.is_folded for message in shown),
        "inline": key is not None,
        "key": key,
        "position": position,
        "skin": skin,
        "parts": PARTS_OF[skin],
        "template": template,
    }


@message_tag(register, HistoryNode)
def liveflash_history(
    context: Context,
    *,
    max: int = 50,  # noqa: A002 (an option of the tag)
    skin: str | None = None,
) -> dict[str, Any]:
    """Render a drawer with the newest ``max`` messages shown in this tab.

    The history belongs to one user and is emptied for any other. There is no drawer if
    async code has not loaded the user. ``skin`` is one of PARTS_OF, by default
    LIVEFLASH_SKIN.

    Raise ValueError for an invalid option.
    """
    skin = conf.skin() if skin is None else skin
    _check_skin("liveflash_history", skin)
    if not _is_count(max):
        msg = f"{{% liveflash_history %}}: max must be an integer >= 1, not {max!r}."
        raise ValueError(msg)
    visitor = user_mark(_request(context))
    return {
        "most": max,
        "visitor": visitor,
        "skin": skin,
        "template": NO_HISTORY if visitor is None else HISTORY_OF[skin],
    }


def _check_options(position: object, max_open: object, timeout: object) -> None:
    if position not in POSITIONS:
        known = ", ".join(POSITIONS)
        msg = f"{{% liveflash %}}: position must be one of {known}, not {position!r}."
        raise ValueError(msg)
    if not _is_count(max_open):
        msg = f"{{% liveflash %}}: max must be an integer >= 1, not {max_open!r}."
        raise ValueError(msg)
    if timeout not in (None, BY_LEVEL) and not _is_seconds(timeout):
        msg = (
            f"{{% liveflash %}}: timeout must be seconds > 0 or None, not {timeout!r}."
        )
        raise ValueError(msg)


def _check_skin(tag: str, skin: object) -> None:
    if skin not in PARTS_OF:
        known = ", ".join(PARTS_OF)
        msg = f"{{% {tag} %}}: skin must be one of {known}, not {skin!r}."
        raise ValueError(msg)


def _check_template(name: object) -> None:
    if not isinstance(name, str) or not name:
        msg = f"{{% liveflash %}}: template must be a template name, not {name!r}."
        raise ValueError(msg)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and value > 0


@register.simple_tag(takes_context=True)
def liveflash_scripts(context: Context) -> SafeString:
    """Return the tags for a page's head: ``{% liveflash_meta %}``, styles, client.

    The files have the nonce of the Content Security Policy, if there is one.
    """
    request = _request(context)
    is_live = bound_to(request) is not None
    files = head.file_elements(head.csp_nonce(request), is_live=is_live)
    return format_html("{}\n{}", liveflash_meta(context), files)


@register.simple_tag(takes_context=True)
def liveflash_meta(context: Context) -> SafeString:
    """Return what the client reads: CSRF token, socket, cookie, mark of the user.

    By the mark, the client can empty the message history of another user.
    """
    return head.meta_elements(_request(context), context.get("csrf_token"))


@register.simple_tag(takes_context=True)
def live_patch(context: Context, url: str, *, replace: bool = False) -> SafeString:
    """Return the attributes of a link to another URL of the same view.

    Raise ValueError for a ``url`` that may leave the site.
    """
    return _link(_href(context, "live_patch", url), "patch", replace=replace)


@register.simple_tag(takes_context=True)
def live_navigate(context: Context, url: str, *, replace: bool = False) -> SafeString:
    """Return the attributes of a link to another live page, without a page load.

    Raise ValueError for a ``url`` that may leave the site.
    """
    return _link(_href(context, "live_navigate", url), "redirect", replace=replace)


def _href(context: Context, tag: str, url: object) -> str:
    """Return the URL of a live link; raise ValueError if it may leave the site."""
    request, address = _request(context), str(url)
    if (
        request is not None
        and is_web_address(address)
        and is_on_host(address, request.get_host())
    ):
        return address
    return destination(f"{{% {tag} %}}: url", url)


def _link(href: str, kind: str, *, replace: bool) -> SafeString:
    return format_html(
        'href="{}" data-phx-link="{}" data-phx-link-state="{}"',
        href,
        kind,
        "replace" if replace else "push",
    )


def _request(context: Context) -> Any:
    return getattr(context, "request", None)
