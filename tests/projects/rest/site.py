"""API views that push, put and say messages with the request of the framework."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from liveflash import push_flash, put_flash
from tests import live
from tests.projects.users import make_user
from tests.site import login_as, plain


class PushView(APIView):  # type: ignore[misc]
    """Push a message to the user who asks."""

    def post(self, request: Request) -> Response:
        push_flash("info", "Pushed by the API.", user=request.user)
        return Response({"pushed": True})


@api_view(["GET", "POST"])  # type: ignore[untyped-decorator]
def put(request: Request) -> Response:
    """Put a message and one of Django's for the next page."""
    if request.method == "POST":
        put_flash(request, "info", "Put by the API.")
        messages.success(request, "Said by the API.")
    return Response({"put": request.method == "POST"})


@receiver(user_logged_out)
def say_goodbye(request: HttpRequest, **_signal: Any) -> None:
    """Put a message with Django's request."""
    put_flash(request, "goodbye", "See you soon.")


@api_view(["GET", "POST"])  # type: ignore[untyped-decorator]
def log_out(request: Request) -> Response:
    """Log out with Django's request, and put a message with the framework's."""
    if request.method == "POST":
        put_flash(request, "info", "Logged out by the API.")
        logout(request._request)
    return Response({"logged out": request.method == "POST"})


urlpatterns = [
    path("api/log-out/", log_out),
    path("api/push/", PushView.as_view()),
    path("api/put/", put),
    path("login/", login_as),
    path("plain/", plain),
    path("stage/", live.StageView.as_view()),
    path("users/<str:name>/", make_user),
]
