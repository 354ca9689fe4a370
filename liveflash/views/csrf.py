"""The CSRF check of requests that FlashMiddleware answers in place of a view."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware


def csrf_refusal(request: HttpRequest) -> HttpResponseBase | None:
    """Return Django's response to a request without a valid token, otherwise None."""
    check = CsrfViewMiddleware(_no_response)
    check.process_request(request)
    return check.process_view(request, _no_response, (), {})


def _no_response(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
