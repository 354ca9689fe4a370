"""The stored flash of one page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from liveflash import conf
from liveflash.debug.unread import TrackedFlash
from liveflash.flash import serialization
from liveflash.flash.flash import Flash
from liveflash.flash.message import LOADING, Message, Times
from liveflash.storage import (
    flash_cookie,
    record_contents,
    session_store,
    tokens,
    transfer,
)
from liveflash.storage.page_record import PageRecord
from liveflash.storage.record_contents import StoredPage
from liveflash.storage.transfer import Messages
from liveflash.storage.visitor import BY_NOTHING, Visitor, identify, identify_again


def new_flash(messages: Iterable[Message]) -> Flash:
    """Return a flash with the limits of the settings, tracked while DEBUG is on."""
    flash_class = TrackedFlash if conf.debug() else Flash
    return flash_class(messages, **conf.flash_limits())


class FlashStore:
    """The stored flash of one page, as used by its GET, its join and its turns.

    Create it once per request, with the visitor of that request. ``record`` is the
    record of a joined page; ``load`` and ``save`` require it. All other methods block
    on the session store and must run in a thread.
    """

    __slots__ = ("_page_id", "_record", "_request", "_view_id", "_visitor")

    def __init__(
        self,
        request: HttpRequest,
        visitor: Visitor,
        page_id: str,
        *,
        view_id: str = "",
        record: PageRecord | None = None,
    ) -> None:
        self._request = request
        self._visitor = visitor
        self._page_id = page_id
        self._view_id = view_id
        self._record = record

    def save_for_join(self, messages: Iterable[Message]) -> None:
        """Store the flash of the page's HTTP response for the join that follows."""
        record = record_contents.to_record(messages, {}, view_id=self._view_id, url="")
        session_store.write(self._keys[0], record, age=conf.flash_age())

    def page_token(self, *, has_flash: bool) -> str:
        """Return the signed token by which the page is joined."""
        return tokens.page_token(self._page_id, self._visitor, has_flash=has_flash)

    async def load(
        self,
        url: str,
        shown: Mapping[str, int],
        times: Times,
        ended: Mapping[str, str] = {},
    ) -> StoredPage:
        """Return the stored flash and channel session of the page at ``url``.

        ``shown`` holds the messages that the client shows, by id with their revisions;
        ``times`` is the time that the client reports to be left for them, and ``ended``
        why others have ended. Wait for a record that covers ``shown`` if another server
        may still be writing it.
        """
        stored = await self._joined.aread(lambda r: record_contents.covers(r, shown))
        record = stored or {}
        return record_contents.from_record(record, self._view_id, url, times, ended)

    def save(
        self,
        messages: Messages,
        data: Mapping[str, Any],
        url: str,
        mounted: Iterable[str] = (),
    ) -> None:
        """Store the flash and channel session of the page at ``url``, after the reply.

        Call it on the event loop; it returns at once.
        """
        record = record_contents.to_record(
            messages, data, view_id=self._view_id, url=url, mounted=mounted
        )
        self._joined.write_later(record)

    def transfer(
        self, messages: Iterable[Message], to: str | None = None
    ) -> str | None:
        """Store messages for the next page and return the token that names them.

        ``to`` is the URL of a live navigation. If its connection is lost, a plain page
        load of ``to`` finds the messages without the token. Return None if there is
        nothing to store or the session store is down.
        """
        return transfer.store_for_transfer(messages, self._visitor, to)

    def receive(self, token: str) -> Messages:
        """Return the messages that a token transfers to this page.

        The first page that claims a token receives its messages, and may ask again.
        Return none if the token is invalid or another page has claimed it.
        """
        visitor, kind = self._visitor, tokens.transfer_kind(token)
        if visitor.kind != kind:
            visitor = identify(self._request, kind)
        return transfer.receive(token, visitor, self._page_id)

    def receive_from_cookie(self) -> Messages:
        """Return the messages that the flash cookie transfers to this page."""
        token = flash_cookie.token_of(self._request)
        return () if token is None else self.receive(token)

    def receive_lost_navigation(self) -> Messages:
        """Return messages of a live navigation to this URL that lost its connection."""
        if not self._request.COOKIES:
            return ()
        token = transfer.take_target_token(self._url, self._visitor)
        return () if token is None else self.receive(token)

    def set_flash_cookie(
        self, response: HttpResponseBase, messages: Iterable[Message]
    ) -> None:
        """Transfer messages with an HTTP redirect.

        The visitor is identified again, since ``mount`` may have logged in or out.
        """
        visitor = identify_again(self._request, self._visitor)
        token = transfer.pack_for_cookie(messages, visitor)
        if token is not None:
            secure = self._request.is_secure()
            flash_cookie.set_token(response, token, secure=secure)

    def carry_over_to_reload(self, messages: Iterable[Message]) -> None:
        """Store messages for the page load that follows a refused join."""
        if self._visitor.kind != BY_NOTHING:
            transfer.store_for_transfer(messages, self._visitor, self._url)

    def carry_over_record(self) -> None:
        """Move the stored flash of the page to the page load after a refused join.

        The work of its loading messages has ended with the former view.
        """
        record = session_store.read(self._keys)
        if record is not None:
            session_store.delete(self._keys)
            stored = serialization.load(record.get("flash", ()))
            self.carry_over_to_reload(tuple(m for m in stored if m.level != LOADING))

    @property
    def _keys(self) -> list[str]:
        return record_contents.page_keys(self._page_id, self._visitor)

    @property
    def _url(self) -> str:
        return self._request.get_full_path()

    @property
    def _joined(self) -> PageRecord:
        if self._record is None:
            msg = "This FlashStore has no record: only a joined page loads and saves."
            raise TypeError(msg)
        return self._record
