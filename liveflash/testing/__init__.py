"""A test kit for live pages. It does what a visitor's browser does, without a browser.

>>> page = await live("/settings/")
>>> await page.submit("form", {"name": "Ada"})
>>> assert_flash(page, "info", "Settings saved.")

``live`` and ``sync_live`` are pytest fixtures; ``LiveTestCase`` and
``AsyncLiveTestCase`` are their unittest counterparts. Install ``liveflash[test]``.
"""

from liveflash.testing.assertions import assert_flash, assert_no_flash, page_headers
from liveflash.testing.client import Live
from liveflash.testing.elements import Element
from liveflash.testing.exceptions import Impossible, ServerRefused, ViewCrashed
from liveflash.testing.page import Page
from liveflash.testing.sync import SyncLive, SyncPage
from liveflash.testing.testcases import AsyncLiveTestCase, LiveTestCase

__all__ = [
    "AsyncLiveTestCase",
    "Element",
    "Impossible",
    "Live",
    "LiveTestCase",
    "Page",
    "ServerRefused",
    "SyncLive",
    "SyncPage",
    "ViewCrashed",
    "assert_flash",
    "assert_no_flash",
    "page_headers",
]
