"""Plain pages of a user, with the stack connected."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient

from tests.push.tab import Tab

OpenTab = Callable[..., Awaitable[Tab]]


@pytest.fixture
def user(db: None) -> User:
    """The user of the pages."""
    return User.objects.create_user("ada", password="secret")


@pytest.fixture
async def open_tab(user: User) -> AsyncIterator[OpenTab]:
    """Return a function that opens a page of the user, and joins its stack."""
    async with AsyncExitStack() as stack:
        ours = AsyncClient()
        await ours.aforce_login(user)

        async def open_one(url: str = "/page/", client: Any = ours) -> Tab:
            tab = Tab(url, client)
            await tab.open()
            stack.push_async_callback(tab.disconnect)
            return tab

        yield open_one
