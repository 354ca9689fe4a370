"""The view of the README, in a project with the README's template."""

from pathlib import Path

from tests.docs import project
from tests.docs.blocks import ROOT, blocks_of

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


def test_the_error_goes_when_it_is_corrected_or_dismissed(tmp_path: Path) -> None:
    project.begin(tmp_path)
    for block in blocks_of(ROOT / "README.md"):
        if block.path in FILES:
            project.add(block, tmp_path)
    (tmp_path / "urls.py").write_text(URLS)
    (tmp_path / "test_example.py").write_text(TESTS)
    output = project.judge(tmp_path)
    assert output.endswith("\nexit 0"), output
