"""The socket that every callback of a LiveView receives.

The socket records what a callback requests (flash, navigation, events for the client)
as effects. The channel or the HTTP response carries them out after the callback.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Generic, TypeGuard, TypeVar, Unpack

from django.http import HttpRequest
from django.middleware.csrf import get_token

from liveflash.debug.hints import UnsetContext, warn_of_redirect_to_file
from liveflash.flash.flash import Flash
from liveflash.flash.message import MessageOptions
from liveflash.flash.message_handle import PutMessage
from liveflash.push.envelopes import check_topic
from liveflash.views.background import BackgroundWork
from liveflash.views.django_messages import LiveMessages
from liveflash.views.effects import Broadcast, Navigation, Subscribe, Timer
from liveflash.views.navigation import external_url, local_path, site_url
from liveflash.views.progress import Progress
from liveflash.views.recording import RECORDED, Recorded

T = TypeVar("T")

EXTERNAL_HINT = (
    " To redirect to another site, pass external=True: "
    "redirect('https://…', external=True)."
)

# Handled by the script of liveflash.
DOWNLOAD_EVENT = "liveflash:download"

_SOCKET_ATTRIBUTE = "_liveflash_socket"


class LiveViewSocket(BackgroundWork, Generic[T]):
    """The live page of one visitor, as its callbacks use it.

    ``context`` provides the template variables: a dataclass, any object or a mapping.
    ``connected`` is false while the page is rendered for its HTTP response.
    ``request`` is the request that rendered or joined the page. ``session`` is a
    read-only copy of the visitor's session at that time. ``flash`` maps each key to its
    newest value. ``channel_session`` stores small values across reconnects, such as the
    draft of a form. It accepts the same values as flash. ``live_title`` is a template
    variable and the title of the page: the browser shows it when a callback changes it.
    """

    context: T

    def __init__(
        self, request: HttpRequest, *, connected: bool, flash: Flash | None = None
    ) -> None:
        super().__init__()
        self.request = request
        self.connected = connected
        self.flash = Flash() if flash is None else flash
        self.session = _session_items(request)
        # The storage that ``django.contrib.messages`` adds messages to.
        self._messages = LiveMessages(self.flash)
        self.channel_session: dict[str, Any] = {}
        self.context = UnsetContext()  # type: ignore[assignment]
        # get_token() masks the token differently at each call: every render would
        # differ from the last.
        self.csrf_token = get_token(request)
        # The URL of the last call of handle_params.
        self.page_url = ""
        # Set by the channel: subscribes to a topic without delay.
        self.subscribe_now: Callable[[str], Awaitable[None]] | None = None
        self._topics: tuple[str, ...] = ()

    @property
    def user(self) -> Any:
        """The visitor's user, None if the project has no authentication."""
        return getattr(self.request, "user", None)

    @property
    def session_key(self) -> str | None:
        """The key of the visitor's session, None if there is no session."""
        session = getattr(self.request, "session", None)
        return getattr(session, "session_key", None)

    def put_flash(
        self, key: str, value: Any, **options: Unpack[MessageOptions]
    ) -> PutMessage:
        """Show ``value`` in place of the former value of ``key``.

        Return a handle that updates or clears the message. The options are
        ``MessageOptions``: ``level`` says how urgent the message is and defaults to
        ``key``; ``timeout`` is in seconds, ``math.inf`` shows the message until it is
        dismissed. Raise TypeError or ValueError unless ``key`` is a non-empty string,
        and ValueError for a malformed ``fraction`` in the value.
        """
        return self.flash.put(key, value, **options)

    def add_flash(
        self, key: str, value: Any, **options: Unpack[MessageOptions]
    ) -> PutMessage:
        """Show ``value`` beside the other messages of ``key``, like ``put_flash``.

        ``flash[key]`` is the newest of them; ``clear_flash(key)`` removes all.
        """
        return self.flash.put(key, value, replaces=False, **options)

    def progress(
        self, key: str, text: Any, *, done: Any = None, failed: Any = None
    ) -> Progress:
        """Return a context manager that shows a message while its block runs.

        It is for ``with`` and ``async with``, and yields a step with ``update(text,
        fraction=0.4)`` and ``done(text)``. The message of ``key`` has the level
        "loading". At the end it says ``done`` as "success" for 4 seconds, or ``failed``
        as "error" after an exception, which is raised again. If a task is cancelled,
        the message is removed. Call it from work beside the handlers: in a callback,
        only the end would be shown.
        """
        return Progress(self.flash, key, text, done=done, failed=failed)

    def clear_flash(self, key: str | None = None) -> None:
        """Remove the message of ``key``, or all messages; ignore an absent key."""
        self.flash.retract(key)

    def push_patch(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> Recorded:
        """Show another URL of this view: call ``handle_params`` without a mount."""
        return self._navigate(Navigation("patch", local_path(path, params)))

    def push_navigate(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> Recorded:
        """Open another live page without a page load."""
        return self._navigate(Navigation("navigate", local_path(path, params)))

    def replace_navigate(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> Recorded:
        """Open another live page and replace this one in the browser's history."""
        to = local_path(path, params)
        return self._navigate(Navigation("navigate", to, replace=True))

    def redirect(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        external: bool = False,
    ) -> Recorded:
        """Load another page of this site or, if ``external``, of any site.

        Raise ValueError for the address of another site without ``external``, so that
        a URL that comes with an event cannot send a visitor to another site. For a file
        that the browser saves, call ``download``: a redirect to it disconnects the page
        for good.
        """
        if external:
            target = external_url(path, params)
        else:
            target = site_url(path, self.request.get_host(), params, EXTERNAL_HINT)
            warn_of_redirect_to_file(target)
        return self._navigate(Navigation("redirect", target))

    def download(self, path: str, params: Mapping[str, Any] | None = None) -> Recorded:
        """Have the browser download a file of this site; the page stays alive.

        The view at ``path`` responds with ``Content-Disposition: attachment``, as
        Django's ``FileResponse(…, as_attachment=True)`` does. Messages that are put in
        the same turn are shown on this page. Raise ValueError for the address of
        another site.
        """
        target = site_url(path, self.request.get_host(), params)
        return self.push_event(DOWNLOAD_EVENT, {"url": target})

    def push_event(self, event: str, payload: Any = None) -> Recorded:
        """Send an event to the hooks of the page, which receive it as ``phx:event``.

        ``payload`` is a JSON value. A ``JS`` in it arrives as its list of commands,
        for ``execJS(element, JSON.stringify(list))`` of the client.
        """
        pushed = (event, {} if payload is None else payload)
        return self._record("events", pushed)

    def subscribe(self, topic: str) -> Recorded:
        """Call ``handle_info`` with ``InfoEvent(topic, message)`` for each broadcast.

        The subscription begins at once if awaited, otherwise after this callback, and
        lasts as long as the view. It also shows ``push_flash(…, group=topic)``.
        """
        check_topic(topic)
        if not self.connected:
            return RECORDED
        if topic not in self._topics:
            self._topics = (*self._topics, topic)
            self._record("pubsub", Subscribe(topic))
        if self.subscribe_now is None:
            return RECORDED
        return Recorded(partial(self.subscribe_now, topic))

    def broadcast(self, topic: str, message: Any) -> Recorded:
        """Call ``handle_info`` of every view that is subscribed to ``topic``.

        The message is sent after this callback, unless the callback raises. The page
        itself receives it if it has subscribed before. During the HTTP response it is
        sent only if the page redirects, since the join mounts the view again.
        """
        is_heard = check_topic(topic) in self._topics
        return self._record("pubsub", Broadcast(topic, message, is_heard))

    def schedule_info(self, event: Any, seconds: float) -> None:
        """Call ``handle_info`` with ``event`` every ``seconds``, which exceed 0."""
        if not seconds > 0:
            msg = f"schedule_info() takes seconds above 0, not {seconds!r}."
            raise ValueError(msg)
        self._schedule(Timer(event, seconds, repeats=True))

    def schedule_info_once(self, event: Any, seconds: float | None = None) -> None:
        """Call ``handle_info`` with ``event`` once, after ``seconds``."""
        self._schedule(Timer(event, seconds or 0, repeats=False))

    def watch(
        self, on_effect: Callable[[], None], on_message: Callable[[], None]
    ) -> None:
        """Call ``on_effect`` after the view has recorded an effect.

        ``on_message`` is called after it has changed its flash.
        """
        self._on_change = on_effect
        self.flash.on_change = on_message

    def _schedule(self, timer: Timer) -> None:
        if self.connected:
            self._record("timers", timer)


def is_connected(socket: LiveViewSocket[T]) -> TypeGuard[LiveViewSocket[T]]:
    """Return whether the page is connected, not rendered for its HTTP response."""
    return socket.connected


def bind(request: HttpRequest, socket: LiveViewSocket[Any]) -> None:
    """Attach ``socket`` to the request that renders its page."""
    setattr(request, _SOCKET_ATTRIBUTE, socket)


def bound_to(request: HttpRequest | None) -> LiveViewSocket[Any] | None:
    """Return the socket of the page of ``request``; None on a plain page."""
    return getattr(request, _SOCKET_ATTRIBUTE, None)


def _session_items(request: HttpRequest) -> Mapping[str, Any]:
    session = getattr(request, "session", None)
    return MappingProxyType({} if session is None else dict(session.items()))
