"""Read the root of a live page, and build the frames of the official client.

Only the standard library is imported: the benchmarks run without Django.
"""

import html as entities
import json
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

SOCKET_PATH = "/live/websocket?vsn=2.0.0"

_ROOT = re.compile(r"<div\s[^>]*\bdata-phx-session\b[^>]*>")
_ATTRIBUTE = re.compile(r'\s([\w-]+)="([^"]*)"')
_CSRF_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]*)"')

# As JSON.stringify writes it.
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class PageRoot:
    """The data of a page's root element that its join repeats."""

    id: str
    session: str
    static: str | None
    csrf_token: str

    @property
    def topic(self) -> str:
        """The topic of the page's frames."""
        return f"lv:{self.id}"


def find_root(html: str) -> PageRoot | None:
    """Return the root of a page, or None for a page that is not connected."""
    tag = _ROOT.search(html)
    if tag is None:
        return None
    attributes = {
        name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(tag[0])
    }
    csrf_token = _CSRF_TOKEN.search(html)
    return PageRoot(
        id=attributes["id"],
        session=attributes["data-phx-session"],
        static=attributes.get("data-phx-static") or None,
        csrf_token=entities.unescape(csrf_token[1]) if csrf_token else "",
    )


def frame(
    join_ref: str | None, ref: str | None, topic: str, event: str, payload: Any
) -> str:
    """Return the text of one frame."""
    return _encode([join_ref, ref, topic, event, payload])


def heartbeat(ref: str) -> str:
    """Return the text of a heartbeat's frame."""
    return frame(None, ref, "phoenix", "heartbeat", {})


def join_payload(
    url: str,
    session: str,
    *,
    static: str | None = None,
    navigated: bool = False,
    flash: str | None = None,
    **params: Any,
) -> dict[str, Any]:
    """Return the payload of a ``phx_join``; ``navigated`` if no page was loaded."""
    payload = {
        "redirect" if navigated else "url": url,
        "params": {"_mounts": 0, "_mount_attempts": 0, **params},
        "session": session,
        "static": static,
    }
    return payload if flash is None else {**payload, "flash": flash}


def event_payload(name: str, value: Any = None, kind: str = "click") -> dict[str, Any]:
    """Return the payload of an ``event``; ``kind`` is its ``type``."""
    return {"type": kind, "event": name, "value": {} if value is None else value}


def cookie_header(cookies: SimpleCookie) -> str:
    """Return the value of the ``Cookie`` header that a browser sends."""
    return "; ".join(f"{each.key}={each.coded_value}" for each in cookies.values())
