"""A Content-Security-Policy without inline code and without other origins."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "default-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'self'"


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add the policy to all responses except Django's debug pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in {404, 500}):
            response["Content-Security-Policy"] = POLICY
        return response

    return middleware
