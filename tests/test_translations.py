"""Our texts in other languages: all of them, and none that is no longer used."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.template import engines
from django.utils.translation import override
from django.utils.translation.template import templatize

import liveflash

PACKAGE = Path(liveflash.__file__).parent
LANGUAGES = ("de", "es", "fr")
KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

Text = tuple[str | None, tuple[str, ...]]


def used() -> Iterator[Text]:
    """The texts in the package's templates and modules, each with its context."""
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]:
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = templatize(source)
        lines = BytesIO(source.encode())
        for _line, message, _comments, context in extract("python", lines, KEYWORDS):
            given = (message,) if isinstance(message, str) else tuple(message)
            yield context, tuple(part for part in given if part != context)


def catalogue(language: str) -> list[Message]:
    """Return the translations of a language, without the header."""
    file = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    with file.open("rb") as lines:
        return [message for message in read_po(lines, locale=language) if message.id]


def parts(text: Any) -> tuple[str, ...]:
    """A text, or its singular and plural forms."""
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_the_texts_that_are_used(language: str) -> None:
    assert {(m.context, parts(m.id)) for m in catalogue(language)} == set(used())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    lacking = [m.id for m in catalogue(language) if m.fuzzy or not all(parts(m.string))]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_what_their_texts_do(language: str) -> None:
    assert [str(e) for m in catalogue(language) for e in m.check()] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Back online."),
        ("de", "Wieder verbunden."),
        ("es", "Conexión restablecida."),
        ("fr", "De nouveau en ligne."),
    ],
)
def test_the_parts_speak_the_language_of_the_page(language: str, text: str) -> None:
    with override(language):
        html = engines["django"].get_template("liveflash/flash/back.html").render({})
    assert f">{text}<" in html
