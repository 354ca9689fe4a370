"""Live pages beside the pages of django-allauth, which are as it ships them."""

from typing import Any

from django.contrib.auth import alogout
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from liveflash import put_flash
from tests import live
from tests.projects.users import make_user
from tests.site import login_as


@receiver(user_logged_out)
def say_goodbye(request: HttpRequest, **_signal: Any) -> None:
    """Put a message in the request that logs out."""
    put_flash(request, "info", "See you soon.")


def remind(request: HttpRequest) -> HttpResponse:
    """Put a message, and answer without showing it."""
    put_flash(request, "info", f"Only for {request.user}")
    return HttpResponse("Later")


async def alog_out(request: HttpRequest) -> HttpResponse:
    """Log out, in an async view."""
    await alogout(request)
    return redirect("/stage/")


urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("alogout/", alog_out),
    path("login/", login_as),
    path("members/", live.MembersView.as_view()),
    path("remind/", remind),
    path("stage/", live.StageView.as_view()),
    path("users/<str:name>/", make_user),
]
