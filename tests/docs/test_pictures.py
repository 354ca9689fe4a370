"""The pictures of the README and of docs/pictures.md."""

from itertools import product
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from liveflash.flash.presentation import LABELS
from tests.docs.blocks import ROOT
from tests.looks.pictures import DIRECTIONS, FOLDER, GALLERY, README, THEMES, Picture
from tests.looks.scenes import SCENES
from tests.looks.site import SKINS

GALLERY_PAGE = ROOT / "docs" / "pictures.md"
README_PAGE = ROOT / "README.md"


def name_of(picture: Picture) -> str:
    return picture.name


def html_of(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(MarkdownIt().render(page.read_text(encoding="utf-8")))


def images_of(page: Path) -> list[LexborNode]:
    return html_of(page).css("img")


def files_of(page: Path) -> list[Path]:
    """Return the files that the images of a page show."""
    sources = (str(image.attributes["src"]) for image in images_of(page))
    return [(page.parent / source).resolve() for source in sources]


def size_of(pictures: tuple[Picture, ...]) -> int:
    return sum(picture.path.stat().st_size for picture in pictures)


@pytest.mark.parametrize("picture", [*README, *GALLERY], ids=name_of)
def test_a_picture_is_stored_as_webp(picture: Picture) -> None:
    start = picture.path.read_bytes()[:12]
    assert (start[:4], start[8:]) == (b"RIFF", b"WEBP")


def test_no_other_picture_is_stored() -> None:
    known = {picture.path for picture in [*README, *GALLERY]}
    assert set(FOLDER.iterdir()) == known


def test_the_gallery_page_shows_each_combination_in_the_order_of_skins() -> None:
    expected = [
        f"{skin}-{theme}-{direction}.webp"
        for skin, direction, theme in product(SKINS, DIRECTIONS, THEMES)
    ]
    assert files_of(GALLERY_PAGE) == [FOLDER / name for name in expected]


@pytest.mark.parametrize("name", sorted({picture.scene for picture in GALLERY}))
def test_a_picture_of_the_gallery_shows_every_level_once(name: str) -> None:
    levels = [options.get("level", key) for key, _value, options in SCENES[name]]
    assert sorted(levels) == sorted(LABELS)


def test_each_picture_of_the_gallery_has_an_alternative_text_of_its_own() -> None:
    texts = [image.attributes.get("alt") for image in images_of(GALLERY_PAGE)]
    assert all(texts)
    assert len(set(texts)) == len(GALLERY)


def test_the_readme_shows_the_light_picture_with_an_alternative_text() -> None:
    (image,) = images_of(README_PAGE)
    assert files_of(README_PAGE) == [FOLDER / "stack-light.webp"]
    assert image.attributes.get("alt")


def test_the_readme_shows_the_dark_picture_to_those_who_prefer_dark() -> None:
    (source,) = html_of(README_PAGE).css("picture > source")
    assert source.attributes == {
        "media": "(prefers-color-scheme: dark)",
        "srcset": "docs/pictures/stack-dark.webp",
    }


def test_the_pictures_of_the_readme_are_small() -> None:
    assert size_of(README) <= 150_000


@pytest.mark.parametrize("picture", GALLERY, ids=name_of)
def test_a_picture_of_the_gallery_is_small(picture: Picture) -> None:
    assert size_of((picture,)) <= 40_000


def test_the_pictures_of_the_gallery_are_small_together() -> None:
    assert size_of(GALLERY) <= 600_000
