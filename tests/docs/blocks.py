"""The code blocks of a page of the documentation, and what each of them is.

A block is one of these, told by its language and its first line:

* a file of the page's project: its first line is a comment with its path, such as
  ``# live.py``, ``{# templates/page.html #}`` or ``/* static/site.css */``;
* an addition to such a file: ``# settings.py: add``;
* a session of the shell (``console``): what follows ``$`` is run, what it is said to
  print is looked for in what it prints;
* a session of Python, which begins with ``>>>``;
* a template without a name, which is compiled and rendered;
* a figure (``text``), which is no code;
* something of another system, told by its language or by ``# djust: …``: a quotation.
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
_OF_PEERS = re.compile(r"# (?:djust|pyview): ")


@dataclass(frozen=True, slots=True)
class Block:
    """One block, with the line of its page that it stands at."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def kind(self) -> Kind:
        """What it is; raises ValueError where that cannot be told."""
        if self.language in QUOTED or _OF_PEERS.match(self.text):
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
        """The file that it names."""
        named = _FIRST_LINE.match(self.text)
        return named["path"] if named else ""

    @property
    def content(self) -> str:
        """What stands below the name of its file."""
        return self.text.partition("\n")[2]

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line} ({self.language})"


def pages() -> list[Path]:
    """All pages that may have code."""
    ours = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    return [*ours, *sorted((ROOT / "docs").glob("*.md"))]


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of a page, in their order; not those that Sphinx reads."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        language = token.info.strip()
        if token.type in ("fence", "code_block") and not language.startswith("{"):
            line = token.map[0] + 1 if token.map else 0
            yield Block(page, line, language, token.content)
