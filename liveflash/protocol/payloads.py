"""TODO."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from liveflash.exceptions import Refused
from liveflash.flash.message import Times

LONGEST_TIME = 1e9

# The largest revision that the inbox can store.
MAX_REVISION = 2**31 - 1

# As long as a URL that common HTTP servers accept.
MAX_URL_LENGTH = 8192


class Join(NamedTuple):
    """What a ``phx_join`` asks for.

    ``navigated`` tells that the page came to ``url`` by live navigation at some time;
    ``mounts`` counts the joins of the present view that were answered; ``times`` is
    what the page tells of the time of its messages, ``shown`` which of those that were
    pushed it has shown lately, ``messages`` which are on it now; both by revision.
    """

    url: str
    navigated: bool
    session: str
    flash: str | None
    mounts: int
    times: Times = {}  # noqa: RUF012 (nobody writes to it)
    shown: Mapping[str, int] = {}
    messages: Mapping[str, int] = {}

    @property
    def is_first(self) -> bool:
        """Whether this page, fresh from its HTTP response, joins for the first time."""
        return not self.navigated and self.mounts == 0

    @property
    def is_rejoin(self) -> bool:
        """Whether the view was joined before and lost its connection or crashed."""
        return self.mounts > 0

    def refusal(self, reason: str) -> str:
        """What to tell the client, so that it neither loops nor stays.

        ``unauthorized`` makes it load the page at once, where it meets what refuses it.
        A page that was just loaded would do so without end, so that its first join gets
        ``reason``, after which the client waits before it tries again.
        """
        return reason if self.is_first else "unauthorized"


class Event(NamedTuple):
    """What an ``event`` brings; of a form, ``value`` is its URL-encoded fields."""

    type: str
    name: str
    value: Any
    meta: dict[str, Any]


def read_join(payload: dict[str, Any]) -> Join:
    """Read the payload of a ``phx_join``, or raise Refused."""
    match payload:
        case {"redirect": str(url), "session": str(session)}:
            navigated = True
        case {"url": str(url), "session": str(session)}:
            navigated = False
        case _:
            raise Refused("malformed join")
    match payload.get("params", {}):
        case {"_mounts": int(mounts), **rest} if mounts >= 0 and mounts is not True:
            pass
        case {"_mounts": _}:
            raise Refused("malformed join")
        case {**rest}:
            mounts = 0
        case _:
            raise Refused("malformed join")
    if len(url) > MAX_URL_LENGTH:
        raise Refused("malformed join")
    match payload.get("flash"):
        case str(flash) | (None as flash):
            times = read_times(rest.get("_flash", {}))
            shown = read_revisions(rest.get("_shown", {}))
            messages = read_revisions(rest.get("_messages", {}))
            return Join(url, navigated, session, flash, mounts, times, shown, messages)
        case _:
            raise Refused("malformed join")


def read_times(payload: Any) -> dict[str, tuple[float, bool]]:
    """Read what a page tells of its messages' time, or raise Refused.

    ``{"<message id>": [<seconds left>, <is paused>]}``; 0 seconds are left of a message
    that was dismissed.
    """
    if not isinstance(payload, dict):
        raise Refused("malformed times")
    return {message_id: _read_time(told) for message_id, told in payload.items()}


def _read_time(told: Any) -> tuple[float, bool]:
    match told:
        case [int() | float() as left, bool(is_paused)] if left is not True:
            if 0 <= left < LONGEST_TIME:
                return float(left), is_paused
    raise Refused("malformed times")


def read_shown(value: Any) -> dict[str, int]:
    """Read which messages a page has come to show, or raise Refused."""
    return read_revisions(value.get("shown") if isinstance(value, dict) else None)


def read_revisions(told: Any) -> dict[str, int]:
    """Read revisions of messages, by their ids, or raise Refused."""
    if not isinstance(told, dict):
        raise Refused("malformed event")
    if not all(map(_is_revision, told.values())):
        raise Refused("malformed event")
    return told


def _is_revision(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_REVISION


def read_event(payload: dict[str, Any]) -> Event:
    """Read the payload of an ``event``, or raise Refused."""
    kind, name = payload.get("type"), payload.get("event")
    if payload.get("cid") is not None:
        raise Refused("no such component")
    if not isinstance(kind, str) or not isinstance(name, str) or "value" not in payload:
        raise Refused("malformed event")
    if kind == "form":
        return _read_form(name, payload["value"], payload.get("meta") or {})
    return Event(kind, name, payload["value"], {})


def _read_form(name: str, value: Any, meta: Any) -> Event:
    if not isinstance(value, str) or not isinstance(meta, dict):
        raise Refused("malformed event")
    return Event("form", name, value, meta)


def read_patch(payload: dict[str, Any]) -> str:
    """Read the URL of a ``live_patch``, or raise Refused."""
    match payload:
        case {"url": str(url)} if len(url) <= MAX_URL_LENGTH:
            return url
        case _:
            raise Refused("malformed patch")
