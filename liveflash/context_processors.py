"""The context processor that adds ``flash`` to every template."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from liveflash.debug.unread import flash_for_templates
from liveflash.views.incoming import page_flash


def flash(request: HttpRequest) -> dict[str, Any]:
    """Return the template variable ``flash``: ``flash.info`` is the newest value.

    On a page that is not live, reading it consumes it, like iterating over Django's
    ``messages``.
    """
    return {"flash": SimpleLazyObject(lambda: flash_for_templates(page_flash(request)))}
