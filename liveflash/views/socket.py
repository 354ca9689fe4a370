"""What every callback of a LiveView receives.

The socket only records what a callback wishes: flash, navigation, events for the
client. The channel, or the HTTP response, carries it out after the callback.
"""

from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.http import urlencode

from liveflash import conf
from liveflash.debug.hints import UnsetContext
from liveflash.flash.flash import Flash, PutMessage
from liveflash.local_urls import is_local_path, is_on_host, is_web_address
from liveflash.push.envelopes import check_topic

T = TypeVar("T")

_BOUND = "_liveflash_socket"
_NO_SESSION: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Navigation:
    """Where a callback sends the page."""

    kind: Literal["patch", "navigate", "redirect"]
    to: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """An info message that a callback wants later, in seconds."""

    event: Any
    seconds: float
    repeats: bool


class _Recorded:
    """What a recording method returns: awaitable; nothing to wait for, or ``now``."""

    def __init__(self, now: Callable[[], Awaitable[None]] | None = None) -> None:
        self._now = now

    def __await__(self) -> Generator[Any, None, None]:
        if self._now is not None:
            yield from self._now().__await__()


_RECORDED = _Recorded()


class DjangoMessages:
    """Takes what ``messages.success(socket, …)`` and its like add."""

    def __init__(self, flash: Flash) -> None:
        self._flash = flash

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        """Add a message to the flash under the tag of its level."""
        self._flash.append(conf.message_key(level), message, tags=extra_tags or "")


class LiveViewSocket(Generic[T]):
    """One visitor's live page, as its callbacks see it.

    ``context`` holds the template's variables: a dataclass, any object or a mapping.
    ``connected`` is false while the page is rendered for its HTTP response.
    ``request`` is the request that rendered or joined the page, ``session`` the
    visitor's session as it was then, read-only. ``channel_session`` is for small things
    that are to come back after a reconnect, such as the draft of a form: values of the
    kinds that flash stores.
    """

    context: T

    def __init__(
        self, request: HttpRequest, *, connected: bool, flash: Flash | None = None
    ) -> None:
        self.request = request
        self.connected = connected
        self.flash = Flash() if flash is None else flash
        self.session = _session_items(request)
        self.channel_session: dict[str, Any] = {}
        self.context = UnsetContext()  # type: ignore[assignment]
        self.live_title: str | None = None
        # Its mask differs at each call, which would make every render a change.
        self.csrf_token = get_token(request)
        self.navigation: Navigation | None = None
        # Tuples: of empty ones there is one, where each page would have lists.
        self._events: tuple[tuple[str, Any], ...] = ()
        self._timers: tuple[Timer, ...] = ()
        self._topics: tuple[str, ...] = ()
        # Set by the channel: carries out what is subscribed to, without delay.
        self.subscribe_now: Callable[[], Awaitable[None]] | None = None
        self._broadcasts: tuple[tuple[str, Any], ...] = ()

    @property
    def _messages(self) -> DjangoMessages:
        """Where ``django.contrib.messages`` looks for what adds a message."""
        return DjangoMessages(self.flash)

    @property
    def user(self) -> Any:
        """The visitor's user, None where the project has no authentication."""
        return getattr(self.request, "user", None)

    @property
    def session_key(self) -> str | None:
        """The key of the visitor's session, None where there is none."""
        session = getattr(self.request, "session", None)
        return getattr(session, "session_key", None)

    def put_flash(
        self,
        key: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> PutMessage:
        """Show ``value`` in place of what ``key`` showed.

        The level, which says how urgent it is, is the key where none is given;
        ``timeout`` is in seconds, infinite (``math.inf``) for a message that stays.
        What is returned updates the message in place, or takes it back. Raises
        TypeError or ValueError for a key that is no non-empty string.
        """
        return self.flash.put(key, value, level=level, timeout=timeout)

    def clear_flash(self, key: str | None = None) -> None:
        """Take back what ``key`` shows, or all; an absent key is no error."""
        self.flash.clear(key)

    def push_patch(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> _Recorded:
        """Show another URL of this view: ``handle_params`` runs, nothing is mounted."""
        return self._navigate(Navigation("patch", _local(path, params)))

    def push_navigate(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> _Recorded:
        """Go to another live page without loading a page."""
        return self._navigate(Navigation("navigate", _local(path, params)))

    def replace_navigate(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> _Recorded:
        """Go to another live page in place of this one in the browser's history."""
        return self._navigate(
            Navigation("navigate", _local(path, params), replace=True)
        )

    def redirect(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        external: bool = False,
    ) -> _Recorded:
        """Load another page of this site, or with ``external`` one of any other.

        Raises ValueError for an address elsewhere that is not said to be one: what an
        event brings must not lead a visitor away.
        """
        target = _external(path) if external else self._own(path)
        return self._navigate(Navigation("redirect", _with_query(target, params)))

    def push_event(self, event: str, payload: Any = None) -> _Recorded:
        """Send an event to the page's hooks, where it arrives as ``phx:event``."""
        pushed = (event, {} if payload is None else payload)
        self._events = (*self._events, pushed)
        return _RECORDED

    def subscribe(self, topic: str) -> _Recorded:
        """Call ``handle_info`` with ``InfoEvent(topic, message)`` at each broadcast.

        Awaited, from now on; otherwise from the end of this callback; to the end of
        the view. What ``push_flash(…, group=topic)`` sends is shown too.
        """
        check_topic(topic)
        if self.connected:
            self._topics = (*self._topics, topic)
        return _Recorded(self.subscribe_now)

    def broadcast(self, topic: str, message: Any) -> _Recorded:
        """Call ``handle_info`` of every view that subscribed to ``topic``.

        After this callback, unless it raises.
        """
        self._broadcasts = (*self._broadcasts, (check_topic(topic), message))
        return _RECORDED

    def schedule_info(self, event: Any, seconds: float) -> None:
        """Call ``handle_info`` with ``event`` every so many seconds, more than 0."""
        if not seconds > 0:
            msg = f"schedule_info() takes seconds above 0, not {seconds!r}."
            raise ValueError(msg)
        self._schedule(Timer(event, seconds, repeats=True))

    def schedule_info_once(self, event: Any, seconds: float | None = None) -> None:
        """Call ``handle_info`` with ``event`` once, after so many seconds."""
        self._schedule(Timer(event, seconds or 0, repeats=False))

    def take_navigation(self) -> Navigation | None:
        """The navigation that was wished since the last call."""
        navigation, self.navigation = self.navigation, None
        return navigation

    def take_events(self) -> tuple[tuple[str, Any], ...]:
        """The events that were pushed since the last call."""
        events, self._events = self._events, ()
        return events

    @property
    def has_wishes(self) -> bool:
        """Whether there are timers, topics or broadcasts to take."""
        return bool(self._timers or self._topics or self._broadcasts)

    def take_timers(self) -> tuple[Timer, ...]:
        """The info messages that were scheduled since the last call."""
        timers, self._timers = self._timers, ()
        return timers

    def take_topics(self) -> tuple[str, ...]:
        """The topics that were subscribed to since the last call."""
        topics, self._topics = self._topics, ()
        return topics

    def take_broadcasts(self) -> tuple[tuple[str, Any], ...]:
        """What was to be broadcast since the last call, as (topic, message)."""
        broadcasts, self._broadcasts = self._broadcasts, ()
        return broadcasts

    def _own(self, path: str) -> str:
        """A path, or an address, of this site."""
        path = str(path)  # may be lazy
        if is_local_path(path) or (
            is_web_address(path) and is_on_host(path, self.request.get_host())
        ):
            return path
        msg = (
            f"A path of this site is expected ('/page/?a=b'), not {path!r}. Where a "
            "redirect is to leave the site: redirect('https://…', external=True)."
        )
        raise ValueError(msg)

    def _navigate(self, navigation: Navigation) -> _Recorded:
        self.navigation = navigation
        return _RECORDED

    def _schedule(self, timer: Timer) -> None:
        if self.connected:
            self._timers = (*self._timers, timer)


def bind(request: HttpRequest, socket: LiveViewSocket[Any]) -> None:
    """Make ``socket`` the one whose page ``request`` renders."""
    setattr(request, _BOUND, socket)


def bound_to(request: HttpRequest | None) -> LiveViewSocket[Any] | None:
    """The socket whose page ``request`` renders; None on a plain page."""
    return getattr(request, _BOUND, None)


def _session_items(request: HttpRequest) -> Mapping[str, Any]:
    session = getattr(request, "session", None)
    items = {} if session is None else dict(session.items())
    return MappingProxyType(items) if items else _NO_SESSION


def _with_query(path: str, params: Mapping[str, Any] | None) -> str:
    if not params:
        return path
    path, mark, fragment = path.partition("#")
    separator = "&" if "?" in path else "?"
    return f"{path}{separator}{urlencode(params, doseq=True)}{mark}{fragment}"


def _local(path: str, params: Mapping[str, Any] | None) -> str:
    path = str(path)  # may be lazy
    if is_local_path(path):
        return _with_query(path, params)
    msg = f"A path of this site is expected ('/page/?a=b'), not {path!r}."
    raise ValueError(msg)


def _external(address: str) -> str:
    address = str(address)  # may be lazy
    if is_web_address(address):
        return address
    msg = f"An address is expected ('https://…'), not {address!r}."
    raise ValueError(msg)
