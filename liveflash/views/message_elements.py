"""Render messages alone, as the stack of a page would show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.context_processors import csrf

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.rendering.message_stack import render_stack

MESSAGES_TEMPLATE = "liveflash/messages.html"


def render_messages(
    request: HttpRequest, messages: Iterable[Message], options: Mapping[str, Any]
) -> str:
    """Return the HTML of messages, with the options of the tag of their page.

    None is folded. With a template of the project, return the HTML of all of it.
    """
    flash = Flash(messages)
    template = options.get("template") or MESSAGES_TEMPLATE
    given = {**options, "max": len(flash.messages), "template": template}
    return render_stack(flash, given, request, csrf(request)["csrf_token"])
