"""Decide whether a URL stays on this site, as browsers read it.

Browsers ignore white space and control characters before a URL, remove tabs and line
breaks inside it, and read a backslash in a path as a slash (WHATWG URL Standard, "basic
URL parser"). The part before the query and fragment must not contain such characters.
"""

import re
from urllib.parse import urlsplit

# A path or relative path that begins with neither "//" nor a scheme; then any
# query and fragment.
_LOCAL = re.compile(
    r"(?! |//)[^\x00-\x1f\x7f\\:/?#]*(?:/[^\x00-\x1f\x7f\\?#]*)?(?:[?#].*)?", re.DOTALL
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_WEB_ADDRESS = re.compile(r"https?://[^/?#]+", re.IGNORECASE)


def is_local(url: str) -> bool:
    """Return whether ``url`` is a path, a relative path, a query or a fragment.

    >>> is_local("/page/"), is_local("?page=2"), is_local("//example.com/")
    (True, True, False)
    """
    return _LOCAL.fullmatch(url) is not None


def is_local_path(url: str) -> bool:
    """Return whether ``url`` is an absolute path that is safe in an HTTP header."""
    return url.startswith("/") and is_local(url) and not _UNSAFE.search(url)


def is_web_address(url: str) -> bool:
    """Return whether ``url`` is an http(s) address with a host."""
    return not _UNSAFE.search(url) and _WEB_ADDRESS.match(url) is not None


def is_on_host(url: str, host: str) -> bool:
    """Return whether ``url`` is an http(s) address of ``host`` ("example.com:8000")."""
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    return is_web_address(url) and address.netloc.lower() == host.lower()
