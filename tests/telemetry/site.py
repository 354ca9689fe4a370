"""The tests' site with the page of its metrics."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tests import urls


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics of this process."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


urlpatterns = [path("metrics", metrics), *urls.urlpatterns]
