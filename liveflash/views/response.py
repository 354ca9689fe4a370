"""The HTTP response of a LiveView, and what it shares with the join."""

import logging
from collections.abc import Mapping
from contextvars import Context, copy_context
from typing import Any

from asgiref.sync import async_to_sync
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse

from liveflash import conf
from liveflash.debug import hints, unread
from liveflash.flash import kept_changes, message_loop
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.flash.mounted import MountedMessages
from liveflash.push import api
from liveflash.rendering import renderer
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import PageTemplate
from liveflash.signals import RequestReports
from liveflash.storage import flash_cookie, tokens
from liveflash.storage.flash_store import FlashStore, new_flash
from liveflash.storage.request_flash import bind_flash, waiting_afterwards
from liveflash.storage.visitor import identify
from liveflash.views import head, incoming, kept_requests, lifecycle, template_names
from liveflash.views.django_messages import (
    has_messages,
    own_messages_afterwards,
    use_live_messages,
)
from liveflash.views.join_request import JoinRequest
from liveflash.views.lifecycle import MountableView
from liveflash.views.prefetch import will_be_seen
from liveflash.views.socket import LiveViewSocket, bind

logger = logging.getLogger("liveflash")

_UNCACHED = {"Cache-Control": "private, no-store"}


class LiveResponse(TemplateResponse):
    """The HTTP response of a LiveView. Rendering it mounts the view.

    The response to a join is not rendered: its view is mounted by the channel, with the
    ``context_variables`` that the middleware has set. Raises ImproperlyConfigured if
    the view has no template.
    """

    def __init__(self, view: MountableView, request: HttpRequest) -> None:
        name = view.template_name or template_names.find_beside(type(view))
        if name is None:
            hint = template_names.missing_hint(type(view))
            msg = f"{type(view).__qualname__} has no template. {hint}"
            raise ImproperlyConfigured(msg)
        super().__init__(request, name, headers=_UNCACHED)
        self.view = view
        self.request = request
        self.context_variables = Context()
        self._html = ""

    def render(self) -> HttpResponseBase:  # type: ignore[override]
        """Mount and render the view, and return this response.

        Return a redirect instead if ``mount`` navigates away. For a join, do neither.
        """
        if isinstance(self.request, JoinRequest):
            # Middleware such as `with translation.override(…)` resets them later.
            self.context_variables = copy_context()
        elif not self.is_rendered:
            redirect = self._mount()
            if redirect is not None:
                return redirect
        response = super().render()
        self._html = ""
        return response

    def close(self) -> None:
        """Close the response and release the page that was sent.

        Django's request and handler form reference cycles, which would keep it until
        the next garbage collection. Django's test client still needs the content; it
        sets no handler class.
        """
        super().close()
        if self._handler_class is not None:  # type: ignore[attr-defined]
            self.content = b""

    @property
    def rendered_content(self) -> str:
        """The HTML of the page until it becomes the content; empty for a join."""
        return self._html

    def _mount(self) -> HttpResponseBase | None:
        """Mount and render the view; return a redirect if it navigates away."""
        with own_messages_afterwards(self.request), waiting_afterwards(self.request):
            return self._mount_bound()

    def _mount_bound(self) -> HttpResponseBase | None:
        visitor, view_id = identify(self.request), self.view.view_id()
        page_id = tokens.new_page_id()
        store = FlashStore(self.request, visitor, page_id, view_id=view_id)
        arrived = incoming.collect_live(self.request, store)
        flash = new_flash(arrived)
        flash.mounted = MountedMessages(page_id)
        socket = create_socket(self.request, flash, connected=False)
        url = self.request.build_absolute_uri()
        async_to_sync(lifecycle.mount_and_handle_params)(
            self.view, socket, url, lifecycle.call_in_request
        )
        effects = socket.take_effects()
        navigation = effects.navigation
        kept_requests.store(self.request, kept_changes.take(flash))
        if navigation is not None:
            # There is no join, which does this after other mounts.
            for each in effects.broadcasts:
                api.broadcast(each.topic, each.message)
            RequestReports(self.request).put(flash.changed_since(arrived))
            response = HttpResponseRedirect(navigation.to, headers=_UNCACHED)
            store.set_flash_cookie(response, flash.messages)
            return response
        has_cookie = flash_cookie.token_of(self.request) is not None
        if has_cookie and will_be_seen(self.request):
            flash_cookie.delete(self)
        has_flash = bool(arrived) or has_messages(self.request)
        token = store.page_token(has_flash=has_flash)
        container = Container(token, head.page_element)
        with message_loop.rendering(flash):
            self._html = self._render_html(socket, container)
        if stored := _for_join(flash, arrived):
            store.save_for_join(stored)
        # Django's request is part of a reference cycle and would keep these alive.
        socket.context, container.content = hints.UnsetContext(), None
        if conf.debug():
            hints.warn_of_file_inputs(self.request.path, self._html)
            for warning in hints.page_hints(self.request, self._html):
                logger.warning(warning)
        return None

    def _render_html(self, socket: LiveViewSocket[Any], container: Container) -> str:
        page = PageTemplate(str(self.template_name), self.request, container)
        layers = context_layers(self.view, socket, self.context_data)
        html = renderer.render_page(page, *layers)
        if container.content is None:
            html = self._render_root(socket, container, html)
        unread.warn_outside_live(container.outside)
        return html

    def _render_root(
        self, socket: LiveViewSocket[Any], container: Container, html: str
    ) -> str:
        """Return the root template with a template that is live as a whole."""
        page = PageTemplate(self.view.root_template_name, self.request, container)
        return renderer.render_page(
            page, {"liveflash_content": html, "live_title": socket.live_title}
        )


def context_layers(
    view: MountableView, socket: LiveViewSocket[Any], extra: dict[str, Any] | None
) -> list[Mapping[str, Any]]:
    """Return the layers of template variables; later layers override earlier ones.

    ``extra`` is the ``context_data`` of the response.
    """
    own = {
        "view": view,
        "live_title": socket.live_title,
        "csrf_token": socket.csrf_token,
        "flash": unread.flash_for_templates(socket.flash),
    }
    return [own | extra if extra else own, renderer.variables(socket.context)]


def create_socket(
    request: HttpRequest, flash: Flash, *, connected: bool
) -> LiveViewSocket[Any]:
    """Return a new socket, bound to the request that renders or joins the page."""
    socket: LiveViewSocket[Any] = LiveViewSocket(
        request, connected=connected, flash=flash
    )
    bind(request, socket)
    bind_flash(request, flash)
    use_live_messages(request, socket, connected=connected)
    return socket


def _for_join(flash: Flash, arrived: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return the messages of an HTTP response that no mount puts again."""
    known = {message.id: message for message in flash.messages}
    listed = [m for m in flash.messages if m.is_in_loop and m not in arrived]
    return (*(known.get(m.id, m) for m in arrived), *listed)
