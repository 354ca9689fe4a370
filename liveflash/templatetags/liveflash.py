"""``{% load liveflash %}``: the live region, messages, links and scripts.

Before Django 6 the library also has the tags of template partials, which our own
templates are made of; Django 6 has them built in.
"""

from importlib import import_module
from typing import Any

import django
from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.template.base import Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.presentation import BY_LEVEL, show_all
from liveflash.flash.skins import HISTORY_OF, NO_HISTORY, PARTS_OF, PLAIN
from liveflash.local_urls import is_on_host, is_web_address
from liveflash.protocol.js_commands import destination
from liveflash.protocol.js_tag import JSNode, do_js
from liveflash.rendering.compiler import Builder, Compiler, opaque
from liveflash.rendering.compiler import register as register_compiler
from liveflash.rendering.container import ANNOUNCER, LiveNode, region_of
from liveflash.rendering.default_tags import LiveKeyNode
from liveflash.rendering.message_tags import FlashNode, HistoryNode, choosing
from liveflash.storage.visitor import user_mark
from liveflash.views.incoming import page_flash

TEMPLATE = "liveflash/flash.html"
_HAS_ANNOUNCER = "liveflash announcer"
POSITIONS = ("top-start", "top", "top-end", "bottom-start", "bottom", "bottom-end")

register = template.Library()
register.tag("js", do_js)

if django.VERSION < (6,):
    partials = import_module("template_partials.templatetags.partials")
    register.tags.update(partials.register.tags)


@register.tag("live")
def do_live(parser: Parser, token: Token) -> LiveNode:
    """``{% live %} … {% endlive %}``: what stands inside is live on a live page."""
    if len(token.split_contents()) > 1:
        msg = "{% live %} takes nothing: write {% live %} … {% endlive %}."
        raise template.TemplateSyntaxError(msg)
    nodelist = parser.parse(("endlive",))
    parser.delete_first_token()
    return LiveNode(nodelist)


@register.tag("live_key")
def do_live_key(parser: Parser, token: Token) -> LiveKeyNode:
    """``{% live_key row.code %}`` in a loop: what tells its items apart.

    Without it that is their ``pk`` or ``id``, and without these their place.
    """
    bits = token.split_contents()
    if len(bits) != 2:
        msg = "{% live_key %} takes one value: write {% live_key row.code %}."
        raise template.TemplateSyntaxError(msg)
    return LiveKeyNode(parser.compile_filter(bits[1]))


@register_compiler(JSNode)
def _js(compiler: Compiler, node: JSNode, builder: Builder) -> None:
    if node.fixed is None:
        opaque(compiler, node, builder)
    else:
        builder.text(node.fixed)


@register.inclusion_tag(TEMPLATE, takes_context=True)
def liveflash(  # noqa: PLR0913 (each is an option of the tag)
    context: Context,
    key: str | None = None,
    *,
    position: str = "top-end",
    max: int = 5,  # noqa: A002 (a word for templates)
    timeout: Any = BY_LEVEL,
    stay: bool = False,
    skin: str | None = None,
    template: str = TEMPLATE,
) -> dict[str, Any]:
    """``{% liveflash %}``: all messages; with a key, those of the key, in their place.

    All messages stand in a stack at ``position``, one of POSITIONS; of more than
    ``max``, which is 1 or more, the oldest are folded away. ``timeout`` is the seconds
    of a message that says none; None lets it stay, and ``stay`` all of them, whatever
    was told. ``skin`` is one of PARTS_OF, by default that of the settings;
    ``template`` is shown in place of ours.
    """
    skin = conf.skin() if skin is None else skin
    _judge_options(position, max, timeout)
    _judge_skin("liveflash", skin)
    _judge_template(template)
    request = _request(context)
    flash = Flash() if request is None else page_flash(request)
    max_open = max if key is None else None
    shown = show_all(flash, key, timeout=timeout, stay=stay, max_open=max_open)
    return {
        "messages": shown,
        "folded": sum(message.is_folded for message in shown),
        "inline": key is not None,
        "key": key,
        "position": position,
        "announcer": _announcer(context),
        "skin": skin,
        "parts": PARTS_OF[skin],
        "template": template,
    }


register.tag("liveflash", choosing(register.tags["liveflash"], FlashNode))


def _announcer(context: Context) -> SafeString:
    """The live regions, on a plain page; a live page has them beside its container."""
    region = region_of(context)
    if region is not None:
        region.announces = True
        return SafeString()
    kept: Any = context.render_context.dicts[0]
    if _HAS_ANNOUNCER in kept:
        return SafeString()
    kept[_HAS_ANNOUNCER] = True
    return ANNOUNCER


@register.inclusion_tag(HISTORY_OF[PLAIN], takes_context=True)
def liveflash_history(
    context: Context,
    *,
    max: int = 50,  # noqa: A002 (a word for templates)
    skin: str | None = None,
) -> dict[str, Any]:
    """``{% liveflash_history %}``: a drawer with what was shown in this tab.

    It holds the newest ``max`` messages, for one user: for another, or none, it begins
    empty. Where async code has not loaded the user, there is none. ``skin`` is one of
    PARTS_OF, by default that of the settings.
    """
    skin = conf.skin() if skin is None else skin
    _judge_skin("liveflash_history", skin)
    if not _is_count(max):
        msg = (
            f"{{% liveflash_history %}}: max is a whole number from 1 on, not {max!r}."
        )
        raise ValueError(msg)
    visitor = user_mark(_request(context))
    return {
        "most": max,
        "visitor": visitor,
        "skin": skin,
        "template": NO_HISTORY if visitor is None else HISTORY_OF[skin],
    }


register.tag(
    "liveflash_history", choosing(register.tags["liveflash_history"], HistoryNode)
)


def _judge_options(position: object, most: object, timeout: object) -> None:
    if position not in POSITIONS:
        known = ", ".join(POSITIONS)
        msg = f"{{% liveflash %}}: position is one of {known}, not {position!r}."
        raise ValueError(msg)
    if not _is_count(most):
        msg = f"{{% liveflash %}}: max is a whole number from 1 on, not {most!r}."
        raise ValueError(msg)
    if timeout not in (None, BY_LEVEL) and not _is_seconds(timeout):
        msg = f"{{% liveflash %}}: timeout is seconds above 0 or None, not {timeout!r}."
        raise ValueError(msg)


def _judge_skin(tag: str, skin: object) -> None:
    if skin not in PARTS_OF:
        known = ", ".join(PARTS_OF)
        msg = f"{{% {tag} %}}: skin is one of {known}, not {skin!r}."
        raise ValueError(msg)


def _judge_template(name: object) -> None:
    if not isinstance(name, str) or not name:
        msg = f"{{% liveflash %}}: template is the name of one, not {name!r}."
        raise ValueError(msg)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and value > 0


@register.simple_tag(takes_context=True)
def liveflash_scripts(context: Context) -> SafeString:
    """Return what a page's head needs: the CSRF token, the stylesheet, the client.

    A request with a user has a mark of the user too, by which the client notices that
    the history of messages is another user's.
    """
    request = _request(context)
    token = context.get("csrf_token") or (get_token(request) if request else "")
    scripts = _user_mark(request) + format_html(
        '<meta name="csrf-token" content="{}">\n'
        '<link rel="stylesheet" href="{}">\n'
        '<script defer src="{}"></script>',
        token,
        static("liveflash/liveflash.css"),
        static("liveflash/liveflash.js"),
    )
    return scripts + _of_development() if conf.debug() else scripts


def _user_mark(request: Any) -> SafeString:
    """Return the mark of a request's user; nothing where the user is not known."""
    mark = user_mark(request) if hasattr(request, "user") else None
    if mark is None:
        return SafeString()
    return format_html('<meta name="liveflash-user" content="{}">\n', mark)


def _of_development() -> SafeString:
    """What shows crashes and follows changed files."""
    return format_html(
        '\n<link rel="stylesheet" href="{}">\n<script defer src="{}"></script>',
        static("liveflash/development.css"),
        static("liveflash/development.js"),
    )


@register.simple_tag(takes_context=True)
def live_patch(context: Context, url: str, *, replace: bool = False) -> SafeString:
    """Return the attributes of a link to another URL of the same view.

    Raises ValueError for a ``url`` that may leave the site.
    """
    return _link(_href(context, "live_patch", url), "patch", replace=replace)


@register.simple_tag(takes_context=True)
def live_navigate(context: Context, url: str, *, replace: bool = False) -> SafeString:
    """Return the attributes of a link to another live page, which loads no page.

    Raises ValueError for a ``url`` that may leave the site.
    """
    return _link(_href(context, "live_navigate", url), "redirect", replace=replace)


def _href(context: Context, tag: str, url: object) -> str:
    """Return the URL of a live link, or raise where it may leave the site."""
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
