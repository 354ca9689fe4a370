"""The record of a live page: its flash and channel session, for a reconnect."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liveflash import conf
from liveflash.flash import serialization, values
from liveflash.flash.message import Message, Times
from liveflash.storage import session_store
from liveflash.storage.visitor import Visitor, storage_keys


def page_keys(page_id: str, visitor: Visitor) -> list[str]:
    """The storage keys of a live page's own record."""
    return storage_keys("page", page_id, visitor)


def save_for_join(
    messages: Iterable[Message],
    view_id: Callable[[], str],
    page_id: str,
    visitor: Visitor,
) -> None:
    """Store the flash of a page's HTTP response, for the join that follows."""
    record = to_record(messages, {}, view_id=view_id, url="")
    session_store.write(page_keys(page_id, visitor)[0], record, age=conf.flash_age())


def to_record(
    messages: Iterable[Message],
    data: Mapping[str, Any],
    *,
    view_id: Callable[[], str],
    url: str,
) -> dict[str, Any]:
    """Return the record of a page: its flash and its channel session.

    It is empty if there is nothing to store. ``url`` is where the page is.
    """
    record: dict[str, Any] = {}
    if stored := serialization.dump(messages):
        record["flash"] = stored
    if data:
        record |= {"data": values.encode(dict(data)), "url": url}
    return record and {"view": view_id(), **record}


def from_record(
    record: Mapping[str, Any], view: str, url: str, times: Times
) -> tuple[tuple[Message, ...], dict[str, Any]]:
    """Return the flash and the channel session that a record holds for a page.

    ``url`` is where the page is now. The channel session of another URL is not
    restored: it may hold what a visitor has unlocked there. ``times`` is what the
    client says of its messages' time.
    """
    if record.get("view", view) != view:
        return (), {}
    messages = serialization.load(record.get("flash", ()), times)
    is_same = record.get("url") == url
    return messages, values.decode(record.get("data", {})) if is_same else {}


def covers(record: Mapping[str, Any] | None, messages: Mapping[str, int]) -> bool:
    """Whether a record has the messages that a page shows, by id and revision."""
    has = serialization.revisions((record or {}).get("flash", ()))
    return all(has.get(each, -1) >= messages[each] for each in messages)
