"""The README's three steps, and its view in a project with the README's template."""

import gzip
import re
from itertools import takewhile
from pathlib import Path

from tests.docs import project, shell
from tests.docs.blocks import ROOT, Block, blocks_of

README = ROOT / "README.md"
PLAIN_URLS = """
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from liveflash import put_flash

def home(request):
    return render(request, "base.html")

def save(request):
    messages.success(request, "Saved.")
    put_flash(request, "info", "Your disk is almost full.")
    return redirect("/")

urlpatterns = [path("", home), path("save/", save)]
"""
PLAIN_TESTS = """
from liveflash.testing import assert_flash

def test_the_next_page_shows_both_kinds(sync_live):
    page = sync_live("/save/")
    assert page.url == "/"
    assert_flash(page, success="Saved.", info="Your disk is almost full.")
"""
URLS = """
from django.urls import path
from mysite.live import SettingsLiveView
urlpatterns = [path("settings/", SettingsLiveView.as_view())]
"""
FILES = ("mysite/live.py", "templates/base.html", "templates/settings.html")
TESTS = """
async def test_a_name_that_is_saved_clears_the_error(live):
    page = await live("/settings/")
    await page.submit("form", {"name": " "})
    assert page.flash == {"error": "Name cannot be blank."}
    await page.submit("form", {"name": "Ada"})
    assert page.flash == {"info": "Settings saved."}

async def test_a_click_clears_the_error(live):
    page = await live("/settings/")
    await page.submit("form", {"name": " "})
    await page.click("[data-liveflash-dismiss]")
    assert page.flash == {}
"""


def is_without_sockets(block: Block) -> bool:
    return "ASGI_APPLICATION" not in block.text


def test_messages_show_after_three_steps_without_sockets(tmp_path: Path) -> None:
    variables = shell.environment(tmp_path)
    for block in takewhile(is_without_sockets, blocks_of(README)):
        if block.kind == "shell":
            shell.run(block, tmp_path, "/", variables)
        else:
            project.add(block, tmp_path)
    (tmp_path / "mysite" / "urls.py").write_text(PLAIN_URLS)
    (tmp_path / "test_plain.py").write_text(PLAIN_TESTS)
    output = project.judge(tmp_path)
    assert output.endswith("\nexit 0"), output


def test_the_error_goes_when_it_is_corrected_or_dismissed(tmp_path: Path) -> None:
    project.begin(tmp_path)
    for block in blocks_of(README):
        if block.path in FILES:
            project.add(block, tmp_path)
    (tmp_path / "mysite" / "urls.py").write_text(URLS)
    (tmp_path / "test_example.py").write_text(TESTS)
    output = project.judge(tmp_path)
    assert output.endswith("\nexit 0"), output


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 150


def kilobytes(name: str) -> int:
    """Return the compressed size of a static file."""
    path = ROOT / "liveflash" / "static" / "liveflash" / name
    return round(len(gzip.compress(path.read_bytes())) / 1000)


def test_the_sizes_are_those_of_the_files() -> None:
    text = README.read_text(encoding="utf-8")
    files = ("liveflash.js", "liveflash.css", "liveflash-client.js")
    assert re.findall(r"(\d+) KB", text) == [str(kilobytes(name)) for name in files]
