"""The visitor's preferences: theme, direction and language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# The choices of each preference; the first is the default.
CHOICES: dict[str, dict[str, str]] = {
    "theme": {"system": "As the system", "light": "Light", "dark": "Dark"},
    "direction": {"ltr": "Left to right", "rtl": "Right to left"},
    "language": dict(settings.LANGUAGES),
}
COOKIE_AGE_SECONDS = 365 * 24 * 3600


def preferred(request: HttpRequest, name: str) -> str:
    """Return the visitor's choice, or the default."""
    chosen = request.COOKIES.get(name, "")
    return chosen if chosen in CHOICES[name] else next(iter(CHOICES[name]))


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Store the chosen preferences in cookies and redirect back."""
    response = redirect(_return_url(request))
    for name, values in CHOICES.items():
        chosen = request.POST.get(name, "")
        if chosen in values:
            cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
            response.set_cookie(
                cookie, chosen, max_age=COOKIE_AGE_SECONDS, samesite="Lax"
            )
    return response


def _return_url(request: HttpRequest) -> str:
    for address in (request.POST.get("next"), request.headers.get("Referer")):
        if url_has_allowed_host_and_scheme(address, {request.get_host()}):
            return str(address)
    return "/"
