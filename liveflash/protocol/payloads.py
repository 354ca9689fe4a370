"""Read the payloads of the client's frames."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from liveflash.exceptions import Refused
from liveflash.flash.flash_message import REASONS
from liveflash.flash.message import Times

MAX_SECONDS = 1e9

# The largest integer that the inbox can store.
MAX_REVISION = 2**31 - 1

# The type of an event that the action of a message sends; the message's id follows.
ACTION_TYPE = "liveflash:"

# The longest URL that common HTTP servers accept, in characters.
MAX_URL_LENGTH = 8192


class Join(NamedTuple):
    """The payload of a ``phx_join``.

    ``navigated`` is true if the page has reached ``url`` by live navigation. ``mounts``
    counts the answered joins of the current view. ``times`` are the remaining times of
    the page's messages, ``shown`` the revisions of pushed messages that it has shown
    recently, and ``messages`` the revisions of those that it shows now, all by id.
    ``has_bell`` is true if the page shows how many kept messages are unread.
    ``ended`` says why messages have ended without a connection: see ``REASONS``.
    """

    url: str
    navigated: bool
    session: str
    flash: str | None
    mounts: int
    times: Times = {}  # noqa: RUF012 (never changed)
    shown: Mapping[str, int] = {}
    messages: Mapping[str, int] = {}
    has_bell: bool = False
    ended: Mapping[str, str] = {}

    @property
    def is_first(self) -> bool:
        """True for the first join after the HTTP response of the page."""
        return not self.navigated and self.mounts == 0

    @property
    def is_rejoin(self) -> bool:
        """True if the view was joined before, then disconnected or crashed."""
        return self.mounts > 0

    def refusal(self, reason: str) -> str:
        """Return a reason after which the client does not reload forever.

        After ``unauthorized`` the client loads the page at once and gets the actual
        response. A page that was just loaded would reload forever: its first join is
        refused with ``reason``, after which the client waits before it tries again.
        """
        return reason if self.is_first else "unauthorized"


class Event(NamedTuple):
    """The payload of an ``event``; for a form, ``value`` is URL-encoded text."""

    type: str
    name: str
    value: Any
    meta: dict[str, Any]

    @property
    def message_id(self) -> str:
        """The id of the message if its action sent the event, otherwise empty."""
        is_action = self.type.startswith(ACTION_TYPE)
        return self.type.removeprefix(ACTION_TYPE) if is_action else ""


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
            bell, ended = rest.get("_bell") is True, read_ended(rest.get("_ended", {}))
            named = times, shown, messages, bell, ended
            return Join(url, navigated, session, flash, mounts, *named)
        case _:
            raise Refused("malformed join")


def read_times(payload: Any) -> dict[str, tuple[float, bool]]:
    """Read the remaining times of a page's messages, or raise Refused.

    The shape is ``{"<message id>": [<seconds left>, <is paused>]}``. A message that was
    dismissed has 0 seconds left.
    """
    if not isinstance(payload, dict):
        raise Refused("malformed times")
    return {message_id: _read_time(time) for message_id, time in payload.items()}


def _read_time(time: Any) -> tuple[float, bool]:
    match time:
        case [int() | float() as left, bool(is_paused)] if left is not True:
            if 0 <= left < MAX_SECONDS:
                return float(left), is_paused
    raise Refused("malformed times")


def read_ended(payload: Any) -> dict[str, str]:
    """Read why messages have ended, by their ids, or raise Refused."""
    if not isinstance(payload, dict):
        raise Refused("malformed ended messages")
    if not all(reason in REASONS for reason in payload.values()):
        raise Refused("malformed ended messages")
    return payload


def read_shown(value: Any) -> dict[str, int]:
    """Read the revisions of the messages that a page has shown, or raise Refused."""
    return read_revisions(value.get("shown") if isinstance(value, dict) else None)


def read_revisions(payload: Any) -> dict[str, int]:
    """Read revisions of messages, by their ids, or raise Refused."""
    if not isinstance(payload, dict):
        raise Refused("malformed event")
    if not all(map(_is_revision, payload.values())):
        raise Refused("malformed event")
    return payload


def _is_revision(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_REVISION


def event_name(payload: dict[str, Any]) -> str:
    """Return the name of an ``event``; empty if it has none."""
    name = payload.get("event")
    return name if isinstance(name, str) else ""


def read_component_ids(payload: dict[str, Any]) -> list[int]:
    """Read the ids of components that left the page, or raise Refused."""
    match payload:
        case {"cids": list(ids)} if all(type(each) is int for each in ids):
            return ids
    raise Refused("malformed components")


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
