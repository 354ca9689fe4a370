"""The icon of a message."""

from typing import Any

import pytest

from liveflash.flash import serialization
from liveflash.flash.flash import Flash
from liveflash.flash.icons import ICONS
from liveflash.flash.message import new_message
from liveflash.flash.presentation import present


@pytest.mark.parametrize("icon", ICONS)
def test_each_named_icon_is_accepted(icon: str) -> None:
    shown = present(new_message("info", "Saved.", icon=icon))
    assert (shown.icon, shown.has_image) == (icon, False)


@pytest.mark.parametrize("icon", ["/media/ada.png", "https://a.example/ada.png?s=40"])
def test_the_address_of_an_image_is_accepted(icon: str) -> None:
    shown = present(new_message("info", "Saved.", icon=icon))
    assert (shown.icon, shown.has_image) == (icon, True)


@pytest.mark.parametrize(
    "icon",
    [
        "heart",
        "ada.png",
        "//evil.example/ada.png",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "mailto:ada@example.com",
        "?a=b",
    ],
)
def test_an_unknown_icon_is_rejected_with_the_names(icon: str) -> None:
    with pytest.raises(ValueError, match="icon is one of 'info', 'success'"):
        new_message("info", "Saved.", icon=icon)


def test_an_icon_is_a_text() -> None:
    icon: Any = 3
    with pytest.raises(TypeError, match="icon is one of"):
        new_message("info", "Saved.", icon=icon)


def test_an_icon_survives_storage_and_updates() -> None:
    flash = Flash()
    flash.put("info", "Saved.", icon="mail").update("Sent.")
    (message,) = serialization.load(serialization.dump(flash.messages))
    assert message.icon == "mail"
