"""The content of a tab: its document, title and messages, and pushed events."""

from typing import Any

from liveflash.flash.message import Message
from liveflash.protocol import wire_tree
from liveflash.protocol.wire_tree import Rendered
from liveflash.testing.assertions import get_messages
from liveflash.testing.browser import relative_url
from liveflash.testing.client_channel import ClientChannel
from liveflash.testing.document import Document
from liveflash.testing.elements import attribute
from liveflash.testing.exceptions import Impossible
from liveflash.testing.local_messages import LocalMessages
from liveflash.views.socket import DOWNLOAD_EVENT, LiveViewSocket


class PageContent:
    """The content of a page, which the trees and diffs of the server change.

    ``response`` is its HTTP response, ``title`` the live title, ``reply`` what the
    handler of the last event returned. ``pushed`` are the ``(event, payload)`` pairs of
    ``push_event`` since the tab was opened, ``downloads`` the URLs of ``download``.
    """

    def __init__(self) -> None:
        self.response: Any = None
        self.pushed: list[tuple[str, Any]] = []
        self.downloads: list[str] = []
        self.title: str | None = None
        self.reply: Any = None
        self._document = Document("")
        self._rendered = Rendered({wire_tree.STATIC: [""]})
        self._channel: ClientChannel | None = None
        self._local: LocalMessages | None = None
        self._url = ""
        self._pending_acknowledgements: list[Any] = []

    @property
    def url(self) -> str:
        """The path and query of the page; on another site, the whole URL."""
        return relative_url(self._url)

    @property
    def is_live(self) -> bool:
        """True if the page is a joined live page."""
        return self._channel is not None and self._channel.root.is_main

    @property
    def html(self) -> str:
        """The content of the live region; on a plain page, the whole page."""
        return self._rendered.html if self.is_live else self._document.html

    @property
    def socket(self) -> LiveViewSocket[Any]:
        """The socket of the view's callbacks, for example to read its ``context``."""
        return self._live_channel.socket

    @property
    def flash(self) -> dict[str, Any]:
        """The newest value of each key."""
        return {message.key: message.value for message in self.messages}

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages of the page in order, with level, timeout and tags."""
        if self.is_live:
            return self.socket.flash.messages
        if self._local is None:
            return get_messages(self.response)
        if self._channel is None:
            return self._local.shown
        return self._local.merge(self._channel.stack_messages)

    @property
    def _described(self) -> str:
        """The URL of the page, with the status of its response if that is an error."""
        status = getattr(self.response, "status_code", 200)
        return f"{self.url} (status {status})" if status >= 400 else self.url

    @property
    def _live_channel(self) -> ClientChannel:
        if self._channel is None or not self.is_live:
            raise Impossible(
                f"{self._described} is not a live page: it has no view and no socket, "
                "so nothing answers there. Its messages are in page.messages."
            )
        return self._channel

    def _show_document(self, response: Any) -> None:
        """Show a loaded page, before its join."""
        self.response = response
        self._document = (
            Document("")
            if response is None
            else Document(response.content.decode(), response.status_code)
        )
        self.title = None
        self._local = None
        root = self._document.root
        if self._document.has_messages and not (root and root.is_main):
            self._local = LocalMessages(get_messages(response))

    @property
    def _csrf_token(self) -> str:
        """The CSRF token that the page states."""
        metas = self._document.find_all("meta[name=csrf-token]")
        return attribute(metas[0], "content") if metas else ""

    def _show_response(self, response: Any) -> None:
        """Show the messages that come with the response to a script."""
        if self._local is not None:
            self._local.add(get_messages(response))

    def _show_joined(self, tree: wire_tree.Tree) -> None:
        """Show the tree of a join."""
        self._rendered = Rendered(tree)
        if self._local is not None:
            self._local.start_join()
        self._apply_tree(tree)

    def _apply_diff(self, changes: wire_tree.Tree) -> None:
        if changes:
            self._rendered.merge(changes)
            self._apply_tree(changes)

    def _apply_tree(self, changes: wire_tree.Tree) -> None:
        """Show the changes of a tree or diff, and store its title, reply and events."""
        if self._local is None or self._channel is None:
            self._document.render(self._rendered.html)
        else:
            self._local.patch(self._channel.stack_messages)
            order = [message.id for message in self._local.shown]
            self._document.patch_stack(self._rendered.html, order)
        self.title = changes.get(wire_tree.TITLE, self.title)
        self.reply = changes.get(wire_tree.REPLY)
        for name, body in changes.get(wire_tree.EVENTS, []):
            self._store_event(name, body)

    def _store_event(self, name: str, body: Any) -> None:
        match name:
            case "liveflash:ack":
                self._pending_acknowledgements.append(body)
            case "liveflash:cleared":
                self._remove_local(body["ids"])
            case _ if name == DOWNLOAD_EVENT:
                self.downloads.append(body["url"])
            case _:
                self.pushed.append((name, body))

    def _remove_local(self, message_ids: list[str]) -> None:
        """Remove messages that were dismissed on another page of the user."""
        if self._local is not None:
            for message_id in self._local.only_local(message_ids):
                self._local.dismiss(message_id)
                self._document.remove_message(message_id)
