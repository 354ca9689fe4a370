"""``manage.py liveflash_inbox``: list the messages in the inbox, or remove them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from liveflash.push import inbox


class Command(BaseCommand):
    """List the users with waiting messages, unless an option is given."""

    help = "Lists the messages in the inbox of liveflash, or removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options that select a user and what to remove."""
        parser.add_argument("--user", help="the primary key of one user")
        parser.add_argument(
            "--clear", action="store_true", help="remove all messages of --user"
        )
        parser.add_argument(
            "--purge",
            action="store_true",
            help="remove expired messages of all users",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove the selected messages, then list the rest."""
        user = options["user"]
        if options["purge"]:
            self.stdout.write(f"{inbox.purge()} expired messages removed")
        if options["clear"] and user is None:
            self.stderr.write("--clear needs --user: name the user.")
        elif options["clear"]:
            self.stdout.write(f"{inbox.clear(user)} messages removed")
        elif user is not None:
            self._list(user)
        elif not options["purge"]:
            for name, number in inbox.counts():
                self.stdout.write(f"{name}\t{number}")

    def _list(self, user: str) -> None:
        for message in inbox.waiting(user):
            self.stdout.write(f"{message.id}\t{message.level}\t{message.value}")
