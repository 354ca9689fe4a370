"""LiveView: a class-based view whose page lives on after its HTTP response.

Rendering the response of a LiveView is its mount. A request that answers a join
(``JoinRequest``) goes through the same middleware, URLconf, decorators and dispatch,
and stops before that last step, which the channel takes.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import ParseResult

from django.http import HttpRequest, QueryDict
from django.views import View

from liveflash.views import lifecycle
from liveflash.views.events import EventHandler, collect
from liveflash.views.response import LiveResponse
from liveflash.views.socket import LiveViewSocket

logger = logging.getLogger("liveflash")

T = TypeVar("T")


class LiveView(View, Generic[T]):
    """A page that stays connected.

    Each callback may be ``async def`` or ``def`` and is called with the arguments in
    the order shown here, whatever their names.
    """

    http_method_names = ["get", "head", "options"]  # noqa: RUF012 - as View has it

    template_name: str | None = None
    root_template_name = "liveflash/root.html"
    keep_flash_on_patch = False

    event_handlers: ClassVar[Mapping[str, EventHandler]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        """Settle which events the class answers by handlers of their own."""
        super().__init_subclass__(**options)
        cls.event_handlers = MappingProxyType(collect(cls))

    @classmethod
    def view_id(cls) -> str:
        """By what a record tells whose it is; nothing is ever imported by it."""
        return f"{cls.__module__}.{cls.__qualname__}"

    @lifecycle.unset
    def mount(self, socket: LiveViewSocket[T], session: Mapping[str, Any], /) -> Any:
        """Begin the page: set ``socket.context``."""

    @lifecycle.unset
    def handle_params(
        self, url: ParseResult, params: QueryDict, socket: LiveViewSocket[T], /
    ) -> Any:
        """Take the parameters of the URL, after the mount and after each patch."""

    @lifecycle.unset
    def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[T], /
    ) -> Any:
        """Answer an event of the client; a mapping returned is the reply to a hook.

        ``payload`` is a QueryDict for forms, the JSON value for anything else.
        """

    @lifecycle.unset
    def handle_info(self, event: Any, socket: LiveViewSocket[T], /) -> Any:
        """Take a message from the server."""

    @lifecycle.unset
    def disconnect(self, socket: LiveViewSocket[T], /) -> Any:
        """Clean up: the page has left, or has lost its connection."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> "LiveResponse":
        """Answer a GET with a page whose mount is still to come."""
        return LiveResponse(self, request)
