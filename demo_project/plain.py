"""A page without a live view: forms, a script's requests and a push to oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from liveflash import push_flash, put_flash


class PlainView(TemplateView):
    """A page of an ordinary Django view."""

    template_name = "plain.html"
    more_sources = ("demo_project/static/demo/plain.js",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Start a session, to which `push` can push."""
        if request.session.session_key is None:
            request.session.create()
        return super().get(request, *args, **kwargs)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Handle an ordinary form: put a message and redirect."""
    if request.POST.get("with") == "django":
        messages.success(request, "Put by Django's own messages.")
    else:
        put_flash(request, "info", "Put by a plain Django view.")
    return redirect("arrival" if request.POST.get("to") == "live" else "plain")


@require_POST
def star(request: HttpRequest) -> JsonResponse:
    """Answer a script with JSON, and put a message beside it."""
    put_flash(request, "star", "Starred. The response is JSON.", level="success")
    return JsonResponse({"label": "★ Starred"})


@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """Push a message to all tabs of this browser."""
    push_flash("info", "Pushed to all your tabs.", session=request.session)
    return HttpResponse(status=204)
