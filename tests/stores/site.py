"""A page that counts in the visitor's session, beside live pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests import urls


def count(request: HttpRequest) -> HttpResponse:
    """Count one more, in the session that the response saves."""
    request.session["count"] = request.session.get("count", 0) + 1
    return HttpResponse(request.session["count"])


urlpatterns = [path("count/", count), *urls.urlpatterns]
