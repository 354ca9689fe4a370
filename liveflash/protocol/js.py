"""Commands that the official client runs by itself, as an immutable builder.

Commands, options and refusals are those of ``Phoenix.LiveView.JS``
(``lib/phoenix_live_view/js.ex``). Each method of ``JS`` is declared by its signature
alone, which is the one description of a command: ``COMMANDS`` is read from it, for the
``{% js %}`` tag.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.utils.html import escape
from django.utils.safestring import SafeString

from liveflash.protocol.js_commands import (
    Args,
    AttributeValue,
    Command,
    Flag,
    Href,
    Milliseconds,
    Motion,
    Names,
    OtherValue,
    Payload,
    Query,
    Shape,
    Target,
    Text,
    To,
    Transition,
    read_command,
)

P = ParamSpec("P")

COMMANDS: Final[dict[str, Command]] = {}


def _command(
    wire: str, shape: Shape = dict
) -> Callable[
    [Callable[Concatenate["JS", P], None]], Callable[Concatenate["JS", P], "JS"]
]:
    """Make a method of the builder, and a row of ``COMMANDS``, of a signature.

    ``wire`` is the command's name on the wire; ``shape`` gives its arguments the names
    and the form that they have there, where those differ from the signature's.
    """

    def decorate(
        declared: Callable[Concatenate["JS", P], None],
    ) -> Callable[Concatenate["JS", P], "JS"]:
        command = COMMANDS[declared.__name__] = read_command(declared, wire, shape)
        declared.__annotations__["return"] = "JS"

        @wraps(declared)
        def method(self: "JS", /, *args: P.args, **kwargs: P.kwargs) -> "JS":
            declared(self, *args, **kwargs)  # Python itself refuses wrong arguments
            named = dict(zip(command.positional, args, strict=False))
            return self._with(command.encode({**named, **kwargs}))

        return method

    return decorate


def _toggle(args: Args) -> Args:
    renamed = {"in_": "ins", "out": "outs"}
    return {renamed.get(name, name): value for name, value in args.items()}


def _attribute(args: Args) -> Args:
    pair = [args.pop(key) for key in ("name", "value", "other") if key in args]
    return {"attr": pair, **args}


def _removal(args: Args) -> Args:
    return {"attr": args.pop("name"), **args}


def _dispatch(args: Args) -> Args:
    """Refuse what the browser or the client would overwrite in an event's detail."""
    detail = args.get("detail")
    if detail is not None and args["event"] == "click":
        raise ValueError(
            f"JS.dispatch(): a click cannot carry detail={detail!r}, since browsers "
            "keep a number there; dispatch an event of your own and click() in its "
            "listener."
        )
    if detail is not None and args.get("blocking") and "done" in detail:
        raise ValueError(
            f"JS.dispatch(): detail={detail!r} has the key 'done', which blocking=True "
            "needs for its own function; rename the key."
        )
    return {
        key: value for key, value in args.items() if (key, value) != ("blocking", False)
    }


@dataclass(frozen=True, slots=True, repr=False)
class JS:
    """Commands for a ``phx-click`` or any other binding, run in their order.

    ``JS().push("save", value={"id": 1}).hide("#form")`` is a value: every method
    returns a new one, equal commands are equal and hash alike. ``str()`` gives the JSON
    that the client reads; in a template it is escaped for its attribute.

    ``to`` is a CSS selector, ``{"closest": selector}`` from the element upwards,
    ``{"inner": selector}`` inside it or, left out, the element itself. A transition is
    a string of classes or three: ``(during, start, end)``. ``time`` is its length in
    milliseconds (200). ``blocking=False`` lets patches through meanwhile. An option
    that is None is left out. Lazy strings are taken in the language active at the call.

    Raises ``TypeError`` or ``ValueError`` for what the client could not run.
    """

    _ops: tuple[str, ...] = field(default=(), kw_only=True)

    def __str__(self) -> str:
        return f"[{','.join(self._ops)}]"

    def __repr__(self) -> str:
        return f"<JS {self}>"

    def __html__(self) -> SafeString:
        """Escape the JSON for an attribute in quotes of either kind."""
        return escape(str(self))

    def _with(self, op: str) -> "JS":
        return replace(self, _ops=(*self._ops, op))

    @_command("push")
    def push(
        self,
        event: Text,
        *,
        value: Payload = None,
        target: Target = None,
        loading: Query = None,
        page_loading: Flag = None,
    ) -> None:
        """Send ``event`` to the server.

        ``value`` goes over the element's ``phx-value-*``; ``target`` is a selector or
        a component's number; ``loading`` selects further elements that get the loading
        classes; ``page_loading=True`` shows the page's own progress bar.
        """

    @_command("show")
    def show(
        self,
        to: To = None,
        *,
        transition: Transition = None,
        display: Query = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Show what is hidden; ``display`` is the CSS value ("block")."""

    @_command("hide")
    def hide(
        self,
        to: To = None,
        *,
        transition: Transition = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Hide what is shown."""

    @_command("toggle", _toggle)
    def toggle(  # noqa: PLR0913 - the options of the client's command
        self,
        to: To = None,
        *,
        in_: Transition = None,
        out: Transition = None,
        display: Query = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Show what is hidden with ``in_``, hide what is shown with ``out``."""

    @_command("add_class")
    def add_class(
        self,
        names: Names,
        *,
        to: To = None,
        transition: Transition = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Add classes: a string with spaces, or a list."""

    @_command("remove_class")
    def remove_class(
        self,
        names: Names,
        *,
        to: To = None,
        transition: Transition = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Remove classes: a string with spaces, or a list."""

    @_command("toggle_class")
    def toggle_class(
        self,
        names: Names,
        *,
        to: To = None,
        transition: Transition = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Add each class that is missing and remove each that is there."""

    @_command("transition")
    def transition(
        self,
        transition: Motion,
        *,
        to: To = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Apply classes for ``time`` only, for an animation."""

    @_command("set_attr", _attribute)
    def set_attribute(
        self, name: Text, value: AttributeValue, *, to: To = None
    ) -> None:
        """Set an attribute; True and False become "true" and "false", as for ARIA."""

    @_command("remove_attr", _removal)
    def remove_attribute(self, name: Text, *, to: To = None) -> None:
        """Remove an attribute."""

    @_command("toggle_attr", _attribute)
    def toggle_attribute(
        self,
        name: Text,
        value: AttributeValue,
        other: OtherValue = None,
        *,
        to: To = None,
    ) -> None:
        """Change between ``value`` and ``other``, or between ``value`` and nothing."""

    @_command("ignore_attrs")
    def ignore_attributes(self, attrs: Names, *, to: To = None) -> None:
        """Keep attributes through patches; ``*`` in a name stands for anything."""

    @_command("dispatch", _dispatch)
    def dispatch(
        self,
        event: Text,
        *,
        to: To = None,
        detail: Payload = None,
        bubbles: Flag = None,
        blocking: Flag = None,
    ) -> None:
        """Dispatch a DOM event, which bubbles unless ``bubbles=False``.

        With ``blocking=True`` patches wait until a listener calls
        ``event.detail.done()``.
        """

    @_command("focus")
    def focus(self, to: To = None) -> None:
        """Focus an element."""

    @_command("focus_first")
    def focus_first(self, to: To = None) -> None:
        """Focus the first element inside that can have the focus."""

    @_command("push_focus")
    def push_focus(self, to: To = None) -> None:
        """Remember an element for ``pop_focus``."""

    @_command("pop_focus")
    def pop_focus(self) -> None:
        """Focus the element that was remembered last."""

    @_command("navigate")
    def navigate(self, href: Href, *, replace: Flag = False) -> None:
        """Go to another live view, at a path of this site, without a page load."""

    @_command("patch")
    def patch(self, href: Href, *, replace: Flag = False) -> None:
        """Go to another URL of the same live view, at a path of this site."""

    @_command("exec")
    def exec(self, attr: Text, *, to: To = None) -> None:
        """Run the commands that stand in an element's attribute."""
