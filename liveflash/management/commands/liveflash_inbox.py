"""``manage.py liveflash_inbox``: look into the inbox, and empty it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from liveflash.push import inbox


class Command(BaseCommand):
    """Without an option, say for which users how many messages wait."""

    help = "Shows what waits in the inbox of liveflash, and removes it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a user, and what to remove."""
        parser.add_argument("--user", help="the primary key of one user")
        parser.add_argument(
            "--clear", action="store_true", help="remove all that waits for --user"
        )
        parser.add_argument(
            "--purge", action="store_true", help="remove what has expired, of all users"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove first, then show."""
        user = options["user"]
        if options["purge"]:
            self.stdout.write(f"{inbox.purge()} expired messages removed")
        if options["clear"] and user is None:
            self.stderr.write("--clear needs --user: name whose messages to remove.")
        elif options["clear"]:
            self.stdout.write(f"{inbox.clear(user)} messages removed")
        elif user is not None:
            self._show(user)
        elif not options["purge"]:
            for name, number in inbox.counts():
                self.stdout.write(f"{name}\t{number}")

    def _show(self, user: str) -> None:
        for message in inbox.waiting(user):
            self.stdout.write(f"{message.id}\t{message.level}\t{message.value}")
