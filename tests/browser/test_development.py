"""Live reload and the crash overlay of a development server."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import debug_project
from tests.browser.actions import wait_until_joined
from tests.docs import shell
from tests.docs.visitor import load

FILES = {
    "live.py": """
from dataclasses import dataclass
from liveflash import LiveView, event

@dataclass
class Context:
    count: int = 0
    text: str = "old code"

class CountView(LiveView[Context]):
    template_name = "count.html"

    async def mount(self, socket, session):
        socket.context = Context()

    @event
    async def add(self, socket):
        socket.context.count += 1
        socket.put_flash("info", "Added one.")

    @event
    async def crash(self, socket, text=""):
        raise ValueError(f"<b>{text}</b>")
""",
    "beside.py": """
from liveflash import LiveView

class BesideView(LiveView):
    pass
""",
    "beside.html": """
{% extends "base.html" %}{% block content %}<h1>old heading</h1>{% endblock %}
""",
    "urls.py": """
from django.urls import path
from beside import BesideView
from live import CountView
from django.views.generic import TemplateView
urlpatterns = [
    path("", CountView.as_view()),
    path("beside/", BesideView.as_view()),
    path("plain/", TemplateView.as_view(template_name="count.html")),
]
""",
    "middleware.py": """
def strict(get_response):
    def middleware(request):
        response = get_response(request)
        response["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data:"
        return response
    return middleware
""",
    "static/site.css": 'h1::after { content: "old style"; }',
    "templates/base.html": """
{% load liveflash static %}<!doctype html>
<html lang="en"><head><title>Site</title>{% liveflash_scripts %}
<link rel="stylesheet" href="{% static "site.css" %}"></head>
<body><footer>old footer text</footer>
{% live %}{% liveflash "info" %}{% block content %}{% endblock %}{% endlive %}
</body></html>
""",
    "templates/count.html": """
{% extends "base.html" %}{% block content %}
<h1>old title</h1><p id="count">{{ count }}</p><p id="text">{{ text }}</p>
<button id="add" phx-click="add">Add</button>
<button id="crash" phx-click="crash" phx-value-text="secret">Crash</button>
{% endblock %}
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project for all tests, each of which changes its own files."""
    folder = tmp_path_factory.mktemp("project")
    more = 'STATICFILES_DIRS = ["static"]\nMIDDLEWARE.insert(0, "middleware.strict")\n'
    debug_project.create(folder, FILES, more)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Yield the address of the project, served by runserver with its reloader."""
    shell.migrate(folder)
    with shell.serving("python manage.py runserver 8000", folder) as address:
        load(address, "/")
        yield address


@pytest.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """Yield the page with a count of one."""
    context = await browser.new_context(base_url=address)
    page = await context.new_page()
    await page.goto("/")
    await wait_until_joined(page)
    await page.click("#add")
    await expect(page.locator("#count")).to_have_text("1")
    yield page
    await context.close()


def change(path: Path, what: str) -> str:
    """Replace "old <what>", or its last replacement, in a file; return the new text."""
    new = f"{what} {uuid4().hex}"
    text, count = re.subn(
        rf"(?:old )?{what}(?: [0-9a-f]{{32}})?\b", new, path.read_text()
    )
    assert count == 1
    path.write_text(text)
    return new


async def test_a_changed_template_is_rendered_into_the_open_page(
    page: Page, folder: Path
) -> None:
    title = change(folder / "templates" / "count.html", "title")
    await expect(page.locator("h1")).to_have_text(title)
    await expect(page.locator("#count")).to_have_text("1")


async def test_a_changed_template_beside_a_view_is_rendered_into_the_open_page(
    page: Page, folder: Path
) -> None:
    await page.goto("/beside/")
    await wait_until_joined(page)
    await page.evaluate("window.isSamePage = true")
    heading = change(folder / "beside.html", "heading")
    await expect(page.locator("h1")).to_have_text(heading)
    assert await page.evaluate("window.isSamePage")


async def test_a_change_outside_live_reloads_the_page_with_its_flash(
    page: Page, folder: Path
) -> None:
    footer = change(folder / "templates" / "base.html", "footer text")
    await expect(page.locator("footer")).to_have_text(footer)
    await expect(page.locator("body")).to_contain_text("Added one.")
    await expect(page.locator("#count")).to_have_text("0")


async def test_a_changed_stylesheet_is_fetched_again(page: Page, folder: Path) -> None:
    style = change(folder / "static" / "site.css", "style")
    await page.wait_for_function(
        "style => getComputedStyle(document.querySelector('h1'), '::after')"
        ".content === JSON.stringify(style)",
        arg=style,
    )
    await expect(page.locator("#count")).to_have_text("1")


async def test_changed_code_is_rejoined(page: Page, folder: Path) -> None:
    text = change(folder / "live.py", "code")
    await expect(page.locator("#text")).to_have_text(text)
    await expect(page.locator("body")).to_contain_text("Added one.")


async def test_changed_code_and_templates_reload_the_page(
    page: Page, folder: Path
) -> None:
    footer = change(folder / "templates" / "base.html", "footer text")
    text = change(folder / "live.py", "code")
    await expect(page.locator("footer")).to_have_text(footer)
    await expect(page.locator("#text")).to_have_text(text)


# Return the looks of an element at the end of a parent.
LOOKS = """(parent, tag) => {
    const element = parent.appendChild(document.createElement("div"))
        .appendChild(document.createElement(tag));
    const { borderStyle, display, margin, padding } = getComputedStyle(element);
    return [borderStyle, display, margin, padding];
}"""


@pytest.mark.parametrize("tag", ["button", "p", "dl", "dd"])
async def test_the_overlay_leaves_the_looks_of_messages_alone(
    page: Page, tag: str
) -> None:
    await page.click("#crash")
    overlay = page.locator("#liveflash-crash")
    # Messages move into an open dialog.
    inside = await overlay.evaluate(LOOKS, tag)
    assert inside == await page.locator("body").evaluate(LOOKS, tag)


async def test_a_crash_is_shown_escaped_and_can_be_closed(page: Page) -> None:
    logged: list[str] = []
    page.on("console", lambda message: logged.append(message.text))
    await page.click("#crash")
    overlay = page.locator("#liveflash-crash")
    await expect(overlay.locator("h1")).to_have_text("ValueError: <b>secret</b>")
    shown = await overlay.locator("dd").all_text_contents()
    await page.keyboard.press("Escape")
    await expect(overlay).to_be_hidden()
    violations = [text for text in logged if "Content Security Policy" in text]
    assert (shown[:3], "live.py" in shown[3], violations) == (
        ["CountView", "crash", "crash"],
        True,
        [],
    )


async def test_a_plain_page_with_phx_attributes_warns_in_the_console(
    browser: Browser, address: str
) -> None:
    context = await browser.new_context(base_url=address)
    page = await context.new_page()
    async with page.expect_console_message(
        lambda message: "nothing answers phx- attributes" in message.text
    ):
        await page.goto("/plain/")
    await context.close()
