"""Users, their tabs, and what they keep."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User

from liveflash.kept import reading
from tests.push.conftest import (
    _all_is_well,
    ada,
    as_ada,
    as_ben,
    ben,
    check_often,
    no_layer,
    open_tab,
)

__all__ = [
    "_all_is_well",
    "ada",
    "as_ada",
    "as_ben",
    "ben",
    "check_often",
    "no_layer",
    "open_tab",
]

Kept = Callable[[User], Awaitable[list[tuple[Any, bool]]]]


def kept_by(user: User) -> list[tuple[Any, bool]]:
    """Return what a user keeps, the newest first, and whether it is read."""
    page = reading.page(str(user.pk))
    return [(entry.message.value, entry.is_read) for entry in page.entries]


@pytest.fixture
def kept() -> Kept:
    """Return what a user keeps, from async code."""
    return sync_to_async(kept_by)
