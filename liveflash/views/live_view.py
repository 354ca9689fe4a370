"""LiveView: a class-based view that stays connected after its HTTP response.

Rendering the response mounts the view. The internal GET of a join (``JoinRequest``)
passes the same middleware, URLconf, decorators and dispatch, but its response is not
rendered: the channel mounts the view instead.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar

from django.http import HttpRequest, QueryDict
from django.utils.translation import pgettext_lazy
from django.views import View

from liveflash.views import lifecycle
from liveflash.views.binding import Arguments
from liveflash.views.events import EventHandler, InfoHandler, collect, collect_info
from liveflash.views.response import LiveResponse
from liveflash.views.signatures import read_callbacks
from liveflash.views.socket import LiveViewSocket

logger = logging.getLogger("liveflash")

T = TypeVar("T")

REFUSED = pgettext_lazy(
    "liveflash", "This could not be done. Check what you entered, or reload the page."
)


class LiveView(View, Generic[T]):
    """A page that stays connected over a WebSocket.

    ``T`` is the type of ``socket.context``. Each callback may be ``async def`` or
    ``def``; a ``def`` runs in a thread. A callback with the parameters shown here is
    called by position, whatever their names. One with other parameters is called with
    the values that they name: ``socket``, ``session``, ``request``, ``user``, ``url``,
    ``params``, ``payload``, ``event``, a ``Depends``, or a field. An exception in a
    callback restarts the view.

    ``template_name`` is the page's template. Without it, the file beside the module of
    the class is: ``counter.html`` for ``counter.py``. ``root_template_name`` is the
    page around a template that has no live container of its own. The flash is cleared
    before each patch unless ``keep_flash_on_patch`` is true.
    """

    http_method_names = ["get", "head", "options"]  # noqa: RUF012 - as View has it

    template_name: str | None = None
    root_template_name = "liveflash/root.html"
    keep_flash_on_patch = False

    event_handlers: ClassVar[Mapping[str, EventHandler]] = {}
    info_handlers: ClassVar[Mapping[str, InfoHandler]] = {}
    bindings: ClassVar[Mapping[str, Arguments]] = {}
    binding_errors: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Collect the handlers of a subclass, and read how to call its callbacks.

        Raises TypeError if two handlers have the same event, or if no payload can be
        converted to a parameter of one.
        """
        super().__init_subclass__(**options)
        cls.event_handlers = MappingProxyType(collect(cls))
        cls.info_handlers = MappingProxyType(collect_info(cls))
        bindings, cls.binding_errors = read_callbacks(cls)
        cls.bindings = MappingProxyType(bindings)

    @classmethod
    def view_id(cls) -> str:
        """Return the dotted name stored in records. It is compared, never imported."""
        return f"{cls.__module__}.{cls.__qualname__}"

    @lifecycle.default_callback
    def mount(self, *args: Any, **kwargs: Any) -> Any:
        """Set ``socket.context``; called once for the HTTP response and once per join.

        ``mount(self, socket, session)``: ``session`` is a read-only mapping of the
        visitor's session.
        """

    @lifecycle.default_callback
    def handle_params(self, *args: Any, **kwargs: Any) -> Any:
        """Handle the URL's parameters, after ``mount`` and after each patch.

        ``handle_params(self, url, params, socket)``: ``url`` is the parsed absolute
        URL. ``params`` is a QueryDict of its query parameters and the values captured
        from its path, as strings. Parameters of other names are looked up in it.
        """

    @lifecycle.default_callback
    def handle_event(self, *args: Any, **kwargs: Any) -> Any:
        """Handle an event of the client that no ``@event`` method handles.

        ``handle_event(self, event, payload, socket)``: ``payload`` is a QueryDict for
        forms, the JSON value for anything else. Parameters of other names are looked up
        in it. Return None, or a mapping to reply to a client hook; other values raise
        TypeError.
        """

    async def handle_refused(
        self,
        event: str,  # noqa: ARG002
        reason: str,  # noqa: ARG002
        socket: LiveViewSocket[T],
        /,
    ) -> Any:
        """Tell the visitor that an event was refused; it reached no handler.

        By default put an error message. ``event`` is the name of the event, or empty if
        it could not be read. ``reason`` is a fixed text: "unknown event",
        "malformed event", "malformed payload", "too big" or "no such component". The
        client receives it as the reply ``{"refused": reason}``.
        """
        socket.put_flash("error", REFUSED)

    @lifecycle.default_callback
    def handle_info(self, *args: Any, **kwargs: Any) -> Any:
        """Handle a message of a timer or of a topic to which the page subscribes.

        ``handle_info(self, event, socket)``: ``event`` is the value that was scheduled,
        or an ``InfoEvent`` for a broadcast.
        """

    @lifecycle.default_callback
    def handle_async(self, *args: Any, **kwargs: Any) -> Any:
        """Handle the end of work that ``socket.start_async(name, …)`` has started.

        ``handle_async(self, name, result, socket)``: ``result.value`` is what it has
        returned if ``result.ok`` is true, otherwise ``result.error`` is the exception
        that it has raised.
        """

    @lifecycle.default_callback
    def handle_flash(self, *args: Any, **kwargs: Any) -> Any:
        """Handle the end of a message on this page, after it has disappeared.

        ``handle_flash(self, message, reason, socket)``: ``message`` is a
        ``FlashMessage``. ``reason`` is "dismissed", "timeout" if its time was over, or
        "action" after the event of its action was handled. What the view clears itself
        is not reported, nor what was dismissed on another page.
        """

    @lifecycle.default_callback
    def disconnect(self, *args: Any, **kwargs: Any) -> Any:
        """Clean up after the page was left or has lost its connection.

        ``disconnect(self, socket)``: ``socket.broadcast`` has an effect here; flash and
        navigation reach no page.
        """

    def shape_params(self, params: QueryDict) -> Any:
        """Return the parameters of the URL as callbacks receive them."""
        return params

    def shape_payload(self, payload: Any) -> Any:
        """Return the payload of an event as handlers receive it."""
        return payload

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> "LiveResponse":
        """Return the page's response, which mounts the view when it is rendered.

        Raise TypeError if a callback has a parameter that no call can fill.
        """
        if self.binding_errors:
            raise TypeError(" ".join(self.binding_errors))
        return LiveResponse(self, request)
