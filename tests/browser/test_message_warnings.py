"""Development warnings of a served project for unrendered and duplicate messages."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import debug_project
from tests.browser.actions import wait_for_messages, wait_until_joined
from tests.docs import shell
from tests.docs.visitor import load

CODE = """
from django.urls import path
from liveflash import LiveView, event

class SavingView(LiveView):
    async def mount(self, socket, session):
        socket.context = {"count": 0}

    @event
    async def save(self, socket):
        socket.context["count"] += 1
        socket.put_flash("info", "Saved.")

def page(name):
    return path(f"{name}/", SavingView.as_view(template_name=f"{name}.html"))

urlpatterns = [page(name) for name in ("right", "outside", "double", "nowhere")]
"""
BASE = """{% load liveflash %}<!doctype html>
<html lang="en"><head><title>Site</title>{% liveflash_scripts %}</head>
<body>
{% block messages %}{% endblock %}
{% live %}
{% block content %}{% endblock %}
<button phx-click="save">Save</button><p id="count">{{ count }}</p>
{% endlive %}
</body></html>
"""
CHILD = '{% extends "base.html" %}{% load liveflash %}\n'
FILES = {
    "urls.py": CODE,
    "templates/base.html": BASE,
    "templates/right.html": CHILD + "{% block content %}{% liveflash %}{% endblock %}",
    "templates/outside.html": CHILD
    + "\n{% block messages %}{% liveflash %}{% endblock %}",
    "templates/double.html": CHILD
    + "{% block content %}{% liveflash 'info' %}\n{% include 'part.html' %}"
    + "{% endblock %}",
    "templates/part.html": "{% load liveflash %}\n\n\n{% liveflash 'info' %}",
    "templates/nowhere.html": CHILD
    + "{% block content %}{% liveflash 'error' %}{% endblock %}",
}
PUT = next(
    number
    for number, line in enumerate(CODE.splitlines(), start=1)
    if "put_flash" in line
)


@dataclass(frozen=True, slots=True)
class Developed:
    """A development server, with the size of its log before the test."""

    address: str
    log: Path
    before: int

    def warnings(self) -> list[str]:
        """Return what the server has logged since, apart from requests."""
        return debug_project.lines_without_requests(
            self.log.read_text()[self.before :].splitlines()
        )


OpenDeveloped = Callable[[str], Awaitable[Page]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Yield the address of the project and its server's log."""
    folder = tmp_path_factory.mktemp("project")
    debug_project.create(folder, FILES)
    shell.migrate(folder)
    with shell.serving("python manage.py runserver", folder) as address:
        load(address, "/right/")
        yield address, folder / "server.log"


@pytest.fixture
def site(served: tuple[str, Path]) -> Developed:
    address, log = served
    return Developed(address, log, len(log.read_text()))


@pytest.fixture
async def open_developed(
    browser: Browser, site: Developed
) -> AsyncIterator[OpenDeveloped]:
    """Return a function that opens a page and waits until it is live."""
    context = await browser.new_context(base_url=site.address)

    async def open_url(url: str) -> Page:
        page = await context.new_page()
        await page.goto(url)
        await wait_until_joined(page)
        return page

    yield open_url
    await context.close()


async def save(page: Page, count: int) -> None:
    """Put the message of the view and wait until the page is rendered."""
    await page.click("text=Save")
    await expect(page.locator("#count")).to_have_text(str(count))


async def test_a_correct_page_logs_no_warning(
    open_developed: OpenDeveloped, site: Developed
) -> None:
    page = await open_developed("/right/")
    await save(page, 1)
    await wait_for_messages(page, "Saved.")
    assert site.warnings() == []


async def test_the_warning_of_a_tag_outside_live_names_its_line(
    open_developed: OpenDeveloped, site: Developed
) -> None:
    await open_developed("/outside/")
    assert site.warnings() == [
        "{% liveflash %} in outside.html, line 3, is outside {% live %} on a live "
        "page, so it shows no message that is put later. Move it inside."
    ]


async def test_two_tags_of_one_key_log_one_warning_with_their_lines(
    open_developed: OpenDeveloped, site: Developed
) -> None:
    page = await open_developed("/double/")
    await save(page, 1)
    await wait_for_messages(page, "Saved.", "Saved.")
    await page.reload()
    await wait_until_joined(page)
    assert site.warnings() == [
        '{% liveflash "info" %} in part.html, line 4, shows the same messages as '
        '{% liveflash "info" %} in double.html, line 2, so this page shows them twice. '
        "Remove one of the tags."
    ]


async def test_the_warning_of_an_unrendered_message_names_the_line_that_put_it(
    open_developed: OpenDeveloped, site: Developed
) -> None:
    page = await open_developed("/nowhere/")
    await save(page, 1)
    await wait_for_messages(page)
    assert site.warnings() == [
        f"Message 'info' was put at urls.py:{PUT} but no template rendered it. Add "
        "{% liveflash %} or {{ flash.info }} to nowhere.html, inside {% live %}."
    ]
