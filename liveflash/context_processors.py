"""The context processor that gives ``flash`` to every template."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from liveflash.debug.unread import flash_for_templates
from liveflash.views.incoming import page_flash


def flash(request: HttpRequest) -> dict[str, Any]:
    """``flash.info`` is the newest value of the key ``info``, on any page.

    On a plain page looking at it consumes it, as iterating over ``messages`` does.
    """
    return {"flash": SimpleLazyObject(lambda: flash_for_templates(page_flash(request)))}
