"""A drawn sequence of everything that brings messages, on plain and live pages.

``LIVEFLASH_SEED`` repeats a sequence.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from random import SystemRandom

import pytest
from playwright.async_api import BrowserContext, Error

from tests.browser.daphne import migrate, serving
from tests.browser.mixed_use import MixedUse
from tests.sizes import at_night

SECONDS = at_night(200, 20)  # for each library
REFUSED = "status of 422|Response Status Error|Failed to load resource"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own: a push to everyone reaches all its pages."""
    run_dir = tmp_path_factory.mktemp("mixed")
    migrate(run_dir)
    with serving(run_dir) as address:
        yield address


@pytest.mark.parametrize("library", ["htmx2", "turbo", "unpoly"])
async def test_each_message_is_shown_once_in_its_tab(
    context: BrowserContext, expected: list[str], library: str
) -> None:
    expected.append(REFUSED)
    seed = int(os.environ.get("LIVEFLASH_SEED") or SystemRandom().randrange(10**6))
    use = MixedUse(context, library, seed)
    await use.open()
    until = time.monotonic() + SECONDS
    try:
        while time.monotonic() < until and not use.wrong():
            await use.act()
    except Error as error:
        error.add_note(use.told(seed))
        raise
    await asyncio.sleep(2)
    assert use.wrong() == [], use.told(seed)
