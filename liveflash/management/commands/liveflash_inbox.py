"""``manage.py liveflash_inbox``: list or remove messages that wait or are kept."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from liveflash.flash.message import Message
from liveflash.kept import reading, storing
from liveflash.push import inbox, keeping
from liveflash.push.inbox_tables import session_digest


class Command(BaseCommand):
    """List the recipients of waiting and kept messages, unless an option is given."""

    help = (
        "Lists the messages that wait for users or are kept by them, or removes them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options that select a recipient and what to remove."""
        recipient = parser.add_mutually_exclusive_group()
        recipient.add_argument("--user", help="the primary key of one user")
        recipient.add_argument(
            "--session", help="the key of one session, or its digest as it is listed"
        )
        recipient.add_argument(
            "--everyone", action="store_true", help="the messages for everyone"
        )
        parser.add_argument(
            "--clear",
            action="store_true",
            help="remove all messages of --user, --session or --everyone",
        )
        parser.add_argument(
            "--purge",
            action="store_true",
            help="remove expired messages of all recipients",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove the selected messages, then list the rest."""
        recipient = _recipient(options)
        if options["purge"]:
            number = inbox.purge() + storing.purge()
            self.stdout.write(f"{number} expired messages removed")
        if options["clear"] and recipient is None:
            self.stderr.write(
                "--clear needs --user, --session or --everyone: name the recipient."
            )
        elif options["clear"] and recipient is not None:
            self._clear(recipient)
        elif recipient is not None:
            self._list(recipient)
        elif not options["purge"]:
            for kind, name, number in inbox.counts():
                self.stdout.write(f"{_label(kind, name)}\t{number}")
            for user, number, unread in reading.counts():
                self.stdout.write(f"kept by {user}\t{number}\t{unread} unread")

    def _clear(self, recipient: tuple[str, ...]) -> None:
        self.stdout.write(f"{inbox.clear(*recipient)} messages removed")
        match recipient:
            case ("user", user) if number := storing.clear(user):
                keeping.notify(user)
                self.stdout.write(f"{number} kept messages removed")

    def _list(self, recipient: tuple[str, ...]) -> None:
        for message in inbox.stored(*recipient):
            self.stdout.write(_line(message))
        match recipient:
            case ("user", user):
                for entry in reading.stored(user):
                    state = "read" if entry.is_read else "unread"
                    self.stdout.write(f"{_line(entry.message)}\tkept, {state}")


def _recipient(options: dict[str, Any]) -> tuple[str, ...] | None:
    """Return the kind and the names in the table of the recipient, if there is one."""
    if options["user"] is not None:
        return "user", options["user"]
    if options["session"] is not None:
        return "session", session_digest(options["session"]), options["session"]
    return ("everyone",) if options["everyone"] else None


def _line(message: Message) -> str:
    return f"{message.id}\t{message.level}\t{message.value}"


def _label(kind: str, name: str) -> str:
    return name if kind == "user" else f"{kind} {name}".strip()
