"""The stack of a page that is not live: its markup, its join, and its pushes."""

import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.test import AsyncClient, Client
from django.urls import path
from django.utils import translation
from django.views.decorators.cache import cache_page
from pytest_django import Settings

from liveflash import apush_flash, put_flash
from liveflash.push import inbox
from tests import urls
from tests.channel.plain_tabs import OpenTab, open_tab, user
from tests.push.tab import Tab

__all__ = ["open_tab", "user"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.test_plain_pages"),
]

TAGS = "liveflash.templatetags.liveflash"


calls: list[str] = []


def page(request: HttpRequest) -> HttpResponse:
    """A page that counts its requests and puts what its query says."""
    calls.append(request.path)
    for text in request.GET.getlist("put"):
        put_flash(request, text, text, level="info")
    for text in request.GET.getlist("django"):
        messages.success(request, text)
    groups = request.GET.get("groups", "").split(",")
    name = request.GET.get("template", "stack")
    return render(request, f"{name}.html", {"groups": groups})


urlpatterns = [
    path("page/", page),
    path("cached/", cache_page(60)(page)),
    *urls.urlpatterns,
]


def stack_of(html: str) -> str:
    """Return the content of a page's connected stack."""
    found = re.search(
        r'<div id="liveflash-root"[^>]*>(.*)</div><liveflash-page', html, re.S
    )
    assert found is not None
    return found[1]


async def test_the_joined_tree_is_what_the_page_shows(open_tab: OpenTab) -> None:
    tab = await open_tab()
    assert tab.html == stack_of(tab.response.content.decode())


async def test_a_join_runs_no_view(open_tab: OpenTab) -> None:
    calls.clear()
    tab = await open_tab()
    await tab.reconnect()
    assert calls == ["/page/"]


async def test_a_push_to_the_user_shows_at_once(open_tab: OpenTab, user: User) -> None:
    tab = await open_tab()
    await apush_flash("info", "Ready.", user=user)
    await tab.wait_for_texts("Ready.")


async def test_a_push_to_the_session_shows_at_once(open_tab: OpenTab) -> None:
    tab = await open_tab()
    key = tab.client.cookies["sessionid"].value
    await apush_flash("info", "Ready.", session=key)
    await tab.wait_for_texts("Ready.")


@pytest.mark.parametrize("names", ["news", "news,sport"])
async def test_a_push_to_a_group_of_the_tag_shows_at_once(
    open_tab: OpenTab, names: str
) -> None:
    tab = await open_tab(f"/page/?template=stack_of_groups&groups={names}")
    await apush_flash("info", "Ready.", group="news")
    await apush_flash("other", "Not this.", group="weather")
    await tab.wait_for_texts("Ready.")


@pytest.mark.parametrize("groups", [5, "", ["news", None]])
def test_groups_are_names(groups: Any) -> None:
    template = Engine(libraries={"liveflash": TAGS}).from_string(
        "{% load liveflash %}{% liveflash groups=groups %}"
    )
    with pytest.raises(ValueError, match="groups must be names of groups, not"):
        template.render(Context({"groups": groups}))


async def test_a_shown_push_is_acknowledged(open_tab: OpenTab, user: User) -> None:
    tab = await open_tab()
    await apush_flash("info", "Ready.", user=user)
    await tab.wait_for_texts("Ready.")
    await tab.acknowledge()
    assert await sync_to_async(inbox.waiting)(str(user.pk)) == ()


async def test_what_the_page_shows_from_the_inbox_stays_at_the_join(
    open_tab: OpenTab, user: User
) -> None:
    tab = Tab("/page/", (await open_tab()).client)
    await apush_flash("info", "Waited.", user=user)
    shown = (await tab.get()).content.decode()
    tab.rendered.merge({"s": [stack_of(shown)]})
    await tab.reconnect()
    assert tab.texts == ["Waited."]
    await tab.disconnect()


async def test_a_dismissal_reaches_the_other_pages(
    open_tab: OpenTab, user: User
) -> None:
    one, other = await open_tab(), await open_tab()
    await apush_flash("info", "Ready.", user=user)
    await one.wait_for_texts("Ready.")
    await other.wait_for_texts("Ready.")
    await one.clear_flash(key="info")
    await other.wait_for_texts()


async def test_a_message_that_only_the_client_knows_is_dismissed_everywhere(
    open_tab: OpenTab, user: User
) -> None:
    one, other = await open_tab(), await open_tab()
    await one.clear_flash(id="abcdef")
    diff = await other.push("diff")
    assert diff["e"] == [["liveflash:cleared", {"ids": ["abcdef"]}]]


async def test_a_message_that_only_the_client_knows_expires_on_its_page_only(
    open_tab: OpenTab, user: User
) -> None:
    one, other = await open_tab(), await open_tab()
    await one.clear_flash(id="abcdef", expired=True)
    await one.clear_flash(id="ghijkl")
    diff = await other.push("diff")
    assert diff["e"] == [["liveflash:cleared", {"ids": ["ghijkl"]}]]


async def test_a_reconnect_shows_what_the_inbox_still_has(
    open_tab: OpenTab, user: User
) -> None:
    tab = await open_tab()
    await apush_flash("info", "Ready.", user=user)
    await tab.wait_for_texts("Ready.")
    await tab.reconnect()
    assert tab.texts == ["Ready."]


async def test_an_event_of_a_view_is_refused(open_tab: OpenTab) -> None:
    tab = await open_tab()
    reply = await tab.event("save", {"name": "Ada"})
    assert reply["response"]["diff"]["r"] == {"refused": "unknown event"}


async def test_the_language_of_the_page_is_that_of_its_messages(
    open_tab: OpenTab, user: User
) -> None:
    client = AsyncClient(headers={"accept-language": "de"})
    await client.aforce_login(user)
    tab = Tab("/page/", client)
    await tab.get()
    await tab.connect(**{"accept-language": "de"})
    await tab.join()
    with translation.override("de"):
        assert translation.pgettext("liveflash", "Messages") in tab.html
    await tab.disconnect()


async def test_the_options_of_the_tag_hold_for_what_is_pushed(
    open_tab: OpenTab, user: User
) -> None:
    tab = await open_tab("/page/?template=stack_with_options")
    await apush_flash("one", "One.", user=user, level="info")
    await apush_flash("two", "Two.", user=user, level="info")
    await tab.wait_for_texts("One.", "Two.")
    assert 'data-position="bottom"' in tab.html
    assert 'data-liveflash-timeout="3.0"' in tab.html
    assert tab.html.count("data-liveflash-folded") == 1


async def test_a_token_of_another_visitor_is_refused_without_a_reload(
    open_tab: OpenTab, user: User
) -> None:
    tab = await open_tab()
    other = AsyncClient()
    await other.aforce_login(await User.objects.acreate(username="bob"))
    tab.client = other
    for mounts in (0, 1):
        tab.mounts = mounts
        reply = await tab.reconnect()
        assert reply == {"status": "error", "response": {"reason": "invalid token"}}


async def test_a_log_out_closes_the_socket(open_tab: OpenTab) -> None:
    tab = await open_tab()
    await tab.client.alogout()
    assert await tab.close_code() == 4401


@pytest.mark.parametrize(
    ("pages", "is_user", "is_live"),
    [
        ("users", True, True),
        ("users", False, False),
        ("all", True, True),
        ("all", False, True),
        ("none", True, False),
    ],
)
def test_the_setting_says_who_gets_a_socket(
    client: Client,
    user: User,
    settings: Settings,
    pages: str,
    is_user: bool,
    is_live: bool,
) -> None:
    settings.LIVEFLASH_PLAIN_PAGES = pages
    if is_user:
        client.force_login(user)
    html = client.get("/page/").content.decode()
    assert ("data-phx-session" in html) is is_live


def test_without_an_asgi_application_no_page_has_a_socket(
    client: Client, user: User, settings: Settings
) -> None:
    settings.ASGI_APPLICATION = None
    client.force_login(user)
    assert "data-phx-session" not in client.get("/page/").content.decode()


@pytest.mark.parametrize("live", [True, False])
def test_the_tag_overrides_the_setting(client: Client, live: bool) -> None:
    html = client.get(f"/page/?template=stack_live_{live}".lower()).content.decode()
    assert ("data-phx-session" in html) is live


def test_no_cache_of_django_gives_a_token_to_another_visitor(
    client: Client, user: User
) -> None:
    cache.clear()
    client.force_login(user)
    responses = [visitor.get("/cached/") for visitor in (client, Client())]
    has_token = [b"data-phx-session" in each.content for each in responses]
    assert has_token == [True, False]


def test_an_anonymous_page_without_a_socket_sets_no_cookie(client: Client) -> None:
    assert not client.get("/page/?template=stack_alone").cookies


async def test_an_anonymous_visitor_joins_too(
    open_tab: OpenTab, settings: Settings
) -> None:
    settings.LIVEFLASH_PLAIN_PAGES = "all"
    tab = await open_tab(client=AsyncClient())
    assert "liveflash-stack" in tab.html


def test_djangos_messages_are_shown(client: Client) -> None:
    html = client.get("/page/?django=Saved.").content.decode()
    assert html.count("Saved.") == 1
    assert "Saved." not in client.get("/page/").content.decode()


def test_without_the_bridge_djangos_messages_are_left_alone(
    client: Client, settings: Settings
) -> None:
    settings.LIVEFLASH_MESSAGES = False
    assert "Saved." not in client.get("/page/?django=Saved.").content.decode()


@pytest.mark.parametrize("template", ["tag_then_loop", "loop_then_tag"])
def test_a_loop_and_the_tag_show_a_message_once(client: Client, template: str) -> None:
    html = client.get(f"/page/?django=Saved.&template={template}").content.decode()
    assert html.count("Saved.") == 1
    assert "Saved." not in client.get("/page/").content.decode()


def test_an_inline_tag_leaves_the_messages_of_other_levels(client: Client) -> None:
    first = client.get("/page/?django=Saved.&template=inline_error").content.decode()
    assert "Saved." not in first
    assert "Saved." in client.get("/page/").content.decode()
