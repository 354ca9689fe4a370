"""The home page, the notification centre and the rich messages of the demo."""

import inspect

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from django.utils.html import strip_tags
from django_tasks_db.models import DBTaskResult

from demo_project import home
from liveflash.testing import Live, Page, assert_flash, assert_no_flash

pytestmark = [
    pytest.mark.usefixtures("demo_site"),
    pytest.mark.django_db(transaction=True),
]

LIST = {"Liveflash-Page": "test", "Liveflash-Kept": "list"}


def kept(client: Client) -> str:
    """Return the text of the list under the bell."""
    return strip_tags(client.get("/", headers=LIST).content.decode())


async def test_the_first_button_puts_one_of_djangos_messages(live: Live) -> None:
    page = await live("/", client=AsyncClient())
    await page.click("form[action='/save/'] button")
    assert_flash(page, "success", "Settings saved.")


async def test_the_deletion_of_a_photo_is_undone(live: Live) -> None:
    page = await live("/", client=AsyncClient())
    await page.click("form[action='/delete/'] button")
    await page.click("[data-liveflash-action]")
    assert_flash(page, "success", "The photo is back.")


def test_the_third_button_queues_an_export_for_the_visitor(client: Client) -> None:
    client.post("/start/")
    assert DBTaskResult.objects.get().args_kwargs["args"] == [User.objects.get().pk]


@pytest.mark.parametrize("name", ["save", "delete"])
def test_the_code_beside_the_buttons_is_that_of_the_views(
    client: Client, name: str
) -> None:
    view = inspect.unwrap(getattr(home, name))
    assert inspect.getsource(view) in client.get("/").context["code"]


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ("order", "Order 7 has shipped"),
        ("mention", "Ada mentioned you"),
        ("everyone", "Maintenance tonight"),
    ],
)
def test_a_message_is_shown_and_kept(client: Client, button: str, text: str) -> None:
    client.get("/")
    response = client.post("/kept/", {"send": button}, follow=True)
    shown = strip_tags(response.content.decode().partition("<main")[0])
    assert (text in shown, text in kept(client)) == (True, True)


def test_a_message_that_is_not_kept_is_shown_only(client: Client) -> None:
    response = client.post("/kept/", {"send": "toast"}, follow=True)
    assert_flash(response, "info", "Read me now: I am not kept.")
    assert "Read me now" not in kept(client)


def test_the_level_of_a_message_is_that_of_the_button(client: Client) -> None:
    response = client.post("/plain/notify/", {"level": "WARNING"}, follow=True)
    assert_flash(response, "warning", "Your trial ends in three days.")


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("Ada", "success", "Ada is saved."),
        ("", "error", "Nothing is saved: see below."),
    ],
)
def test_a_form_is_answered_with_a_message(
    client: Client, name: str, key: str, text: str
) -> None:
    assert_flash(client.post("/plain/", {"name": name}, follow=True), key, text)


@pytest.fixture
async def rich(live: Live) -> Page:
    """The page of rich messages."""
    return await live("/rich/")


async def test_an_action_is_handled_by_the_view(rich: Page) -> None:
    await rich.click("[phx-click=delete]")
    await rich.click("[data-liveflash-action]")
    assert_flash(rich, "photo", "The photo is back.")


async def test_messages_of_one_key_lie_on_each_other(rich: Page) -> None:
    await rich.click("[phx-click=stack]")
    texts = [each.text for each in rich.find_all(".liveflash-text")]
    assert texts == ["A new letter.", "Meeting at ten.", "Locked."]
    assert rich.shows("[data-layout=stack]")


async def test_a_message_is_updated_in_place(rich: Page) -> None:
    await rich.click("[phx-click=count]")
    await rich.click("[phx-click=count]")
    assert_flash(rich, "letters", "Unread letters: 2")


async def test_a_message_that_is_gone_is_put_again(rich: Page) -> None:
    await rich.click("[phx-click=count]")
    await rich.click("[data-liveflash-dismiss]")
    assert_no_flash(rich)
    await rich.click("[phx-click=count]")
    assert_flash(rich, "letters", "Unread letters: 2")


async def test_an_upload_shows_its_progress(rich: Page) -> None:
    await rich.click("[phx-click=upload]")
    await rich.wait(lambda: rich.shows("progress"))


async def test_the_terms_cannot_be_dismissed_without_agreeing(rich: Page) -> None:
    await rich.click("[phx-click=insist]")
    assert not rich.shows("[data-liveflash-dismiss]:not([data-liveflash-action])")
    await rich.click(".liveflash-action")
    assert_no_flash(rich)
