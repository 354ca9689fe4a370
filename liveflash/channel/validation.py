"""Checks of what clients send to a view, and of what its callbacks return."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from liveflash import conf
from liveflash.concurrency import in_pool
from liveflash.exceptions import Refused
from liveflash.protocol.payloads import Event

# Reading a larger form takes long enough to hold up other pages.
MAX_CHARACTERS_ON_LOOP = 64 * 1024


async def event_payload(event: Event) -> Any:
    """Return the payload for ``handle_event``.

    Return the fields of a form, with ``_target`` and its values, as a QueryDict, and
    the JSON value of any other event. Raise Refused for a form that Django would
    reject.
    """
    if event.type != "form":
        return event.value
    if len(event.value) <= MAX_CHARACTERS_ON_LOOP:
        return _form_fields(event)
    return await in_pool(_form_fields, event)


def _form_fields(event: Event) -> QueryDict:
    size, limit = len(event.value.encode()), conf.max_form_size()
    if limit is not None and size > limit:
        raise Refused("too big")
    try:
        fields = QueryDict(event.value, mutable=True)
        for name, value in event.meta.items():
            fields[name] = str(value)
        return QueryDict(fields.urlencode())
    # ValueError: a number with more digits than Python converts to a string.
    except (TooManyFieldsSent, ValueError):
        raise Refused("malformed event") from None


def refuse_malformed_url(url: str, reason: str) -> None:
    """Raise Refused for an invalid URL, or one with too many parameters for Django."""
    try:
        QueryDict(urlsplit(url).query)
    except (ValueError, TooManyFieldsSent):
        raise Refused(reason) from None


def checked_reply(reply: Any) -> Mapping[str, Any] | None:
    """Return the reply that a callback returned; raise TypeError for an invalid one."""
    if reply is None or isinstance(reply, Mapping):
        return reply
    msg = f"A callback returns None, or a mapping as the reply, not {reply!r}."
    raise TypeError(msg)
