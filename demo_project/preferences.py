"""What a visitor prefers: how pages look, which way they run, what messages speak."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# The name of each preference with what may be chosen, the first by default.
CHOICES: dict[str, dict[str, str]] = {
    "theme": {"system": "As the system", "light": "Light", "dark": "Dark"},
    "direction": {"ltr": "Left to right", "rtl": "Right to left"},
    "language": dict(settings.LANGUAGES),
}
A_YEAR = 365 * 24 * 3600


def preferred(request: HttpRequest, name: str) -> str:
    """What the visitor has chosen."""
    chosen = request.COOKIES.get(name, "")
    return chosen if chosen in CHOICES[name] else next(iter(CHOICES[name]))


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Keep what a button stands for in a cookie, and go back."""
    response = redirect(_way_back(request))
    for name, values in CHOICES.items():
        chosen = request.POST.get(name, "")
        if chosen in values:
            cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
            response.set_cookie(cookie, chosen, max_age=A_YEAR, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    for address in (request.POST.get("next"), request.headers.get("Referer")):
        if url_has_allowed_host_and_scheme(address, {request.get_host()}):
            return str(address)
    return "/"
