"""Users of the projects, who all have the same password."""

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse

PASSWORD = "correct horse battery staple"


def make_user(request: HttpRequest, name: str) -> HttpResponse:
    """Make a user of the staff."""
    get_user_model().objects.create_superuser(name, password=PASSWORD)
    return HttpResponse(name)
