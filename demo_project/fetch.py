"""A page with a script, and the views that answer its requests."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from liveflash import put_flash


class FetchView(TemplateView):
    """A page with buttons, which a script handles."""

    template_name = "fetch.html"
    more_sources = ("demo_project/static/demo/fetch.js",)


@require_POST
def star(request: HttpRequest) -> JsonResponse:
    """Answer with JSON, and put a message beside it."""
    put_flash(request, "star", "Starred. The response is JSON.", level="success")
    return JsonResponse({"label": "★ Starred"})


@require_POST
def vote(request: HttpRequest) -> JsonResponse:
    """Refuse a request, and say why in a message."""
    put_flash(request, "vote", "The vote is over. The status is 409.", level="warning")
    return JsonResponse({"label": "Vote"}, status=409)
