"""Which URLs stay on this site; tests/browser/test_local_urls.py asks a browser."""

import pytest

from liveflash.local_urls import is_local, is_local_path, is_on_host, is_web_address
from tests.url_samples import LEAVING, STAYING


@pytest.mark.parametrize("url", STAYING.values(), ids=STAYING)
def test_a_url_of_this_site_is_local(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize("url", LEAVING.values(), ids=LEAVING)
def test_a_url_that_may_leave_the_site_is_not_local(url: str) -> None:
    assert not is_local(url)


@pytest.mark.parametrize("url", ["page/", "?page=2", "#top", "", "/a b", "/a?\n"])
def test_a_local_path_is_absolute_and_clean(url: str) -> None:
    assert (is_local(url), is_local_path(url)) == (True, False)


@pytest.mark.parametrize(
    "url",
    ["https:///example.com", "https:example.com", "https://a b", "//a", "ftp://a"],
)
def test_a_web_address_has_a_scheme_of_the_web_and_a_host(url: str) -> None:
    assert not is_web_address(url)


@pytest.mark.parametrize("url", ["http://[::1", "//example.com/", "/", "ftp://[::1"])
def test_an_address_that_is_not_http_has_no_host(url: str) -> None:
    assert not is_on_host(url, "example.com")
