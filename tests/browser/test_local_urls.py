"""Compare the check for local URLs with how Chromium resolves them."""

from itertools import product

from liveflash.local_urls import is_local, is_local_path, is_on_host
from tests.browser.conftest import OpenPage
from tests.url_samples import LEAVING, STAYING

PIECES = ["/", "\\", ":", "?", "#", "@", ".", " ", "\t", "\r\n", "\x01", "a", "https"]
URLS = ["".join(pieces) for n in range(5) for pieces in product(PIECES, repeat=n)]

# The URLs that lead to another origin than the page's, or are none.
ELSEWHERE = """(urls) => urls.filter(
  (url) => !URL.canParse(url, location) || new URL(url, location).origin !== origin)"""


async def test_a_local_url_stays_on_the_origin(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    local = [url for url in URLS if is_local(url) or is_local_path(url)]
    assert (len(local) > 1_000, await page.evaluate(ELSEWHERE, local)) == (True, [])


async def test_what_names_the_host_stays_on_it(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    origin = await page.evaluate("location.origin")
    urls = [f"{origin}{url}" for url in URLS]
    local = [url for url in urls if is_on_host(url, origin.removeprefix("http://"))]
    assert (len(local) > 1_000, await page.evaluate(ELSEWHERE, local)) == (True, [])


async def test_the_examples_are_what_they_say(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    urls = [*STAYING.values(), *LEAVING.values()]
    assert await page.evaluate(ELSEWHERE, urls) == list(LEAVING.values())
