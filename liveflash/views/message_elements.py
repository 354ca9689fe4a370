"""Render messages alone, as the stack of a page would show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template import RequestContext
from django.template.loader import get_template

from liveflash import conf
from liveflash.flash.message import Message
from liveflash.flash.presentation import BY_LEVEL, present
from liveflash.flash.skins import PARTS_OF

MESSAGES_TEMPLATE = "liveflash/messages.html"


def render_messages(
    request: HttpRequest, messages: Iterable[Message], options: Mapping[str, Any]
) -> str:
    """Return the HTML of messages, with the options of the tag of their page.

    With a template of the project, that is the HTML of the whole template.
    """
    timeout, stay = options.get("timeout", BY_LEVEL), options.get("stay", False)
    skin = options.get("skin") or conf.skin()
    template = options.get("template") or MESSAGES_TEMPLATE
    values = {
        "messages": [present(message, timeout, stay=stay) for message in messages],
        "folded": 0,
        "inline": False,
        "key": None,
        "position": options.get("position", "top-end"),
        "skin": skin,
        "parts": PARTS_OF[skin],
        "template": template,
    }
    # It escapes whatever the option of the engine: see ``MessageNode.inner_context``.
    context = RequestContext(request, autoescape=True)
    context.push(values)  # above those of context processors
    found: Any = get_template(template)
    html: str = found.template.render(context)
    return html
