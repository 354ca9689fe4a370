"""Render messages alone, as the stack of a page would show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template import RequestContext
from django.template.loader import get_template

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.rendering.message_stack import DEFAULTS, stack_values

MESSAGES_TEMPLATE = "liveflash/messages.html"


def render_messages(
    request: HttpRequest, messages: Iterable[Message], options: Mapping[str, Any]
) -> str:
    """Return the HTML of messages, with the options of the tag of their page.

    None is folded. With a template of the project, return the HTML of all of it.
    """
    flash = Flash(messages)
    given = {**DEFAULTS, **options, "max": len(flash.messages)}
    given["template"] = given["template"] or MESSAGES_TEMPLATE
    values = stack_values(flash, None, given)
    # It escapes whatever the option of the engine: see ``MessageNode.inner_context``.
    context = RequestContext(request, autoescape=True)
    context.push(values)  # above those of context processors
    found: Any = get_template(values["template"])
    html: str = found.template.render(context)
    return html
