"""Decide whether a visitor will see the response to a request.

Browsers and libraries load pages before they are visited, and check addresses with
requests whose response is not shown. Such a request must not consume a message.
"""

import re

from django.http import HttpRequest

# Browsers send the first four (Chromium and Firefox, WebKit, older ones, Firefox),
# Turbo the fifth.
PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz", "X-Sec-Purpose")
UNSEEN_PURPOSES = {"prefetch", "prerender", "preview", "instant"}

# Sent by the "preload" extension of htmx.
PRELOADED_HEADER = "HX-Preloaded"

# The destinations that browsers show, or hand to a script ("empty"): Fetch Standard,
# "destination".
SEEN_DESTINATIONS = {
    "document",
    "embed",
    "empty",
    "fencedframe",
    "frame",
    "iframe",
    "object",
}

_SEPARATORS = re.compile(r"[\s;,]+")


def will_be_seen(request: HttpRequest) -> bool:
    """Return False for a HEAD request, a prefetch or an image, a script or the like."""
    if request.method == "HEAD":
        return False
    return not _is_prefetch(request) and _has_seen_destination(request)


def _is_prefetch(request: HttpRequest) -> bool:
    if request.headers.get(PRELOADED_HEADER, "false").strip().lower() != "false":
        return True
    return any(
        not UNSEEN_PURPOSES.isdisjoint(
            _SEPARATORS.split(request.headers.get(name, "").lower())
        )
        for name in PURPOSE_HEADERS
    )


def _has_seen_destination(request: HttpRequest) -> bool:
    destination = request.headers.get("Sec-Fetch-Dest", "").strip().lower()
    return not destination or destination in SEEN_DESTINATIONS
