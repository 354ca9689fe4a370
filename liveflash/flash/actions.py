"""The actions of a message: the buttons and links below its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from liveflash.flash.fraction import parts_of
from liveflash.flash.links import is_link
from liveflash.local_urls import is_local_path

ACTIONS = "actions"
MAX_ACTIONS = 5

KINDS = ("primary", "secondary", "cancel")
# How a link opens: in a new tab, or without a page load.
NEW_TAB, PATCH, NAVIGATE = OPENINGS = ("new", "patch", "navigate")

_DOES = ("event", "url", "dismiss")
_NAMES = ("label", *_DOES, "value", "open", "kind")
# The prefix of the events of liveflash, which no view receives.
BUILT_IN = "lv:"
_EXAMPLE = '{"label": "Undo", "event": "undo"}'


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a message.

    A click sends ``event`` with ``value``, opens ``url`` as ``open`` says, or only
    dismisses the message.
    """

    label: Any
    event: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    open: str = ""
    kind: str = ""

    @property
    def is_dismissal(self) -> bool:
        """True if a click only dismisses the message."""
        return not (self.event or self.url)


def check_actions(value: Any) -> None:
    """Raise TypeError or ValueError if the "actions" of a value are malformed."""
    parts = parts_of(value)
    actions = parts.get(ACTIONS) if isinstance(parts, Mapping) else None
    if actions is None:
        return
    if not isinstance(actions, list | tuple):
        msg = f"The actions of a message are a list, not {actions!r}: [{_EXAMPLE}]."
        raise TypeError(msg)
    if len(actions) > MAX_ACTIONS:
        msg = f"A message has up to {MAX_ACTIONS} actions, not {len(actions)}."
        raise ValueError(msg)
    for number, action in enumerate(actions, 1):
        if not isinstance(action, Mapping):
            msg = f"Action {number} is a mapping, not {action!r}: {_EXAMPLE}."
            raise TypeError(msg)
        problem = _problem(action)
        if problem is not None:
            msg = f"Action {number} of the message, {dict(action)!r}: {problem}"
            raise ValueError(msg)


def read_actions(parts: Any) -> list[Action]:
    """Return the actions in a stored list; leave out those that are malformed."""
    if not isinstance(parts, list | tuple):
        return []
    found = [each for each in parts if isinstance(each, Mapping)]
    return [_read(each) for each in found if _problem(each) is None][:MAX_ACTIONS]


def read_action(part: Any) -> Action | None:
    """Return the action in a value's "action", or None if it is none."""
    match part:
        case {"label": label, "event": str(event), **rest} if event:
            value = rest.get("value")
            return Action(label, event, value if isinstance(value, Mapping) else {})
        case _:
            return None


def _read(action: Mapping[str, Any]) -> Action:
    return Action(
        action["label"],
        event=action.get("event") or "",
        value=action.get("value") or {},
        url=str(action.get("url") or ""),
        open=action.get("open") or "",
        kind=action.get("kind") or "",
    )


def _problem(action: Mapping[str, Any]) -> str | None:
    """Return what is wrong with an action, and the way out."""
    unknown = [name for name in action if name not in _NAMES]
    if unknown:
        return f"{unknown[0]!r} is unknown. It has {_listed(_NAMES)}."
    label = action.get("label")
    if not isinstance(label, str | Promise) or not label:
        return f"it needs a label, a text: {_EXAMPLE}."
    does = [name for name in _DOES if action.get(name)]
    if len(does) != 1:
        return f"it needs one of {_listed(_DOES)}: {_EXAMPLE}."
    kind = action.get("kind")
    if kind and kind not in KINDS:
        return f"its kind is one of {_listed(KINDS)}, not {kind!r}."
    if action.get("open") and does != ["url"]:
        return '"open" is for a "url".'
    if action.get("value") and does != ["event"]:
        return '"value" is for an "event".'
    return _CHECKS[does[0]](action)


def _problem_of_event(action: Mapping[str, Any]) -> str | None:
    event, value = action["event"], action.get("value")
    if not isinstance(event, str):
        return f"its event is a name, not {event!r}."
    if event.startswith(BUILT_IN):
        return f"event names that begin with {BUILT_IN!r} are reserved."
    if value is not None and not isinstance(value, Mapping):
        return f"its value is a mapping, not {value!r}."
    return None


def _problem_of_url(action: Mapping[str, Any]) -> str | None:
    url, opening = str(action["url"]), action.get("open")
    if not is_link(url):
        return f"{url!r} is no link: write a path ('/orders/') or an http(s) address."
    if opening and opening not in OPENINGS:
        return f'"open" is one of {_listed(OPENINGS)}, not {opening!r}.'
    if opening in (PATCH, NAVIGATE) and not is_local_path(url):
        return f'"open": {opening!r} is for a path of this site ("/orders/").'
    return None


def _problem_of_dismissal(action: Mapping[str, Any]) -> str | None:
    dismiss = action["dismiss"]
    return None if dismiss is True else f"dismiss is True, not {dismiss!r}."


_CHECKS = {
    "event": _problem_of_event,
    "url": _problem_of_url,
    "dismiss": _problem_of_dismissal,
}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(repr, names))
