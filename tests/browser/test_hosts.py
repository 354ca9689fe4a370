"""A site with several hosts, which share the session."""

from collections.abc import Iterator

import pytest
from playwright.async_api import BrowserContext

from tests.browser.actions import go, wait_for_messages, wait_until_joined
from tests.browser.daphne import Site, migrate, serving

SITE = Site("tests.hosts_settings", "tests.asgi:application", "/plain/")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one of the site's hosts."""
    run_dir = tmp_path_factory.mktemp("hosts")
    migrate(run_dir, SITE)
    with serving(run_dir, site=SITE) as address:
        yield address.replace("127.0.0.1", "one.site.localhost")


@pytest.mark.parametrize("to", ["/other/", "/plain/"])
async def test_a_redirect_to_another_host_takes_messages_along(
    context: BrowserContext, server: str, to: str
) -> None:
    page = await context.new_page()
    await page.goto("/login/?name=ada")
    await page.goto("/stage/")
    await wait_until_joined(page)
    await go(page, "leave", server.replace("one.", "two.") + to, "Arrived")
    await page.wait_for_url("**//two.*/**")
    await wait_for_messages(page, "Arrived")
