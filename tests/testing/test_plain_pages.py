"""Plain pages with a message stack, connected or not."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from pytest_django import Settings

from liveflash import apush_flash, push_flash
from liveflash.push import api, inbox
from liveflash.testing import (
    Impossible,
    Live,
    Page,
    ServerRefused,
    SyncLive,
    assert_flash,
    assert_no_flash,
)


@pytest.fixture
def user(transactional_db: None) -> User:
    return User.objects.create(username="ada")


@pytest.fixture
async def page(live: Live, user: User) -> Page:
    """A page with a connected stack."""
    return await live("/stack/", user=user)


def texts(page: Page) -> list[str]:
    """Return the texts of the message elements."""
    return [element.text for element in page.find_all(".liveflash-text")]


async def test_a_push_is_received(page: Page, user: User) -> None:
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    assert_flash(page, "info", "Ready.")


async def test_a_push_is_in_the_markup(page: Page, user: User) -> None:
    await apush_flash("info", "Ready.", user=user)
    await page.wait(lambda: page.shows(".liveflash-text"))
    assert texts(page) == ["Ready."]
    assert "Ready." in page.html


async def test_a_push_to_the_session_is_received(page: Page) -> None:
    session = page.response.asgi_request.session.session_key
    await apush_flash("info", "Ready.", session=session)
    await page.wait()
    assert page.flash == {"info": "Ready."}


async def test_a_push_is_acknowledged(page: Page, user: User) -> None:
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    assert await sync_to_async(inbox.waiting)(str(user.pk)) == ()


async def test_the_messages_of_the_html_stay(live: Live, user: User) -> None:
    page = await live("/stack/?info=Saved.", user=user)
    assert (page.flash, texts(page)) == ({"info": "Saved."}, ["Saved."])


async def test_messages_are_in_the_order_of_the_page(live: Live, user: User) -> None:
    page = await live("/stack/?info=Saved.&other=Sent.", user=user)
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    shown = [message.value for message in page.messages]
    assert shown == texts(page) == ["Saved.", "Sent.", "Ready."]


async def test_a_message_of_the_html_is_dismissed(live: Live, user: User) -> None:
    page = await live("/stack/?info=Saved.", user=user)
    await page.click("[data-liveflash-dismiss]")
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    assert texts(page) == ["Ready."]
    assert page.flash == {"info": "Ready."}


async def test_a_pushed_message_is_dismissed(page: Page, user: User) -> None:
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    await page.click("[data-liveflash-dismiss]")
    assert_no_flash(page)
    assert texts(page) == []


async def test_a_dismissal_reaches_the_other_tab(live: Live, user: User) -> None:
    await apush_flash("info", "Waited.", user=user)
    one, other = await live("/stack/", user=user), await live("/stack/", user=user)
    await one.click("[data-liveflash-dismiss]")
    await other.wait(lambda: not other.shows(".liveflash-text"))
    assert_no_flash(other)


async def test_a_message_that_was_cleared_elsewhere_goes(
    live: Live, user: User
) -> None:
    page = await live("/stack/?info=Saved.", user=user)
    cleared = {page.messages[0].id: 1}
    await api.dismiss_everywhere(str(user.pk), None, cleared, sender="other")
    await page.wait()
    assert (page.flash, texts(page), page.pushed) == ({}, [], [])


async def test_a_dismissed_message_stays_away_after_a_reconnect(
    live: Live, user: User
) -> None:
    page = await live("/stack/?info=Saved.&other=Sent.", user=user)
    await page.click(".liveflash-message:first-of-type [data-liveflash-dismiss]")
    await page.reconnect()
    assert texts(page) == ["Sent."]


async def test_a_reconnect_keeps_what_was_pushed(live: Live, user: User) -> None:
    page = await live("/stack/?info=Saved.", user=user)
    session = page.response.asgi_request.session.session_key
    await apush_flash("info", "To the session.", session=session)
    await apush_flash("info", "To the user.", user=user)
    await page.wait(lambda: len(texts(page)) == 3)
    await page.reconnect()
    shown = [message.value for message in page.messages]
    assert shown == texts(page) == ["Saved.", "To the session.", "To the user."]


async def test_a_reconnected_page_receives_pushes(page: Page, user: User) -> None:
    await page.reconnect()
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    assert_flash(page, "info", "Ready.")


async def test_a_closed_page_keeps_its_messages(page: Page, user: User) -> None:
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    await page.close()
    assert_flash(page, "info", "Ready.")


async def test_settle_handles_what_the_server_has_sent(page: Page, user: User) -> None:
    await apush_flash("info", "Ready.", user=user)
    await page.settle()
    assert texts(page) == ["Ready."]


async def test_the_rest_of_the_page_stays(page: Page, user: User) -> None:
    await page.click("#check")
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    assert "checked" in page.find("#check").attributes


async def test_an_action_dismisses_its_message(page: Page, user: User) -> None:
    action = {"label": "Undo", "event": "undo"}
    value = {"text": "Deleted.", "action": action}
    await apush_flash("info", value, user=user)
    await page.wait()
    await page.click("[data-liveflash-action]")
    assert page.flash == {"info": "Undone: None."}


async def test_a_plain_page_is_not_live(page: Page) -> None:
    assert page.is_live is False


async def test_a_plain_page_has_no_socket(page: Page) -> None:
    with pytest.raises(Impossible, match="/stack/ is not a live page: it has no view"):
        page.socket  # noqa: B018


async def test_an_event_has_no_view_that_handles_it(page: Page) -> None:
    with pytest.raises(Impossible, match="is not a live page"):
        await page.click("#no-view")


async def test_an_info_has_no_view_that_handles_it(page: Page) -> None:
    with pytest.raises(Impossible, match="is not a live page"):
        await page.info("hello")


async def test_a_form_loads_and_joins_the_next_page(page: Page, user: User) -> None:
    await page.submit("#form", {"info": "Saved."})
    await apush_flash("info", "Ready.", user=user)
    await page.wait()
    assert texts(page) == ["Saved.", "Ready."]


async def test_a_page_that_may_not_join_raises(live: Live, settings: Settings) -> None:
    settings.LIVEFLASH_PLAIN_PAGES = "all"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.testing.site.refuse_joins"]
    with pytest.raises(ServerRefused, match="/stack/ cannot be joined"):
        await live("/stack/")


async def test_a_page_without_a_socket_receives_nothing(live: Live) -> None:
    page = await live("/stack/?info=Saved.")
    assert_flash(page, "info", "Saved.")
    with pytest.raises(Impossible, match="LIVEFLASH_PLAIN_PAGES"):
        await page.wait()


async def test_a_message_without_a_socket_is_dismissed(live: Live) -> None:
    page = await live("/stack/?info=Saved.")
    await page.click("[data-liveflash-dismiss]")
    assert (page.flash, texts(page)) == ({}, [])


def test_a_plain_function_opens_a_plain_page(sync_live: SyncLive, user: User) -> None:
    page = sync_live("/stack/", user=user)
    push_flash("info", "Ready.", user=user)
    page.wait()
    assert_flash(page, "info", "Ready.")
