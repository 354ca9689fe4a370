"""A change of messages alone is a diff of components alone."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests.conftest import OpenPage
from tests.protocol_client.page import LivePage

TEMPLATES = {
    "stack.html": (
        "{% load liveflash %}<h1>{{ count }}</h1>{% liveflash %}<form></form>"
    ),
    "blocks.html": (
        "{% load liveflash %}{% block a %}{% for key in keys %}<div>{% if key %}"
        "{% liveflash key %}{% endif %}</div>{% endfor %}{% endblock %}{{ count }}"
    ),
    "reading.html": (
        "{% load liveflash %}{% if flash.info %}<p>{{ flash.info }}</p>{% endif %}"
        "{% liveflash %}{{ count }}"
    ),
    "hiding.html": (
        "{% load liveflash %}{% if even %}{% liveflash %}{% endif %}{{ count }}"
    ),
}


class CountView(LiveView[dict[str, Any]]):
    def mount(self, socket: LiveViewSocket[dict[str, Any]], _session: Any) -> None:
        socket.context = {"count": 0, "even": True, "keys": ["info", "", "error"]}

    def handle_event(
        self, event: str, _payload: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        match event:
            case "put":
                socket.put_flash("info", "Saved.")
            case "count":
                socket.context["count"] += 1
                socket.context["even"] = not socket.context["even"]
            case "put and count":
                socket.put_flash("info", "Counted.")
                socket.context["count"] += 1


urlpatterns = [
    path(f"{name.split('.')[0]}/", CountView.as_view(template_name=name))
    for name in TEMPLATES
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _templates(settings: Any, tmp_path: Path) -> None:
    for name, source in TEMPLATES.items():
        (tmp_path / name).write_text(source)
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [tmp_path]}]


async def _event(page: LivePage, name: str) -> Any:
    """Send an event; return the diff of the reply."""
    return (await page.event(name))["response"]["diff"]


async def _clear(page: LivePage) -> Any:
    return (await page.clear_flash(key="info"))["response"]["diff"]


@pytest.mark.parametrize("url", ["/stack/", "/blocks/"])
async def test_putting_and_clearing_a_message_patches_components_alone(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    put, cleared = await _event(page, "put"), await _clear(page)
    assert (set(put), set(cleared)) == ({"c"}, {"c"})


async def test_a_message_by_key_is_in_the_component_of_its_tag(live: OpenPage) -> None:
    page = await live("/blocks/")
    diff = await _event(page, "put")
    assert (len(diff["c"]), page.html.count("Saved.")) == (1, 1)


async def test_a_page_that_reads_flash_is_rendered_as_a_whole(live: OpenPage) -> None:
    page = await live("/reading/")
    diff = await _event(page, "put")
    assert ("0" in diff, page.html.count("Saved.")) == (True, 2)
    diff = await _clear(page)
    assert ("0" in diff, page.html.count("Saved.")) == (True, 0)


async def test_other_changes_come_along_with_messages(live: OpenPage) -> None:
    page = await live("/stack/")
    diff = await _event(page, "put and count")
    assert {"c", "0"} <= set(diff)


async def test_a_component_that_left_the_page_is_forgotten(live: OpenPage) -> None:
    page = await live("/hiding/")
    await page.event("count")
    will_destroy = await page.send("cids_will_destroy", {"cids": [1]})
    destroyed = await page.send("cids_destroyed", {"cids": [1]})
    assert (will_destroy["response"], destroyed["response"]) == ({}, {"cids": [1]})


async def test_a_component_that_is_added_again_is_not(live: OpenPage) -> None:
    page = await live("/hiding/")
    await page.event("count")
    (component_id,) = (await _event(page, "count"))["c"]
    reply = await page.send("cids_destroyed", {"cids": [1, int(component_id)]})
    diff = await _event(page, "put")
    assert reply["response"] == {"cids": [1]}
    assert ("Saved." in page.html, set(diff)) == (True, {"c"})


@pytest.mark.parametrize(
    "payload", [{}, {"cids": 1}, {"cids": ["1"]}, {"cids": [True]}]
)
async def test_malformed_components_are_refused(live: OpenPage, payload: Any) -> None:
    page = await live("/stack/")
    reply = await page.send("cids_destroyed", payload)
    assert reply["response"] == {"reason": "malformed components"}


async def test_messages_are_components_again_after_navigation_and_reconnect(
    live: OpenPage,
) -> None:
    page = await live("/stack/")
    await page.navigate("/blocks/")
    navigated = await _event(page, "put")
    await page.reconnect()
    shown, cleared = page.html.count("Saved."), await _clear(page)
    assert (set(navigated), shown, set(cleared)) == ({"c"}, 1, {"c"})
