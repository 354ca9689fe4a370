"""The patterns by which the script makes messages: rendered messages without a text.

They are rendered with the template parts of the skin, in the language of the page. A
level has a pattern of its own only if more than ``data-level`` distinguishes it.
"""

import json
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from liveflash import conf
from liveflash.flash.actions import Action
from liveflash.flash.presentation import BY_LEVEL, LABELS, PresentedMessage
from liveflash.flash.skins import PARTS_OF
from liveflash.rendering.message_stack import DEFAULTS
from liveflash.views.message_elements import MESSAGES_TEMPLATE
from liveflash.views.progress import FAILED

# What the script replaces, in a text or an attribute.
LABEL, TITLE, TEXT, URL = "[label]", "[title]", "[text]", "#url"

_FOLDED = 2  # the script replaces the number

_rendered: WeakKeyDictionary[Template, dict[Any, SafeString]] = WeakKeyDictionary()


class _Pattern(PresentedMessage):
    """A message with placeholders as its parts."""

    label = LABEL


def patterns(options: Mapping[str, Any]) -> SafeString:
    """Return the ``<template>`` elements for the stack with these options."""
    given = {**DEFAULTS, **options}
    skin = given["skin"] or conf.skin()
    template = _template(MESSAGES_TEMPLATE)
    by_skin = _rendered.setdefault(template, {})
    key = (skin, get_language())
    if key not in by_skin:
        by_skin[key] = _render(template, PARTS_OF[skin])
    return format_html(
        '<template data-labels="{}" data-timeouts="{}" data-failed="{}"></template>{}',
        json.dumps({level: str(label) for level, label in LABELS.items()}),
        json.dumps(_seconds(given)),
        FAILED,
        by_skin[key],
    )


def _seconds(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the seconds that messages are shown by level, of all levels under ""."""
    if options["stay"]:
        return {}
    timeout = options["timeout"]
    return dict(conf.timeouts()) if timeout == BY_LEVEL else {"": timeout}


def _render(template: Template, parts: Mapping[str, str]) -> SafeString:
    base = _message(template, parts, "")
    own = {level: _message(template, parts, level) for level in LABELS}
    found = {"message": base} | {
        f"message {level}": html
        for level, html in own.items()
        if html.replace(f'data-level="{level}"', 'data-level=""') != base
    }
    found["more"] = _template(parts["more"]).render(Context({"folded": _FOLDED}))
    found["all"] = _template(parts["dismiss_all"]).render(Context())
    return format_html_join(
        "", '<template data-liveflash-pattern="{}">{}</template>', found.items()
    )


def _message(template: Template, parts: Mapping[str, str], level: str) -> SafeString:
    message = _Pattern("", "", level, "", title=TITLE, text=TEXT, url=URL)
    message.fraction = 0  # the script sets it
    message.actions = [Action("", url=URL), Action("")]
    values = {"messages": [message], "parts": parts, "inline": False}
    return template.render(Context(values))


def _template(name: str) -> Template:
    found: Any = get_template(name)
    template: Template = found.template
    return template
