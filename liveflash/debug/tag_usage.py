"""Where our tags stand on a page: what DEBUG tells of them."""

from typing import Any

from django.template import Context

from liveflash.debug.unread import tell_double, tell_unknown_user

_PLACED = "liveflash tags"


def note(node: Any, context: Context, region: Any, key: str | None) -> None:
    """Note a tag that is rendered, and tell where another shows the same messages."""
    argument = "" if key is None else f' "{key}"'
    tag = f"{{% liveflash{argument} %}} {_place_of(node)}"
    if region is not None and not region.is_open:
        region.outside = (*region.outside, tag)
    # The first of its layers lasts as long as the render of the whole page.
    kept: Any = context.render_context.dicts[0]
    placed = kept.setdefault(_PLACED, [])
    for other, other_key in placed:
        if key == other_key or None in (key, other_key):
            tell_double(tag, other)
    placed.append((tag, key))


def note_unknown_user(node: Any) -> None:
    """Tell of a history that does not show, as nobody knows whose it is."""
    tell_unknown_user(f"{{% liveflash_history %}} {_place_of(node)}")


def _place_of(node: Any) -> str:
    name = node.origin.template_name or node.origin.name
    return f"in {name}, line {node.token.lineno},"
