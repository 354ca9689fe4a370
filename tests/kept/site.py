"""Pages that put messages for their user to keep."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from liveflash import LiveView, LiveViewSocket, put_flash
from tests import urls
from tests.live import Log

Socket = LiveViewSocket[Log]


class KeepingView(LiveView[Log]):
    """A page that keeps what it is told to."""

    template_name = "stage.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        for text in request.GET.getlist("dispatch"):
            put_flash(request, text, text, level="info", keep=True)
        return super().dispatch(request, *args, **kwargs)

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log("Keeping")
        for text in socket.request.GET.getlist("mount"):
            socket.put_flash(text, text, level="info", keep=True)
        if "redirect" in socket.request.GET:
            socket.redirect("/plain/")
        if "crash" in socket.request.GET:
            raise RuntimeError("told to")

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        text = payload.get("text", "")
        match event:
            case "keep":
                self.put = socket.put_flash("info", text, keep=True)
            case "keep two":
                socket.put_flash("info", "First", keep=True)
                socket.put_flash("info", "Second", keep=True)
            case "keep and update":
                self.put = socket.put_flash("info", "1 %", keep=True)
                self.put.update(text)
            case "keep and clear":
                socket.put_flash("info", text, keep=True).clear()
            case "keep and crash":
                socket.put_flash("info", text, keep=True)
                raise RuntimeError("told to")
            case "keep and go":
                socket.put_flash("info", text, keep=True)
                await socket.push_navigate("/keeping/")
            case "update":
                self.put.update(text)
            case "clear":
                self.put.clear()
            case "work":
                socket.start_async("work", self.work, socket, text)
            case "clear all":
                socket.clear_flash()

    async def work(self, socket: Socket, text: str) -> None:
        """Keep something outside of a turn."""
        socket.put_flash("work", text, level="info", keep=True)


def keeping(request: HttpRequest) -> HttpResponse:
    """Keep what the query says, then do what it says."""
    for text in request.GET.getlist("keep"):
        put_flash(request, text, text, level="info", keep=True)
    match request.GET.get("then"):
        case "raise":
            raise RuntimeError("told to")
        case "redirect":
            return redirect("/plain/")
        case "log out":
            logout(request)
    return render(request, "plain.html")


async def awaited(request: HttpRequest) -> HttpResponse:
    """Keep in an async view."""
    await request.session.aget("any")
    put_flash(request, "info", "Awaited", keep=True)
    return HttpResponse()


urlpatterns = [
    path("keeping/", KeepingView.as_view()),
    path("kept/", keeping),
    path("kept/awaited/", awaited),
    *urls.urlpatterns,
]
