"""Development warnings for flash tags that are misplaced or used twice on a page."""

import inspect
from typing import Any

from django.template import Context
from django.templatetags.cache import CacheNode

from liveflash.debug.unread import (
    warn_cached,
    warn_duplicate,
    warn_several_roots,
    warn_user_not_loaded,
)

_RENDERED_TAGS = "liveflash tags"


def record_tag(node: Any, context: Context, container: Any, key: str | None) -> None:
    """Record a rendered ``{% liveflash %}``; warn if another shows the same messages.

    Tags outside ``{% live %}`` are added to ``container.outside``, for a later warning.
    """
    argument = "" if key is None else f' "{key}"'
    tag = f"{{% liveflash{argument} %}} {_location(node)}"
    if container is not None and not container.is_open:
        container.outside = (*container.outside, tag)
    if _is_in_cache_tag():
        warn_cached(tag)
    # The first layer lasts for the render of the whole page.
    page_data: Any = context.render_context.dicts[0]
    rendered = page_data.setdefault(_RENDERED_TAGS, [])
    for other, other_key in rendered:
        if key == other_key or None in (key, other_key):
            warn_duplicate(tag, other)
    rendered.append((tag, key))


def record_several_roots(node: Any, template_name: object) -> None:
    """Warn of a template whose messages cannot be patched alone."""
    warn_several_roots(str(template_name), f"{{% liveflash %}} {_location(node)}")


def record_empty_bell(node: Any, name: str) -> None:
    """Warn that the tag ``name`` shows nothing because its user is not loaded."""
    warn_user_not_loaded(f"{{% {name} %}} {_location(node)}")


def _is_in_cache_tag() -> bool:
    """Return whether a ``{% cache %}`` renders the tag, maybe through an include."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code is not CacheNode.render.__code__:
        frame = frame.f_back
    return frame is not None


def _location(node: Any) -> str:
    name = node.origin.template_name or node.origin.name
    return f"in {name}, line {node.token.lineno},"
