"""Decide whether an address in a message may become a link."""

import re

from liveflash.local_urls import is_local, is_web_address

_MAIL_ADDRESS = re.compile(r"mailto:[^\x00-\x20\\]*", re.IGNORECASE)


def is_link(url: str) -> bool:
    """Return whether ``url`` may become a link: to this site, the web or an address.

    A relative path is shown as text, because "example.com" is not meant as one.
    """
    if url.startswith(("/", "?", "#")):
        return is_local(url)
    return is_web_address(url) or _MAIL_ADDRESS.fullmatch(url) is not None


def is_image(url: str) -> bool:
    """Return whether ``url`` may be loaded as an image: a path or a web address."""
    return is_link(url) and (url.startswith("/") or is_web_address(url))
