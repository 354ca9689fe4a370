"""The messages of a plain page, most of which its server does not know.

``client/src/local.ts`` defines which messages belong to the browser, and where they
stay when the server patches the others in.
"""

from collections.abc import Iterable

from liveflash.flash.message import Message

Messages = tuple[Message, ...]


class LocalMessages:
    """The messages that a plain page shows, in order.

    Those of the HTML are local: the server of a connected stack does not know them.
    """

    def __init__(self, shown: Messages) -> None:
        self.shown = shown
        self._known: set[str] = set()

    def start_join(self) -> None:
        """Make all messages local: a server that joins the page knows none."""
        self._known = set()

    def add(self, messages: Messages) -> None:
        """Show messages that came with a response."""
        self.shown += messages

    def patch(self, rendered: Messages) -> None:
        """Show the messages that the server renders now, and the local ones."""
        self.shown = self.merge(rendered)
        self._known = {message.id for message in rendered}

    def merge(self, rendered: Messages) -> Messages:
        """Return what the page shows when the server renders these messages.

        A local message stays behind the one that it follows, unless it is rendered.
        """
        merged = list(rendered)
        ids = [message.id for message in rendered]
        place = 0
        for message in self.shown:
            if message.id in ids:
                place = ids.index(message.id) + 1
            elif message.id not in self._known:
                merged.insert(place, message)
                ids.insert(place, message.id)
                place += 1
        return tuple(merged)

    def dismiss(self, message_id: str) -> bool:
        """Remove a local message; return whether to send the event to the server.

        The server removes the messages that it knows, and shared ones on other pages.
        """
        if message_id in self._known:
            return True
        dismissed = [m for m in self.shown if m.id == message_id]
        self.shown = tuple(m for m in self.shown if m.id != message_id)
        return any(message.is_shared for message in dismissed)

    def only_local(self, message_ids: Iterable[str]) -> list[str]:
        """Return those of the ids that the server does not know."""
        return [each for each in message_ids if each not in self._known]
