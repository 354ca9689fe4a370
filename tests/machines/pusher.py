"""Push messages to users, in turn, from a process that serves no pages.

>>> python -m tests.machines.pusher 1000 ada ben
"""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - apps come first

from liveflash import push_flash  # noqa: E402


def main() -> None:
    """Push so many messages, each as its number."""
    number, names = int(sys.argv[1]), sys.argv[2:]
    users = [User.objects.get(username=name) for name in names]
    for each in range(number):
        user = users[each % len(users)]
        push_flash(f"key-{each}", f"message {each}", user=user)


if __name__ == "__main__":
    main()
