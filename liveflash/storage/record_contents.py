"""The contents of a page's record: its flash and channel session."""

from collections.abc import Iterable, Mapping
from typing import Any

from liveflash.flash import serialization, values
from liveflash.flash.message import Message, Times
from liveflash.storage.visitor import Visitor, storage_keys


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
    record: Mapping[str, Any], view_id: str, url: str, times: Times
) -> tuple[tuple[Message, ...], dict[str, Any]]:
    """Return the flash and the channel session that a record holds for a page.

    ``url`` is the current path and query of the page. The channel session of another
    URL is not restored, since it may hold data to which only that URL gives access.
    ``times`` is the time that the client reports to be left for its messages.
    """
    if record.get("view", view_id) != view_id:
        return (), {}
    messages = serialization.load(record.get("flash", ()), times)
    is_same = record.get("url") == url
    return messages, values.decode(record.get("data", {})) if is_same else {}


def mounted(record: Mapping[str, Any], view_id: str) -> list[str]:
    """Return ``MountedMessages.stored`` of the former mounts of the view."""
    return record.get("mounted", []) if record.get("view") == view_id else []


def covers(record: Mapping[str, Any] | None, messages: Mapping[str, int]) -> bool:
    """Return True if a record has the given messages, by id and revision."""
    stored = serialization.revisions((record or {}).get("flash", ()))
    return all(stored.get(each, -1) >= messages[each] for each in messages)
