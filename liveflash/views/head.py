"""The elements of a page for its script: in its head, and beside its messages."""

from collections.abc import Mapping
from typing import Any

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from liveflash import conf
from liveflash.storage import flash_cookie, tokens
from liveflash.storage.visitor import user_mark
from liveflash.views.message_patterns import patterns


def meta_elements(request: Any, csrf_token: object) -> SafeString:
    """Return the elements that the client reads.

    They hold the CSRF token, the path of the socket, the attributes of the flash cookie
    and a mark of the user. The mark is missing if the user is not loaded.
    """
    values = {
        "liveflash-user": user_mark(request) if hasattr(request, "user") else None,
        "csrf-token": csrf_token or (get_token(request) if request else ""),
        "liveflash-socket": get_script_prefix().rstrip("/") + conf.socket_path(),
        "liveflash-cookie": flash_cookie.client_attributes(),
        "liveflash-fetch": "" if conf.marks_requests() else None,
    }
    present = [each for each in values.items() if each[1] is not None]
    return format_html_join("\n", '<meta name="{}" content="{}">', present)


def file_elements(nonce: str, *, is_live: bool) -> SafeString:
    """Return the stylesheet and the script, and while DEBUG is on the aids.

    The script loads the official client, from the URL in ``liveflash-client``, on pages
    that need it; a live page loads it early. It loads swipes and taps, from the URL in
    ``liveflash-touch``, for a touch screen. ``nonce`` is that of the Content Security
    Policy, or empty.
    """
    names = ["liveflash", "development"] if conf.debug() else ["liveflash"]
    attribute = format_html(' nonce="{}"', nonce) if nonce else ""
    files = format_html_join(
        "\n",
        '<link rel="stylesheet" href="{0}"{2}>\n<script defer src="{1}"{2}></script>',
        [
            (static(f"liveflash/{name}.css"), static(f"liveflash/{name}.js"), attribute)
            for name in names
        ],
    )
    return format_html("{}\n{}", _client_elements(attribute, is_live=is_live), files)


def _client_elements(attribute: str, *, is_live: bool) -> SafeString:
    """Return where the modules are, and on a live page the preload of the client."""
    url = static("liveflash/liveflash-client.js")
    meta = format_html(
        '<meta name="liveflash-client" content="{}">\n'
        '<meta name="liveflash-touch" content="{}">',
        url,
        static("liveflash/liveflash-touch.js"),
    )
    if not is_live:
        return meta
    return format_html(
        '{}\n<link rel="modulepreload" href="{}"{}>', meta, url, attribute
    )


def page_element(stack: Mapping[str, Any] | None) -> SafeString:
    """Return the element by which the script notices a new page.

    ``stack`` holds the options of the page's message stack, if it has one. With them,
    messages for a response of this page are rendered; the patterns in the element are
    for messages of the script itself.
    """
    if stack is None:
        return mark_safe("<liveflash-page hidden></liveflash-page>")
    return format_html(
        '<liveflash-page hidden data-options="{}">{}</liveflash-page>',
        tokens.stack_token(stack),
        patterns(stack),
    )


def csp_nonce(request: Any) -> str:
    """Return the nonce of a request's Content Security Policy, or an empty string.

    Reading it adds it to the policy. It is an attribute set by django-csp or by the
    middleware of Django 6.
    """
    for name in ("csp_nonce", "_csp_nonce"):
        nonce = getattr(request, name, None)
        if nonce is not None:  # it is false until it is read
            return str(nonce)
    return ""
