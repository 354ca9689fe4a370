"""The contents of a page's record: its flash and channel session."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from liveflash.flash import serialization, values
from liveflash.flash.flash_message import NONE_ENDED, EndedMessages
from liveflash.flash.message import Message, Times
from liveflash.storage.visitor import Visitor, storage_keys


class StoredPage(NamedTuple):
    """The state of a page before its mount: flash and channel session (``data``).

    ``mounted`` is ``MountedMessages.stored``. ``ended`` are the messages that the
    client reports as ended since the record was stored.
    """

    flash: tuple[Message, ...] = ()
    data: dict[str, Any] = {}  # noqa: RUF012 (never changed)
    mounted: list[str] = []  # noqa: RUF012 (never changed)
    ended: EndedMessages = NONE_ENDED


def page_keys(page_id: str, visitor: Visitor) -> list[str]:
    """Return the storage keys of a live page's record."""
    return storage_keys("page", page_id, visitor)


def to_record(
    messages: Iterable[Message],
    data: Mapping[str, Any],
    *,
    view_id: str,
    url: str,
    mounted: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the record of a page: its flash and its channel session ``data``.

    ``url`` is the path and query at which ``data`` may be restored. ``mounted`` is
    ``MountedMessages.stored``. The record is empty if there is nothing to store.
    """
    record: dict[str, Any] = {}
    if stored := serialization.dump(messages):
        record["flash"] = stored
    if data:
        record |= {"data": values.encode(dict(data)), "url": url}
    if mounted:
        record["mounted"] = list(mounted)
    return record and {"view": view_id, **record}


def from_record(
    record: Mapping[str, Any],
    view_id: str,
    url: str,
    times: Times,
    ended: Mapping[str, str],
) -> StoredPage:
    """Return what a record holds for a page.

    ``url`` is the current path and query of the page. The channel session of another
    URL is not restored, since it may hold data to which only that URL gives access.
    ``times`` is the time that the client reports to be left for its messages, and
    ``ended`` why messages have ended.
    """
    if record.get("view", view_id) != view_id:
        return StoredPage()
    stored = record.get("flash", ())
    flash = tuple(m for m in serialization.load(stored, times) if m.id not in ended)
    is_same = record.get("url") == url
    return StoredPage(
        flash,
        values.decode(record.get("data", {})) if is_same else {},
        record.get("mounted", []) if record.get("view") == view_id else [],
        _find_ended(stored, ended) if ended else NONE_ENDED,
    )


def _find_ended(stored: Iterable[Any], ended: Mapping[str, str]) -> EndedMessages:
    messages = serialization.load_all(stored)
    return EndedMessages(tuple((m, ended[m.id]) for m in messages if m.id in ended))


def covers(record: Mapping[str, Any] | None, messages: Mapping[str, int]) -> bool:
    """Return True if a record has the given messages, by id and revision."""
    stored = serialization.revisions((record or {}).get("flash", ()))
    return all(stored.get(each, -1) >= messages[each] for each in messages)
