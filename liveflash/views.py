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

from asgiref.sync import async_to_sync
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.views import View

from liveflash import conf, lifecycle, mistakes, signing, travel, watching
from liveflash.flash import Flash
from liveflash.handlers import Handler, collect
from liveflash.join_request import JoinRequest
from liveflash.rendering import pages
from liveflash.rendering.pages import Page
from liveflash.rendering.region import Region
from liveflash.socket import LiveViewSocket, bind

logger = logging.getLogger("liveflash")

T = TypeVar("T")

_UNCACHED = {"Cache-Control": "private, no-store"}


class LiveView(View, Generic[T]):
    """A page that stays connected.

    Each callback may be ``async def`` or ``def`` and is called with the arguments in
    the order shown here, whatever their names.
    """

    http_method_names = ["get", "head", "options"]  # noqa: RUF012 - as View has it

    template_name: str | None = None
    root_template_name = "liveflash/root.html"
    keep_flash_on_patch = False

    event_handlers: ClassVar[Mapping[str, Handler]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        """Settle which events the class answers by handlers of their own."""
        super().__init_subclass__(**options)
        cls.event_handlers = MappingProxyType(collect(cls))

    @classmethod
    def name_of(cls) -> str:
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


class LiveResponse(TemplateResponse):
    """The response of a LiveView: rendering it mounts the view."""

    def __init__(self, view: LiveView[Any], request: HttpRequest) -> None:
        if view.template_name is None:
            msg = (
                f"{type(view).__qualname__} has no template: set template_name on the "
                "class or pass it to as_view()."
            )
            raise ImproperlyConfigured(msg)
        super().__init__(request, view.template_name, headers=_UNCACHED)
        self.view = view
        self.request = request
        self._html = ""

    def render(self) -> HttpResponseBase:  # type: ignore[override]
        """Mount and render, unless the mount is the channel's; may be a redirect."""
        if not self.is_rendered and not isinstance(self.request, JoinRequest):
            redirect = self._mount()
            if redirect is not None:
                return redirect
        response = super().render()
        self._html = ""
        return response

    def close(self) -> None:
        """Let go of the page that was sent, as Django's handler refers to itself too.

        Its test clients, which name no handler, look at the page later.
        """
        super().close()
        if self._handler_class is not None:  # type: ignore[attr-defined]
            self.content = b""

    @property
    def rendered_content(self) -> str:
        """The page, until it is the content; nothing for a join."""
        return self._html

    def _mount(self) -> HttpResponseBase | None:
        page_id = signing.new_page_id()
        visitor = signing.identify(self.request)
        arrived = travel.collect_live(self.request, page_id)
        flash = watching.new_flash(arrived)
        socket = open_socket(self.request, flash, connected=False)
        url = self.request.build_absolute_uri()
        async_to_sync(lifecycle.begin)(
            self.view, socket, url, lifecycle.call_in_request
        )
        if socket.navigation is not None:
            to, messages = socket.navigation.to, socket.flash.messages
            response = HttpResponseRedirect(to, headers=_UNCACHED)
            sent_to = signing.identify_again(self.request, visitor)
            secure = self.request.is_secure()
            travel.carry(response, messages, sent_to, secure=secure)
            return response
        if arrived:
            travel.hand_over(arrived, self.view.name_of(), page_id, visitor)
        self._drop_cookie()
        token = signing.page_token(page_id, visitor, handed_over=bool(arrived))
        region = Region(token)
        self._html = self._render_html(socket, region)
        # Django's request refers to itself: what it holds waits for Python's collector.
        socket.context, region.content = mistakes.Unset(), None
        if conf.debug():
            for told in mistakes.of_page(self.request, self._html):
                logger.warning(told)
        return None

    def _render_html(self, socket: LiveViewSocket[Any], region: Region) -> str:
        page = Page(str(self.template_name), self.request, region)
        layers = layers_of(self.view, socket, self.context_data)
        html = pages.render_page(page, *layers)
        if region.content is None:
            html = self._render_root(socket, region, html)
        watching.tell_outside(region.outside)
        return html

    def _render_root(
        self, socket: LiveViewSocket[Any], region: Region, html: str
    ) -> str:
        """Place a template that is live as a whole into the root template."""
        page = Page(self.view.root_template_name, self.request, region)
        return pages.render_page(
            page, {"liveflash_content": html, "live_title": socket.live_title}
        )

    def _drop_cookie(self) -> None:
        if travel.COOKIE in self.request.COOKIES:
            self.delete_cookie(travel.COOKIE, samesite="Lax")


def layers_of(
    view: LiveView[Any], socket: LiveViewSocket[Any], extra: dict[str, Any] | None
) -> list[Mapping[str, Any]]:
    """The template's variables, with a response's ``extra``; the later layer wins."""
    own = {
        "view": view,
        "live_title": socket.live_title,
        "csrf_token": socket.csrf_token,
        "flash": watching.for_templates(socket.flash),
    }
    return [own | extra if extra else own, pages.variables(socket.context)]


def open_socket(
    request: HttpRequest, flash: Flash, *, connected: bool
) -> LiveViewSocket[Any]:
    """A socket for the page that ``request`` renders or joins."""
    socket: LiveViewSocket[Any] = LiveViewSocket(
        request, connected=connected, flash=flash
    )
    bind(request, socket)
    return socket
