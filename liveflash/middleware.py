"""The middleware that shows messages of htmx, Turbo, Unpoly and ``fetch`` responses."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase

from liveflash.storage import kept_puts
from liveflash.views import actions, response_flash


class FlashMiddleware:
    """Show what a request puts on the page whose script has sent the request.

    It also answers the bell, calls the handler of LIVEFLASH_ACTIONS for the actions of
    messages, and stores what any request puts with ``keep=True``.

    List it in MIDDLEWARE after the middleware of sessions, users and messages. It
    changes nothing else for requests that the client has not marked.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(
        self, request: HttpRequest
    ) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Return the response, with its messages."""
        kept_puts.start(request)
        return self._acall(request) if self._is_async else self._call(request)

    def _call(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase | None = response_flash.start(request)
        if response is None:
            view = actions.respond if _is_action(request) else self.get_response
            response = view(request)
            response_flash.finish(request, response)
        return response

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        if not response_flash.is_marked(request):
            response: HttpResponseBase = await self.get_response(request)
            if kept_puts.has_any(request):
                await sync_to_async(response_flash.finish)(request, response)
            return response
        answer = await sync_to_async(response_flash.start)(request)
        if answer is not None:
            return answer
        view = actions.arespond if _is_action(request) else self.get_response
        response = await view(request)
        await sync_to_async(response_flash.finish)(request, response)
        return response


def _is_action(request: HttpRequest) -> bool:
    return response_flash.is_marked(request) and actions.is_action(request)
