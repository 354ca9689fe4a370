"""The requests of a bell: list the kept messages of the user, and change them.

FlashMiddleware answers them at any URL, because they name themselves in a header. A
request that changes something passes Django's own check against forgery.
"""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseForbidden,
    HttpResponseNotAllowed,
)
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control

from liveflash import conf, database
from liveflash.flash.kept_changes import Changes
from liveflash.flash.presentation import PresentedMessage, present
from liveflash.flash.skins import PARTS_OF
from liveflash.kept import marking, reading
from liveflash.kept.reading import KeptEntry, KeptPage
from liveflash.push import keeping
from liveflash.storage import kept_puts
from liveflash.users import user_key
from liveflash.views.caching import skip_cache
from liveflash.views.csrf import csrf_refusal
from liveflash.views.prefetch import will_be_seen

KEPT_HEADER = "Liveflash-Kept"
BEFORE_HEADER = "Liveflash-Before"
LIMIT_HEADER = "Liveflash-Limit"
SKIN_HEADER = "Liveflash-Skin"
UNREAD_HEADER = "Liveflash-Unread"
ENTRIES_TEMPLATE = "liveflash/bell/entries.html"
DEFAULT_LIMIT = 20

Act = Callable[[str, Collection[str] | None], int]

ACTS: dict[str, Act] = {
    "read": marking.mark_read,
    "unread": marking.mark_unread,
    "delete": keeping.delete,
}

_MESSAGE_ID = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


def store_put(request: HttpRequest, response: HttpResponseBase) -> None:
    """Store what ``put_flash`` has put, unless the request fails."""
    changes = kept_puts.take(request)
    if response.status_code < 500:
        store(request, changes)


def store(request: HttpRequest, changes: Changes) -> None:
    """Store what a request has put for its user to keep, if there is one.

    Nothing is stored for a prefetch, which a visitor may never see.
    """
    if not changes or not will_be_seen(request):
        return
    user = user_key(getattr(request, "user", None))
    if user is not None:
        keeping.store(user, changes)


def answer(request: HttpRequest) -> HttpResponse:
    """Return the response to a request of a bell, which no cache may store."""
    response = _answer(request)
    patch_cache_control(response, private=True, no_store=True)
    skip_cache(request)
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    user = user_key(getattr(request, "user", None))
    if user is None:
        return HttpResponse(status=204)
    kind = request.headers[KEPT_HEADER]
    if kind == "list":
        is_read = request.method == "GET"
        return _list(request, user) if is_read else HttpResponseNotAllowed(["GET"])
    if kind not in ACTS:
        return HttpResponseBadRequest()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return _change(request, user, ACTS[kind])


def _list(request: HttpRequest, user: str) -> HttpResponse:
    before = _number(request, BEFORE_HEADER)
    limit = _number(request, LIMIT_HEADER, DEFAULT_LIMIT)
    skin = request.headers.get(SKIN_HEADER, conf.skin())
    if before == 0 or not limit or skin not in PARTS_OF:
        return HttpResponseBadRequest()
    page: KeptPage | None
    read = partial(reading.page, user, before, limit)
    page = database.attempt(read, None)
    if page is None:
        return HttpResponse(status=503)
    values = {
        "days": _days(page.entries),
        "next": page.next,
        "unread": page.unread,
        "skin": skin,
        "parts": PARTS_OF[skin],
    }
    html = render_to_string(ENTRIES_TEMPLATE, values, request)
    return HttpResponse(html, headers={UNREAD_HEADER: page.unread})


def _number(
    request: HttpRequest, header: str, default: int | None = None
) -> int | None:
    """Return the number in a header; 0 for a malformed one."""
    text = request.headers.get(header)
    if text is None:
        return default
    return int(text) if _NUMBER.fullmatch(text) else 0


def _days(entries: Iterable[KeptEntry]) -> list[tuple[date, list[dict[str, Any]]]]:
    """Return entries in groups by their day, in the time zone of the request."""
    shown = [_shown(entry) for entry in entries]
    return [(day, list(some)) for day, some in groupby(shown, _day)]


def _shown(entry: KeptEntry) -> dict[str, Any]:
    """Return the values of an entry for the template."""
    message: PresentedMessage = present(entry.message, stay=True)
    created = entry.created
    if timezone.is_aware(created):
        created = timezone.localtime(created)
    return {
        "id": entry.id,
        "message": message,
        "created": created,
        "is_read": entry.is_read,
    }


def _day(shown: dict[str, Any]) -> date:
    created: datetime = shown["created"]
    return created.date()


def _change(request: HttpRequest, user: str, act: Act) -> HttpResponse:
    """Change one message of a user or all, and return how many are unread."""
    if csrf_refusal(request) is not None:
        return HttpResponseForbidden()
    message_id = request.POST.get("id")
    if message_id is not None and not _MESSAGE_ID.fullmatch(message_id):
        return HttpResponseBadRequest()
    ids = None if message_id is None else [message_id]
    if not keeping.change(user, lambda: act(user, ids)):
        return HttpResponse(status=503)
    unread = database.attempt(lambda: reading.unread_count(user), None)
    if unread is None:
        return HttpResponse(status=503)
    return HttpResponse(status=204, headers={UNREAD_HEADER: unread})
