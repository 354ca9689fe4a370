"""The code blocks of a documentation page, and their kinds.

The language and the first line of a block decide its kind:

* a file of the page's project: its first line is a comment with its path, such as
  ``# live.py``, ``{# templates/page.html #}`` or ``/* static/site.css */``;
* an addition to such a file: ``# settings.py: add``;
* a shell session (``console``): commands after ``$`` are run, and the lines below a
  command must be part of its output;
* a Python session, which begins with ``>>>``;
* a template without a name, which is compiled and rendered;
* a figure (``text``), which is not code;
* a quotation: code of another system, marked by its language or by ``# djust: …``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
QUOTED = {"elixir", "heex"}

Kind = Literal["file", "addition", "shell", "python", "template", "quotation", "figure"]

_FIRST_LINE = re.compile(
    r"(?:#|//|\{#|/\*|<!--) ?(?P<path>[\w./-]+\.\w+)(?P<add>: add)?(?:[,;] [^\n]*?)?"
    r"(?: ?(?:#\}|\*/|-->))?\n"
)
_PEER = re.compile(r"# (?:djust|pyview): ")


@dataclass(frozen=True, slots=True)
class Block:
    """One block, with its page and line number."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def kind(self) -> Kind:
        """The kind of the block; raises ValueError if it is unknown."""
        if self.language in QUOTED or _PEER.match(self.text):
            return "quotation"
        if self.language == "text":
            return "figure"
        if self.language == "console":
            return "shell"
        named = _FIRST_LINE.match(self.text)
        if named:
            return "addition" if named["add"] else "file"
        if self.text.startswith(">>> "):
            return "python"
        if self.language in ("html", "django"):
            return "template"
        msg = f"{self}: name its file in its first line, such as `# live.py`."
        raise ValueError(msg)

    @property
    def path(self) -> str:
        """The path that the first line names; empty if it names none."""
        named = _FIRST_LINE.match(self.text)
        return named["path"] if named else ""

    @property
    def content(self) -> str:
        """The text below the first line."""
        return self.text.partition("\n")[2]

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line} ({self.language})"


def pages() -> list[Path]:
    """Return all pages that may contain code."""
    ours = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    return [*ours, *sorted((ROOT / "docs").glob("*.md"))]


def blocks_of(page: Path) -> Iterator[Block]:
    """Yield the blocks of a page in order, without directives of Sphinx."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        language = token.info.strip()
        if token.type in ("fence", "code_block") and not language.startswith("{"):
            line = token.map[0] + 1 if token.map else 0
            yield Block(page, line, language, token.content)
