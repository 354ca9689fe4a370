"""The actions of messages, as the test kit uses them."""

import json
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from liveflash import apush_flash
from liveflash.testing import Live, Page, ServerRefused, assert_flash

UNDO = {"label": "Undo", "event": "undo", "value": {"id": 3}}
LATER = {"label": "Later", "dismiss": True}
ACTION = "[data-liveflash-action]"


@pytest.fixture
def user(transactional_db: None) -> User:
    return User.objects.create(username="ada")


async def push(page: Page, user: User, action: object) -> None:
    await apush_flash("note", {"text": "Deleted.", "actions": [action]}, user=user)
    await page.wait(lambda: page.shows(ACTION))


async def test_an_action_reaches_the_handler_of_the_project(
    live: Live, user: User
) -> None:
    page = await live("/stack/", user=user)
    await push(page, user, UNDO)
    await page.click(ACTION)
    assert page.flash == {"info": "Undone: 3."}


async def test_a_redirect_is_followed(live: Live, user: User) -> None:
    page = await live("/stack/", user=user)
    await push(page, user, {"label": "Go", "event": "go", "value": {"to": "/stack/?b"}})
    await page.click(ACTION)
    assert page.url.endswith("/stack/?b")
    assert_flash(page, "info", "Gone.")


async def test_an_action_without_a_handler_is_refused(
    live: Live, user: User, settings: Settings
) -> None:
    settings.LIVEFLASH_ACTIONS = None
    page = await live("/stack/", user=user)
    await push(page, user, UNDO)
    with pytest.raises(ServerRefused, match="Nothing has handled the action 'undo'"):
        await page.click(ACTION)
    assert "note" in page.flash


async def test_a_dismissal_dismisses(live: Live, user: User) -> None:
    page = await live("/stack/", user=user)
    await push(page, user, LATER)
    await page.click(ACTION)
    assert page.flash == {}


async def open_live(live: Live, settings: Settings, action: object) -> Page:
    """Open a live page with a message that has this action."""
    settings.ROOT_URLCONF = "tests.urls"
    value = {"text": "Deleted.", "actions": [action]}
    asked = urlencode({"put": json.dumps(["note", value, {"dismissible": False}])})
    return await live(f"/rich-live/?{asked}")


async def test_an_action_of_a_live_page_reaches_the_handler(
    live: Live, settings: Settings
) -> None:
    page = await open_live(live, settings, UNDO)
    await page.click(ACTION)
    assert_flash(page, "info", "Undone: 3.")


async def test_a_dismissal_dismisses_a_message_of_a_live_page(
    live: Live, settings: Settings
) -> None:
    page = await open_live(live, settings, LATER)
    await page.click(ACTION)
    assert page.flash == {}
