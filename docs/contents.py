"""Sphinx extension: the navigation, from the lists of links in ``index.md``.

Readers of the repository follow the lists. For Sphinx, each list is also a hidden table
of contents, with the heading above the list as its caption.
"""

import re
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

_ENTRY = re.compile(r"^\* \[[^\]]+\]\(([\w-]+)\.md\)", re.MULTILINE)


def toctrees(text: str) -> Iterator[str]:
    """Yield a directive for each section of the index."""
    for section in text.split("\n## ")[1:]:
        caption, _, rest = section.partition("\n")
        lines = ["```{toctree}", f":caption: {caption}", ":hidden:", ""]
        yield "\n".join(["\n", *lines, *_ENTRY.findall(rest), "```"])


def add_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Add the tables of contents to the index, when Sphinx reads it."""
    if page == "index":
        source[0] += "".join(toctrees(source[0]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension with Sphinx."""
    app.connect("source-read", add_contents)
    return {"parallel_read_safe": True}
