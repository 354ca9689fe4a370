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
from liveflash.flash.presentation import BY_LEVEL
from liveflash.local_urls import is_on_host, is_web_address
from liveflash.protocol.js_commands import destination
from liveflash.protocol.js_tag import JSNode, do_js
from liveflash.rendering import message_slots  # noqa: F401 - it registers compilers
from liveflash.rendering.compiler import Builder, Compiler, opaque
from liveflash.rendering.compiler import register as register_compiler
from liveflash.rendering.container import LiveNode
from liveflash.rendering.default_tags import LiveKeyNode
from liveflash.rendering.message_stack import (
    check_options,
    check_skin,
    given_options,
    group_names,
    is_count,
    stack_values,
)
from liveflash.rendering.message_tags import BellNode, FlashNode, message_tag
from liveflash.views import head, plain_stack
from liveflash.views.bell import bell_values, history_values
from liveflash.views.incoming import flash_of_tag
from liveflash.views.socket import bound_to

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


@message_tag(register, FlashNode, on_plain_page=plain_stack.surround)
def liveflash(  # noqa: PLR0913 (the options of the tag)
    context: Context,
    key: str | None = None,
    *,
    position: str = "top-end",
    layout: str = "list",
    max: int = 5,  # noqa: A002 (an option of the tag)
    timeout: Any = BY_LEVEL,
    stay: bool = False,
    countdown: bool = False,
    skin: str | None = None,
    template: str | None = None,
    live: bool | None = None,
    groups: Any = None,
) -> dict[str, Any]:
    """Render all messages in a stack, or those of ``key`` where the tag is.

    key (a key): show the messages of this key where the tag is. Default: all messages.
    position (one of POSITIONS): the place of the stack in the window.
    layout (one of LAYOUTS): messages below each other, or lying on each other.
    max (an integer of 1 or more): the number of open messages. Older ones are folded.
    timeout (seconds or None): the time of messages without a timeout of their own. With
    None they stay. Default: LIVEFLASH_TIMEOUTS, by level.
    stay (boolean): keep all messages until they are dismissed.
    countdown (boolean): show the remaining time as a bar.
    skin (one of SKINS): the design system that styles messages. Default:
    LIVEFLASH_SKIN.
    template (the name of a template): replace the template of the package. Default:
    ``liveflash/flash.html``, and ``liveflash/inline.html`` with a key.
    live (boolean): connect the stack of a page that is not live. Default:
    LIVEFLASH_PLAIN_PAGES.
    groups (a name or several): show what is pushed to these groups, on a page that is
    not live and has a socket. Default: none.

    Raise ValueError for an invalid option.
    """
    options = {
        "position": position,
        "layout": layout,
        "max": max,
        "timeout": timeout,
        "stay": bool(stay),
        "countdown": bool(countdown),
        "skin": skin,
        "template": template,
        "groups": () if groups is None else group_names(groups),
    }
    return {**_stack_values(context, key, options), "live": live}


def _stack_values(
    context: Context, key: str | None, options: dict[str, Any]
) -> dict[str, Any]:
    """Return the values of a stack; raise ValueError for an invalid option."""
    check_options(options)
    flash = flash_of_tag(_request(context), key)
    given = given_options(options) if key is None else None
    return {**stack_values(flash, key, options), "options": given}


@message_tag(register, BellNode)
def liveflash_bell(
    context: Context,
    *,
    max: int = 20,  # noqa: A002 (an option of the tag)
    skin: str | None = None,
) -> dict[str, Any]:
    """Render a bell with a panel of the messages kept for the user.

    A visitor who has not logged in sees messages shown in this tab. There is no bell if
    async code has not loaded the user.

    max (an integer of 1 or more): the number of messages that are loaded at once.
    skin (one of SKINS): the design system that styles the bell. Default:
    LIVEFLASH_SKIN.

    Raise ValueError for an invalid option.
    """
    return bell_values(_request(context), *_bell_options("liveflash_bell", max, skin))


@message_tag(register, BellNode)
def liveflash_history(
    context: Context,
    *,
    max: int = 50,  # noqa: A002 (an option of the tag)
    skin: str | None = None,
) -> dict[str, Any]:
    """Render a panel with the newest messages shown in this tab.

    The history belongs to one user and is emptied for any other. There is none if async
    code has not loaded the user.

    max (an integer of 1 or more): the number of messages that are listed.
    skin (one of SKINS): the design system that styles the panel. Default:
    LIVEFLASH_SKIN.

    Raise ValueError for an invalid option.
    """
    options = _bell_options("liveflash_history", max, skin)
    return history_values(_request(context), *options)


def _bell_options(tag: str, most: object, skin: str | None) -> tuple[Any, str]:
    """Return the options of a bell; raise ValueError for an invalid one."""
    skin = conf.skin() if skin is None else skin
    check_skin(tag, skin)
    if not is_count(most):
        msg = f"{{% {tag} %}}: max must be an integer >= 1, not {most!r}."
        raise ValueError(msg)
    return most, skin


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

    With it, the client deletes the history when another user logs in.
    """
    return head.meta_elements(_request(context), context.get("csrf_token"))


@register.simple_tag(takes_context=True)
def live_patch(context: Context, url: str, *, replace: bool = False) -> SafeString:
    """Return the attributes of a link to another URL of the same view.

    url (a path or a URL of this site): the target.
    replace (boolean): replace this page in the history of the browser.

    Raise ValueError for a ``url`` that may leave the site.
    """
    return _link(_href(context, "live_patch", url), "patch", replace=replace)


@register.simple_tag(takes_context=True)
def live_navigate(context: Context, url: str, *, replace: bool = False) -> SafeString:
    """Return the attributes of a link to another live page, without a page load.

    url (a path or a URL of this site): the target.
    replace (boolean): replace this page in the history of the browser.

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
