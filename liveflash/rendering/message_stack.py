"""The values of ``{% liveflash %}``: its options, and the messages that it shows."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template import Template
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.presentation import BY_LEVEL, present_all
from liveflash.flash.skins import PARTS_OF
from liveflash.rendering.context import PageContext
from liveflash.rendering.message_templates import has_own_templates
from liveflash.rendering.renderer import django_template

MAX_SHARED_STACKS = 100
STACK_TEMPLATE = "liveflash/flash.html"
INLINE_TEMPLATE = "liveflash/inline.html"
POSITIONS = ("top-start", "top", "top-end", "bottom-start", "bottom", "bottom-end")
LAYOUTS = ("list", "stack")

# The options by their names in the tag, and what they are without being given.
DEFAULTS: Mapping[str, Any] = {
    "position": "top-end",
    "layout": "list",
    "max": 5,
    "timeout": BY_LEVEL,
    "stay": False,
    "countdown": False,
    "skin": None,
    "template": None,
    "groups": (),
}


def check_options(options: Mapping[str, Any]) -> None:
    """Raise ValueError for an option of ``{% liveflash %}`` that is invalid."""
    timeout = options["timeout"]
    for name, known in (("position", POSITIONS), ("layout", LAYOUTS)):
        if options[name] not in known:
            msg = (
                f"{{% liveflash %}}: {name} must be one of {', '.join(known)}, "
                f"not {options[name]!r}."
            )
            raise ValueError(msg)
    if not is_count(options["max"]):
        given = options["max"]
        msg = f"{{% liveflash %}}: max must be an integer >= 1, not {given!r}."
        raise ValueError(msg)
    if timeout not in (None, BY_LEVEL) and not _is_seconds(timeout):
        msg = (
            f"{{% liveflash %}}: timeout must be seconds > 0 or None, not {timeout!r}."
        )
        raise ValueError(msg)
    if options["skin"] is not None:
        check_skin("liveflash", options["skin"])
    name = options["template"]
    if name is not None and not (isinstance(name, str) and name):
        msg = f"{{% liveflash %}}: template must be a template name, not {name!r}."
        raise ValueError(msg)


def group_names(groups: object) -> tuple[str, ...]:
    """Return the names that the option ``groups`` lists, one of them or several.

    Raise ValueError for anything but non-empty strings.
    """
    names = (groups,) if isinstance(groups, str) else groups
    if isinstance(names, Iterable):
        listed = tuple(names)
        if all(isinstance(name, str) and name for name in listed):
            return tuple(map(str, listed))
    msg = f"{{% liveflash %}}: groups must be names of groups, not {groups!r}."
    raise ValueError(msg)


def check_skin(tag: str, skin: object) -> None:
    """Raise ValueError for a ``skin`` that does not exist."""
    if skin not in PARTS_OF:
        known = ", ".join(PARTS_OF)
        msg = f"{{% {tag} %}}: skin must be one of {known}, not {skin!r}."
        raise ValueError(msg)


def is_count(value: object) -> bool:
    """Return whether a value is an integer of at least 1."""
    return isinstance(value, int) and value >= 1


def given_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that differ from their defaults; they are JSON values."""
    return {name: value for name, value in options.items() if value != DEFAULTS[name]}


def stack_values(
    flash: Flash, key: str | None, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the template variables of the tag: its messages, and its parts.

    With a ``key`` they are those of an inline tag. ``options`` have been checked; those
    that are missing have their defaults.
    """
    given = {**DEFAULTS, **options}
    skin = conf.skin() if given["skin"] is None else given["skin"]
    check_skin("liveflash", skin)
    template = given["template"]
    if template is None:
        template = STACK_TEMPLATE if key is None else INLINE_TEMPLATE
    shown = present_all(
        flash,
        key,
        timeout=given["timeout"],
        stay=given["stay"],
        max_open=given["max"] if key is None else None,
    )
    return {
        "messages": shown,
        "folded": sum(message.is_folded for message in shown),
        "inline": key is not None,
        "key": key,
        "position": given["position"],
        "layout": given["layout"],
        "max": given["max"],
        "countdown": given["countdown"],
        "skin": skin,
        "parts": PARTS_OF[skin],
        "template": template,
    }


def render_stack(
    flash: Flash, options: Mapping[str, Any], request: HttpRequest, csrf_token: object
) -> SafeString:
    """Return the HTML of a stack outside of a page, as its tag renders it.

    The context processors of the project are not called: a tag's template has its own
    variables only. A push to many pages is rendered once, since without templates of
    the project all pages with the same messages and options show the same.
    """
    template = django_template(options.get("template") or STACK_TEMPLATE)
    if options.get("template") or not has_own_templates(template.engine):
        return _render(flash, options, template, request, csrf_token)
    key = _stack_key(flash, options)
    html = _shared_html.get(key)
    if html is None:
        html = _render(flash, options, template, request, csrf_token)
        if len(_shared_html) >= MAX_SHARED_STACKS:
            _shared_html.clear()
        _shared_html[key] = html
    return html


def _stack_key(flash: Flash, options: Mapping[str, Any]) -> tuple[object, ...]:
    """Return all that the HTML of a stack of pushed messages depends on."""
    messages = (
        (m.id, m.revision, m.seconds_left, m.is_shared, repr(m.value))
        for m in flash.messages
    )
    active = (conf.skin(), get_language(), get_current_timezone_name())
    return (json.dumps(options, sort_keys=True), *active, *messages)


def _render(
    flash: Flash,
    options: Mapping[str, Any],
    template: Template,
    request: HttpRequest,
    csrf_token: object,
) -> SafeString:
    values = stack_values(flash, None, options)
    values["csrf_token"] = csrf_token
    context = PageContext(request, template.engine, (values,))
    context.template, context.autoescape = template, True
    return template.render(context)


# By ``_stack_key``.
_shared_html: dict[tuple[object, ...], SafeString] = {}


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and value > 0
