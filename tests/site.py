"""The plain part of the tests' site: views, and the middleware before all views."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import alogout, get_user_model, login, logout
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    JsonResponse,
)
from django.shortcuts import redirect, render

from liveflash import clear_flash, push_flash, put_flash
from liveflash.push import inbox

Response = Callable[[HttpRequest], HttpResponse]
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"


def gate(get_response: Response) -> Response:
    """Middleware that refuses whoever carries the cookie ``barred``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "barred" in request.COOKIES:
            return HttpResponseForbidden("barred")
        return get_response(request)

    return middleware


def delaying(get_response: Response) -> Response:
    """Middleware that waits for the seconds in the cookie ``delay``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        time.sleep(float(request.COOKIES.get("delay", 0)))
        return get_response(request)

    return middleware


def storable(get_response: Response) -> Response:
    """Middleware of a site that lets browsers store what is asked for as storable."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "storable" in request.GET:
            del response["Cache-Control"]
        return response

    return middleware


def counting(get_response: Response) -> Response:
    """Middleware that counts a visitor's requests in the session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.session["count"] = request.session.get("count", 0) + 1
        return get_response(request)

    return middleware


def strict(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer with a Content-Security-Policy that lets nothing run inline."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        response = view(*args, **kwargs)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return answer


def plain(request: HttpRequest) -> HttpResponse:
    """A plain page that shows flash."""
    return render(request, "plain.html")


def bare(request: HttpRequest) -> HttpResponse:
    """A plain page that has our script and shows no messages."""
    return render(request, "base.html")


def bell(request: HttpRequest) -> HttpResponse:
    """A plain page with a bell."""
    return render(request, "bell.html", {"name": "Bell"})


def send(request: HttpRequest) -> HttpResponse:
    """Put the requested message and redirect; ``clear`` removes a key."""
    for key in request.GET.getlist("put"):
        put_flash(request, key, f"sent {key}")
    for key in request.GET.getlist("clear"):
        clear_flash(request, key)
    return redirect(request.GET.get("to", "/plain/"))


def push(request: HttpRequest) -> HttpResponse:
    """Push a message to the user who asks, the user's session or everyone."""
    to: dict[str, Any] = {"user": request.user}
    match request.GET.get("to"):
        case "session":
            to = {"session": request.session}
        case "everyone":
            to = {"everyone": True}
    push_flash("info", request.GET["text"], **to)
    return HttpResponse("Pushed")


def export(request: HttpRequest) -> HttpResponse:
    """Answer with a file."""
    disposition = "attachment; filename=export.csv"
    headers = {"Content-Disposition": disposition}
    return HttpResponse("a,b", content_type="text/csv", headers=headers)


def notify(request: HttpRequest) -> HttpResponse:
    """Add two of Django's messages and redirect to a live page."""
    messages.success(request, "You have mail.")
    messages.success(request, "And more mail.")
    return redirect("/stage/")


def login_as(request: HttpRequest) -> HttpResponse:
    """Log in as the user that is named, made where there is none."""
    name = request.GET["name"]
    user, _created = get_user_model().objects.get_or_create(username=name)
    login(request, user)
    return HttpResponse(f"Hello {name}")


def log_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return HttpResponse("Bye")


async def alog_out(request: HttpRequest) -> HttpResponse:
    """Log out, in an async view."""
    await alogout(request)
    return HttpResponse("Bye")


def push_to(request: HttpRequest) -> HttpResponse:
    """Push a message to the named user; return what still waits for the user."""
    user, _created = get_user_model().objects.get_or_create(
        username=request.GET["name"]
    )
    if "text" in request.GET:
        push_flash("info", request.GET["text"], user=user)
    return JsonResponse({"waiting": len(inbox.waiting(str(user.pk)))})


def keep_for(request: HttpRequest) -> HttpResponse:
    """Push messages, each with a link, for the named user to keep."""
    user, _created = get_user_model().objects.get_or_create(
        username=request.GET["name"]
    )
    for text in request.GET.getlist("text"):
        value = {"title": "Report", "text": text, "url": "/other/"}
        value |= json.loads(request.GET.get("value", "{}"))
        push_flash("info", value, user=user, keep=True)
    return HttpResponse("Kept")
