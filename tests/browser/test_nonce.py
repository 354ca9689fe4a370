"""A Content Security Policy that names a nonce and trusts nothing else."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, expect

from tests.browser import debug_project
from tests.browser.actions import wait_until_joined
from tests.docs import shell
from tests.docs.visitor import load

FILES = {
    "live.py": """
from liveflash import LiveView, event

class CrashingView(LiveView):
    template_name = "crashing.html"

    @event
    async def crash(self, socket):
        raise ValueError("told to")
""",
    "urls.py": """
from django.urls import path
from live import CrashingView
urlpatterns = [path("", CrashingView.as_view())]
""",
    "middleware.py": """
from secrets import token_urlsafe

def strict(get_response):
    def middleware(request):
        request.csp_nonce = nonce = token_urlsafe(16)
        response = get_response(request)
        response["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
            f"style-src 'nonce-{nonce}'; connect-src 'self'; img-src 'self'; "
            "base-uri 'none'; form-action 'self'"
        )
        return response
    return middleware
""",
    "templates/crashing.html": """
{% extends "base.html" %}
{% block content %}<button phx-click="crash">Crash</button>{% endblock %}
""",
}
DJANGO = """
from django.utils.csp import CSP
MIDDLEWARE.insert(0, "django.middleware.csp.ContentSecurityPolicyMiddleware")
SECURE_CSP = {
    "default-src": [CSP.NONE], "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.NONCE], "connect-src": [CSP.SELF], "img-src": [CSP.SELF, "data:"],
}
"""
OWN = 'MIDDLEWARE.insert(0, "middleware.strict")'


@pytest.mark.parametrize("settings", [OWN, DJANGO], ids=["csp_nonce", "Django 6"])
async def test_a_page_works_under_a_policy_with_a_nonce(
    browser: Browser, tmp_path: Path, settings: str
) -> None:
    if settings == DJANGO:
        pytest.importorskip("django.utils.csp")
    debug_project.create(tmp_path, FILES, f"{settings}\n")
    shell.migrate(tmp_path)
    blocked: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            blocked.append(message.text)

    with shell.serving("python manage.py runserver 8000", tmp_path) as address:
        load(address, "/")
        page = await browser.new_page()
        page.on("console", hear)
        await page.goto(address)
        await wait_until_joined(page)
        await page.click("button:text('Crash')")
        await expect(page.locator("#liveflash-crash h1")).to_contain_text("told to")
        await expect(page.locator("#liveflash-crash")).to_have_css("position", "fixed")
        await page.close()
    assert blocked == []
