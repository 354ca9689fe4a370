"""Push the message of each input line and print the result, as a task worker does.

>>> echo '[1, "Hello"]' | python -m tests.machines.worker
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.db import Error, close_old_connections  # noqa: E402 - apps come first

from liveflash import push_flash  # noqa: E402


def push(user: int, text: str) -> Any:
    """Push as a task, before which a worker closes the connections that are broken."""
    close_old_connections()
    try:
        pushed = push_flash(text, text, user=user, level="info")
    except Error as error:
        return type(error).__name__
    return {"is_stored": pushed.is_stored, "was_sent": pushed.was_sent}


def main() -> None:
    """Carry out a task a line."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(push(*json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
