"""The playground and the preferences of the demo."""

import importlib
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from demo_project.playground.code import handler_code
from demo_project.playground.options import CHOICES, VALUES, Options
from liveflash.testing import Live, Page


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    demo = importlib.import_module("demo_project.settings")
    settings.ROOT_URLCONF = demo.ROOT_URLCONF
    settings.TEMPLATES = demo.TEMPLATES
    settings.LANGUAGES = demo.LANGUAGES


def code(page: Page, name: str) -> str:
    return page.find(f"#{name}-code").text


async def choose(live: Live, **options: str) -> Page:
    page = await live("/playground/")
    await page.change("#options", options)
    return page


async def test_the_chosen_message_is_put(live: Live) -> None:
    page = await choose(live, value="list", key="error")
    await page.submit("#options")
    fields = ["Name", "E-mail address", "Postcode"]
    assert page.flash == {
        "error": {"title": "Please check these fields", "fields": fields}
    }


@pytest.mark.parametrize(
    ("options", "tag"),
    [
        ({}, "{% liveflash %}"),
        ({"place": "inline", "key": "error"}, '{% liveflash "error" %}'),
        (
            {"position": "bottom", "most": "3", "limit": "4", "skin": "daisyui"},
            '{% liveflash position="bottom" max=3 timeout=4 skin="daisyui" %}',
        ),
        (
            {"stay": "True", "template": "banner.html"},
            '{% liveflash stay=True template="banner.html" %}',
        ),
    ],
    ids=["nothing", "a key", "places", "another template"],
)
async def test_the_code_of_the_tag_matches_the_options(
    live: Live, options: dict[str, str], tag: str
) -> None:
    assert code(await choose(live, **options), "template") == tag


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, 'socket.put_flash("success", "Settings saved.")'),
        (
            {"level": "warning", "seconds": "10"},
            'socket.put_flash( "success", "Settings saved.", level="warning", '
            "timeout=10, )",
        ),
    ],
    ids=["nothing", "all"],
)
async def test_the_code_of_the_message_matches_the_options(
    live: Live, options: dict[str, str], call: str
) -> None:
    assert code(await choose(live, **options), "handler") == call


@pytest.mark.parametrize("seconds", ["", "inf"])
@pytest.mark.parametrize("key", CHOICES["key"])
@pytest.mark.parametrize("value", VALUES)
def test_the_code_of_every_message_is_python(
    value: str, key: str, seconds: str
) -> None:
    compile(handler_code(Options(value, key, seconds=seconds)), "<code>", "exec")


async def test_the_action_of_a_message_undoes(live: Live) -> None:
    page = await choose(live, value="action")
    await page.submit("#options")
    await page.click("[data-liveflash-action]")
    assert page.flash == {"success": "The photo is back."}


async def test_a_click_on_the_cross_dismisses_a_message(live: Live) -> None:
    page = await choose(live, value="list", key="error")
    await page.submit("#options")
    await page.click("[data-liveflash-dismiss]")
    assert (page.flash, page.find_all("liveflash-message")) == ({}, [])


async def test_the_tag_is_shown_as_chosen(live: Live) -> None:
    page = await choose(live, position="bottom-start", skin="bootstrap", most="1")
    await page.click("[phx-click=several]")
    stack = page.find("#liveflash").attributes
    assert (stack["data-position"], stack["data-skin"]) == ("bottom-start", "bootstrap")
    assert page.find("[data-liveflash-more]").text == "+ 6 more"


@pytest.mark.parametrize(
    ("data", "to"),
    [
        ({"next": "/form/"}, "/form/"),
        ({"next": "https://evil.example/"}, "/"),
        ({}, "/"),
    ],
    ids=["a page of ours", "a page of others", "nowhere"],
)
def test_a_preference_redirects_back(client: Client, data: Any, to: str) -> None:
    response = client.post("/preferences/", {"theme": "dark", **data})
    assert (response["Location"], client.cookies["theme"].value) == (to, "dark")


def test_an_unknown_preference_is_not_stored(client: Client) -> None:
    client.post("/preferences/", {"theme": "red", "language": "xx"})
    assert dict(client.cookies) == {}


def test_messages_use_the_preferred_language(client: Client) -> None:
    client.post("/preferences/", {"language": "de"})
    html = client.get("/playground/").content.decode()
    assert 'aria-label="Meldungen"' in html


def test_pages_use_the_preferred_theme_and_direction(client: Client) -> None:
    client.post("/preferences/", {"theme": "dark", "direction": "rtl"})
    html = client.get("/").content.decode()
    assert '<html lang="en" dir="rtl" data-theme="dark" data-bs-theme="dark">' in html
