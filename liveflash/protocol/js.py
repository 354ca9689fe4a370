"""Commands that the official client runs by itself, as an immutable builder.

Commands, options and errors are those of ``Phoenix.LiveView.JS``
(``lib/phoenix_live_view/js.ex``). Methods of ``JS`` have no body: ``_command`` builds
them from the signature. ``COMMANDS``, for the ``{% js %}`` tag, is read from it too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from liveflash.protocol.command_list import CommandList
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
    """Turn a signature into a method of the builder, and add it to ``COMMANDS``.

    ``wire`` is the command's name on the wire. ``shape`` converts its arguments to
    their names and form there, if those differ.
    """

    def decorate(
        declared: Callable[Concatenate["JS", P], None],
    ) -> Callable[Concatenate["JS", P], "JS"]:
        command = COMMANDS[declared.__name__] = read_command(declared, wire, shape)
        declared.__annotations__["return"] = "JS"

        @wraps(declared)
        def method(self: "JS", /, *args: P.args, **kwargs: P.kwargs) -> "JS":
            declared(self, *args, **kwargs)  # Python checks the arguments
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
    """Reject a detail that the browser or the client would overwrite."""
    detail = args.get("detail")
    if detail is not None and args["event"] == "click":
        raise ValueError(
            f"JS.dispatch(): a click cannot have detail={detail!r}, since browsers "
            "set it to a number; dispatch a custom event and click() in its listener."
        )
    if detail is not None and args.get("blocking") and "done" in detail:
        raise ValueError(
            f"JS.dispatch(): detail={detail!r} has the key 'done', which blocking=True "
            "reserves for a function; rename the key."
        )
    return {
        key: value for key, value in args.items() if (key, value) != ("blocking", False)
    }


class JS(CommandList):
    """Commands for ``phx-click`` or any other binding, run in order.

    ``JS().push("save", value={"id": 1}).hide("#form")`` is a value: every method
    returns a new one; equal commands are equal and have the same hash. ``str()``
    returns the JSON for the client. Templates escape it for an attribute;
    ``push_event`` sends it as a list.

    ``to`` is a CSS selector, ``{"closest": selector}`` upwards from the element,
    ``{"inner": selector}`` inside it or, by default, the element itself. A transition
    is a string of classes or three: ``(during, start, end)``. ``time`` is its length in
    milliseconds (200). ``blocking=False`` lets patches through meanwhile. Options that
    are None are left out. Lazy strings are evaluated in the language of the call.

    Raise ``TypeError`` or ``ValueError`` for arguments that the client cannot use.
    """

    __slots__ = ()

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

        ``value`` overrides the element's ``phx-value-*``. ``target`` is a selector or
        the number of a component. ``loading`` selects more elements for the loading
        classes. ``page_loading=True`` shows the progress bar of the page.
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
        """Show a hidden element; ``display`` is the CSS value ("block")."""

    @_command("hide")
    def hide(
        self,
        to: To = None,
        *,
        transition: Transition = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Hide a visible element."""

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
        """Show a hidden element with ``in_``, or hide a visible one with ``out``."""

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
        """Add each missing class, and remove each present one."""

    @_command("transition")
    def transition(
        self,
        transition: Motion,
        *,
        to: To = None,
        time: Milliseconds = None,
        blocking: Flag = None,
    ) -> None:
        """Apply classes for ``time``, for an animation."""

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
        """Switch between ``value`` and ``other``, or set and remove ``value``."""

    @_command("ignore_attrs")
    def ignore_attributes(self, attrs: Names, *, to: To = None) -> None:
        """Keep attributes unchanged by patches; ``*`` in a name matches anything."""

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

        With ``blocking=True``, patches wait for a listener's ``event.detail.done()``.
        """

    @_command("focus")
    def focus(self, to: To = None) -> None:
        """Focus an element."""

    @_command("focus_first")
    def focus_first(self, to: To = None) -> None:
        """Focus the first focusable element inside."""

    @_command("push_focus")
    def push_focus(self, to: To = None) -> None:
        """Remember an element for ``pop_focus``."""

    @_command("pop_focus")
    def pop_focus(self) -> None:
        """Focus the most recently remembered element."""

    @_command("navigate")
    def navigate(self, href: Href, *, replace: Flag = False) -> None:
        """Navigate to a live view at a path of this site, without a page load."""

    @_command("patch")
    def patch(self, href: Href, *, replace: Flag = False) -> None:
        """Navigate to a path of this site with the same live view."""

    @_command("exec")
    def exec(self, attr: Text, *, to: To = None) -> None:
        """Run the commands in an attribute of an element."""
