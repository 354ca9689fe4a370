"""Views that answer the scripts of a page."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http import StreamingHttpResponse as Streaming
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import path
from django.utils.http import http_date
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from liveflash import clear_flash, put_flash
from tests import swaps

SCRIPTS = {**swaps.SCRIPTS, "unpoly": "npm/unpoly/unpoly.min.js"}
PART = '<p id="place">part</p>' + "".join(
    f'<turbo-frame id="frame-{kind}">part</turbo-frame>' for kind in ("part", "invalid")
)


def rendered(request: HttpRequest, source: str) -> HttpResponse:
    """Return the response of a template."""
    template = engines["django"].from_string("{% load liveflash %}" + source)
    return HttpResponse(template.render({}, request))


def stack(request: HttpRequest) -> HttpResponse:
    """A page with a stack."""
    return rendered(request, "{% liveflash %}")


def variable(request: HttpRequest) -> HttpResponse:
    """A fragment that shows a message by the variable."""
    put_flash(request, "info", "Saved")
    return rendered(request, "<p>{{ flash.info }}</p>")


def loop(request: HttpRequest) -> HttpResponse:
    """A fragment that shows Django's messages by a loop."""
    messages.info(request, "Saved")
    return rendered(request, "{% for each in messages %}{{ each }}{% endfor %}")


def page(request: HttpRequest, library: str) -> HttpResponse:
    """A page with a library that sends requests, and with a stack."""
    kinds = ["part", "json", "nothing", "invalid", "found", "see-other"]
    if library.startswith("htmx"):
        kinds += ["hx-redirect", "hx-refresh", "hx-location"]
    script = SCRIPTS.get(library)
    values = {"library": library, "script": script, "kinds": kinds}
    for text in request.GET.getlist("put"):
        put_flash(request, "info", text)
    return render(request, "responses.html", values)


def part(request: HttpRequest) -> HttpResponse:
    """A part of a page, for each library."""
    return HttpResponse(PART)


def putting(answer: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Return a view that puts what its query says, and answers so."""

    def view(request: HttpRequest) -> Any:
        for text in request.GET.getlist("django"):
            messages.success(request, text)
        for text in request.GET.getlist("put"):
            put_flash(request, request.GET.get("key", "info"), text, level="info")
        return answer(request)

    return view


def fail(request: HttpRequest) -> HttpResponse:
    """Raise."""
    raise ZeroDivisionError


def miss(request: HttpRequest) -> HttpResponse:
    """Raise Django's way to say that there is nothing."""
    raise Http404


def stream(request: HttpRequest) -> Streaming:
    """Answer piece by piece."""

    def pieces() -> Iterator[str]:
        yield from ("a", "b")

    async def apieces() -> AsyncIterator[str]:
        for each in pieces():
            yield each

    return Streaming(apieces() if hasattr(request, "scope") else pieces())


def header(name: str, value: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that answers with a header."""
    return lambda request: HttpResponse(headers={name: value})


def log_in(request: HttpRequest) -> HttpResponse:
    """Log in."""
    login(request, User.objects.get(username=request.GET["user"]))
    return HttpResponse("in")


def log_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return HttpResponse("out")


def safe(request: HttpRequest) -> HttpResponse:
    """Put a safe string and one that is not."""
    put_flash(request, "info", mark_safe("<b>safe</b>"))
    put_flash(request, "error", "<b>plain</b>")
    return HttpResponse()


def level(request: HttpRequest) -> HttpResponse:
    """Put a message of a level with all that a script can put too."""
    value = {"title": "Title", "text": "Text", "url": "/"}
    put_flash(request, request.GET["level"], value)
    return HttpResponse()


def brief(request: HttpRequest) -> HttpResponse:
    """Put a message that is shown for five seconds."""
    put_flash(request, "info", "Brief", timeout=5)
    return HttpResponse()


def clear(request: HttpRequest) -> HttpResponse:
    """Take back what was put."""
    clear_flash(request, request.GET.get("key"))
    return HttpResponse()


async def awaited(request: HttpRequest) -> HttpResponse:
    """Put from an async view."""
    put_flash(request, "info", "Saved")
    return HttpResponse()


def unchanged(request: HttpRequest) -> HttpResponse:
    """Answer with a part that was not modified lately."""
    return HttpResponse(PART, headers={"Last-Modified": http_date(10**9)})


def meanwhile() -> None:
    """Do something while a request is answered; tests replace it."""


def answer_meanwhile(request: HttpRequest) -> HttpResponse:
    """Redirect after something has happened meanwhile."""
    meanwhile()
    return redirect("/r/fragment/")


ANSWERS: dict[str, Callable[[HttpRequest], Any]] = {
    "fragment": lambda request: HttpResponse("<p>fragment</p>"),
    "part": part,
    "json": lambda request: JsonResponse({"saved": True}),
    "nothing": lambda request: HttpResponse(status=204),
    "invalid": lambda request: HttpResponse(PART, status=422),
    "miss": miss,
    "stream": stream,
    "found": lambda request: redirect(request.GET.get("to", "/r/fragment/")),
    "see-other": lambda request: HttpResponse(
        status=303, headers={"Location": request.GET.get("to", "/r/fragment/")}
    ),
    "meanwhile": answer_meanwhile,
    "hx-redirect": header("HX-Redirect", "/r/stack/"),
    "hx-refresh": header("HX-Refresh", "true"),
    "hx-location": header(
        "HX-Location", '{"path": "/r/fragment/", "target": "#place"}'
    ),
    "unchanged": unchanged,
    "fail": fail,
    "stack": stack,
    "in": log_in,
    "out": log_out,
    "clear": clear,
}

urlpatterns = [
    *(
        path(f"r/{name}/", csrf_exempt(putting(answer)))
        for name, answer in ANSWERS.items()
    ),
    path("r/page/<str:library>/", page),
    path("r/variable/", variable),
    path("r/loop/", loop),
    path("r/safe/", safe),
    path("r/brief/", brief),
    path("r/level/", level),
    path("r/awaited/", awaited),
]
