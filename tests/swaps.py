"""Pages with htmx or Turbo, and the fragments with messages that they insert."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liveflash import put_flash

SCRIPTS = {
    "htmx": "npm/htmx.org/dist/htmx.min.js",
    "htmx2": "npm/htmx2/dist/htmx.min.js",
    "turbo": "npm/@hotwired/turbo/dist/turbo.es2017-umd.js",
}
STREAM = "text/vnd.turbo-stream.html"


def page(request: HttpRequest, library: str) -> HttpResponse:
    """Return a page that shows messages and loads a library."""
    template = "swaps/turbo.html" if library == "turbo" else "swaps/htmx.html"
    return render(request, template, {"script": SCRIPTS[library]})


def respond(request: HttpRequest, how: str) -> HttpResponse:
    """Return a fragment with a new message."""
    put_flash(request, "info", "Saved")
    content_type = STREAM if how == "stream" else "text/html"
    return render(
        request, "swaps/fragment.html", {"how": how}, content_type=content_type
    )
