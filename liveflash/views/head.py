"""The elements of a page's head: what the client reads, the stylesheet and scripts."""

from typing import Any

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from liveflash import conf
from liveflash.storage.visitor import user_mark


def meta_elements(request: Any, csrf_token: object) -> SafeString:
    """Return the elements that the client reads.

    They hold the CSRF token, the path of the socket and a mark of the user. The mark is
    missing if the user is not loaded.
    """
    values = {
        "liveflash-user": user_mark(request) if hasattr(request, "user") else None,
        "csrf-token": csrf_token or (get_token(request) if request else ""),
        "liveflash-socket": get_script_prefix().rstrip("/") + conf.socket_path(),
    }
    present = [each for each in values.items() if each[1] is not None]
    return format_html_join("\n", '<meta name="{}" content="{}">', present)


def file_elements() -> SafeString:
    """Return the stylesheet and the client, and while DEBUG is on its aids."""
    names = ["liveflash", "development"] if conf.debug() else ["liveflash"]
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">\n<script defer src="{}"></script>',
        [(static(f"liveflash/{n}.css"), static(f"liveflash/{n}.js")) for n in names],
    )
