"""A user for each visitor, without a registration.

Messages are pushed to users and kept for them, so that a visitor of the demo needs one.
A project has its own users, and nothing like this.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model, login
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse


class GuestMiddleware:
    """Log in each visitor as a new user, who has no password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response of the view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> None:
        """Create the user once the URL is known to be one of the demo's own pages."""
        match = request.resolver_match
        if match is None or match.namespace or match.url_name in {None, "code-styles"}:
            return
        if request.user.is_anonymous and not _is_join(request):
            name = f"guest-{uuid4().hex[:8]}"
            guest = get_user_model()(username=name, password=make_password(None))
            guest.save()
            login(request, guest)


def _is_join(request: HttpRequest) -> bool:
    """Return whether a socket joins the page, which cannot set a cookie."""
    scope = getattr(request, "scope", {"type": "http"})
    return bool(scope["type"] != "http")
