"""The lock of changes to messages, which the threads of a page make too."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

# Shared by all pages, because it is held for microseconds only.
LOCK = threading.RLock()


def locked(method: F) -> F:
    """Let only one thread at a time run the methods with this decorator."""

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        with LOCK:
            return method(*args, **kwargs)

    return cast("F", call)
