"""Cookies that a browser keeps apart for each site that shows a frame."""

from collections.abc import Callable
from http.cookies import Morsel
from typing import Any

from django.http import HttpRequest, HttpResponse

# Python 3.14 knows the attribute.
_ATTRIBUTES: Any = Morsel
_ATTRIBUTES._reserved.setdefault("partitioned", "Partitioned")
_ATTRIBUTES._flags.add("partitioned")


def partitioning(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that marks each cookie as ``Partitioned``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for cookie in response.cookies.values():
            cookie["partitioned"] = True
        return response

    return middleware
