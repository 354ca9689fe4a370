"""Views that answer htmx with fragments, redirects and messages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from liveflash import put_flash
from tests import live


class HtmxRequest(HttpRequest):
    """A request after the middleware of django-htmx."""

    htmx: HtmxDetails


def tasks(request: HtmxRequest) -> HttpResponse:
    """Return a page, or to htmx a fragment of it with a message."""
    if not request.htmx:
        return render(request, "tasks.html")
    put_flash(request, "info", "Saved.")
    return render(request, "fragment.html")


def leave(request: HttpRequest) -> HttpResponse:
    """Have htmx load a live page, with a message."""
    put_flash(request, "info", "Redirected by htmx.")
    return HttpResponseClientRedirect("/stage/")


def refresh(request: HttpRequest) -> HttpResponse:
    """Have htmx load the page again, with a message."""
    put_flash(request, "info", "Refreshed by htmx.")
    return HttpResponseClientRefresh()


urlpatterns = [
    path("tasks/", tasks),
    path("leave/", leave),
    path("refresh/", refresh),
    path("stage/", live.StageView.as_view()),
]
