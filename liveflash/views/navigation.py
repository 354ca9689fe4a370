"""Targets of a navigation: checked, with their parameters as the query."""

from collections.abc import Mapping
from typing import Any

from django.utils.http import urlencode

from liveflash.local_urls import is_local_path, is_on_host, is_web_address

Params = Mapping[str, Any] | None


def local_path(path: str, params: Params) -> str:
    """Return a path of this site with ``params`` in its query.

    Raise ValueError for an address, a relative path or a path with unsafe characters.
    """
    path = str(path)  # may be lazy
    if is_local_path(path):
        return _with_query(path, params)
    msg = f"A path of this site is expected ('/page/?a=b'), not {path!r}."
    raise ValueError(msg)


def site_url(url: str, host: str, params: Params, hint: str = "") -> str:
    """Return a path, or an http(s) address of ``host``, with ``params``.

    Raise ValueError, with ``hint``, for anything else.
    """
    url = str(url)  # may be lazy
    if is_local_path(url) or (is_web_address(url) and is_on_host(url, host)):
        return _with_query(url, params)
    msg = f"A path of this site is expected ('/page/?a=b'), not {url!r}.{hint}"
    raise ValueError(msg)


def external_url(address: str, params: Params) -> str:
    """Return an http(s) address of any site with ``params``.

    Raise ValueError for anything else.
    """
    address = str(address)  # may be lazy
    if is_web_address(address):
        return _with_query(address, params)
    msg = f"An address is expected ('https://…'), not {address!r}."
    raise ValueError(msg)


def _with_query(url: str, params: Params) -> str:
    if not params:
        return url
    url, mark, fragment = url.partition("#")
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}{urlencode(params, doseq=True)}{mark}{fragment}"
