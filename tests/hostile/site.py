"""A page that trusts its visitors, as many are written."""

from typing import Any

from django.urls import path

from liveflash import LiveView, LiveViewSocket, event
from tests import urls

Socket = LiveViewSocket[dict[str, Any]]

SECRET = "a secret that only a traceback would tell"


class TrustingView(LiveView[dict[str, Any]]):
    """Does with a payload what it likes to be done with it."""

    template_name = "testing/settings.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"name": "Trusting"}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        match event:
            case "put":
                socket.put_flash(payload["key"], payload["value"])
            case "clear":
                socket.clear_flash(payload["key"])
            case "keep":
                socket.channel_session["kept"] = payload
            case "name":
                socket.context["name"] = payload
            case "title":
                socket.live_title = payload["title"]
            case "hook":
                socket.push_event(payload["event"], payload["value"])
            case "navigate":
                socket.push_navigate(payload["to"])
            case "redirect":
                socket.redirect(payload["to"])
            case "echo":
                return {"echo": payload}
            case "crash":
                raise RuntimeError(SECRET)
        return None

    @event
    async def count(self, number: int, socket: Socket) -> None:
        socket.context["name"] = str(number)


class PlainTrustingView(TrustingView):
    """The same in a thread."""

    def handle_event(  # type: ignore[override]
        self, event: str, payload: Any, socket: Socket
    ) -> None:
        socket.context["name"] = payload


urlpatterns = [
    path("trusting/", TrustingView.as_view()),
    path("trusting/<int:number>/", TrustingView.as_view()),
    path("plain-trusting/", PlainTrustingView.as_view()),
    *urls.urlpatterns,
]
