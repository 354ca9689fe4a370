"""The HTML of a joined page for development warnings, while DEBUG is on."""

import json
from collections.abc import Iterable
from typing import Any

from liveflash import conf
from liveflash.debug import hints
from liveflash.protocol.wire_tree import Rendered


class PageInspector:
    """Merges the frames of a page as its client does, and warns about the HTML."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._rendered: Rendered | None = None

    def inspect(self, texts: Iterable[str]) -> None:
        """Read the frames that are about to be sent."""
        for text in texts:
            _join_ref, _ref, _topic, event, payload = json.loads(text)
            if event == "phx_reply":
                self._merge(payload["response"])
            elif event == "diff":
                self._merge({"diff": payload})

    def _merge(self, response: dict[str, Any]) -> None:
        match response:
            case {"rendered": tree}:
                self._rendered = Rendered(tree)
            case {"diff": diff} if diff and self._rendered is not None:
                self._rendered.merge(diff)
            case _:
                return
        if self._rendered is not None:
            hints.warn_of_file_inputs(self._path, self._rendered.html)


def new_inspector(path: str) -> PageInspector | None:
    """Return an inspector of the page at ``path``; None unless DEBUG is on."""
    return PageInspector(path) if conf.debug() else None
