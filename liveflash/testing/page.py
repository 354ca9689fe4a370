"""A page for a test: its elements, and what a user can do with them.

The official client defines what happens at each event: ``live_socket.ts`` (which
element responds), ``view.ts`` (what is sent) and ``js.js`` (commands).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from liveflash.testing import forms, js, submission
from liveflash.testing.bindings import (
    CLICKABLE,
    EffectPayloads,
    accepts_key,
    binding_effects,
    element_values,
    form_effects,
    live_link,
)
from liveflash.testing.browser import Browser
from liveflash.testing.default_actions import Action, default_action, toggle_details
from liveflash.testing.elements import (
    Element,
    Key,
    Node,
    attribute,
    closest,
    contains,
    disabled_by,
    element_key,
    has_attribute,
    hidden_by,
    summary,
    to_element,
)
from liveflash.testing.exceptions import Impossible
from liveflash.testing.tab import Tab


class Page(Tab):
    """A page in a tab of a visitor's browser.

    A ``selector`` is a CSS selector that matches exactly one element. An action that a
    user cannot do raises ``Impossible``, one that the server does not carry out
    ``ServerRefused``. Errors of a view are raised unchanged.

    ``dispatched`` are the ``(event, detail)`` pairs of the JS command ``dispatch``.
    """

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser)
        self.dispatched: list[tuple[str, dict[str, Any]]] = []
        self._used: set[Key] = set()

    def find(self, selector: str) -> Element:
        """Return the only element that matches."""
        return to_element(self._document.find(selector))

    def find_all(self, selector: str) -> list[Element]:
        """Return all elements that match."""
        return [to_element(node) for node in self._document.find_all(selector)]

    def shows(self, selector: str) -> bool:
        """Return whether at least one matching element is not hidden."""
        return any(not hidden_by(node) for node in self._document.find_all(selector))

    async def click(self, selector: str) -> None:
        """Click: run commands, follow a link, submit a form or check a box."""
        node = self._usable(selector)
        self._document.focused = element_key(node)
        await self._click(node)

    async def submit(
        self, selector: str, data: Mapping[str, Any] | None = None
    ) -> None:
        """Fill in a form and submit it; ``selector`` matches it or a button of it.

        ``data`` are its fields by name: texts, numbers and dates, a bool for a
        checkbox, a list for several boxes or options. Other fields are sent unchanged.
        """
        node = self._usable(selector)
        form = node if node.tag == "form" else forms.owner(self._document, node)
        if form is None:
            raise Impossible(f"This is no form, nor in one: {summary(node)}")
        is_submitter = forms.is_submit_button(node)
        forms.fill(self._document, form, data or {})
        submitter = node if is_submitter else forms.default_button(self._document, form)
        await self._submit(form, submitter)

    async def change(self, selector: str, value: Any) -> None:
        """Enter a value, which sends ``phx-change``.

        ``selector`` matches a field, and ``value`` is its value. Or it matches a form,
        and ``value`` has its fields by name, which are entered one after the other.
        """
        node = self._usable(selector)
        if node.tag != "form":
            await self._change(element_key(node), attribute(node, "name"), value)
            return
        for name, field_value in dict(value).items():
            form = self._document.find(selector)
            await self._change(element_key(form), name, field_value)

    async def keydown(self, key: str, selector: str | None = None) -> None:
        """Press a key, such as "Enter" or "a", on an element or on the window."""
        await self._key("keydown", key, selector)

    async def keyup(self, key: str, selector: str | None = None) -> None:
        """Release a key on an element or on the window."""
        await self._key("keyup", key, selector)

    async def focus(self, selector: str) -> None:
        """Focus an element with ``phx-focus``."""
        node = self._usable(selector)
        self._document.focused = element_key(node)
        await self._run_binding(node, "focus")

    async def blur(self, selector: str) -> None:
        """Remove the focus from an element with ``phx-blur``."""
        await self._run_binding(self._usable(selector), "blur")

    async def patch(self, url: str) -> None:
        """Go to another URL of the view, as a ``{% live_patch %}`` link does."""
        await self._patch(url)

    async def navigate(self, url: str) -> None:
        """Go to another live page, as a ``{% live_navigate %}`` link does."""
        await self._navigate(url)

    async def _after_patch(self) -> None:
        """Submit a form that was rendered with ``phx-trigger-action``."""
        if self.is_live:
            for form in self._document.find_all("form[phx-trigger-action]")[:1]:
                await self._submit_natively(form, None)

    def _usable(self, selector: str) -> Node:
        """Return the element; raise Impossible if it is hidden or disabled."""
        node = self._document.find(selector)
        hiding, disabling = hidden_by(node), disabled_by(node)
        if hiding is not None:
            msg = f"{selector!r} is hidden by {summary(hiding)}. Show it first."
            raise Impossible(msg)
        if disabling is not None:
            raise Impossible(f"{selector!r} is disabled by {summary(disabling)}.")
        return node

    async def _click(self, node: Node) -> None:
        document = self._document
        # On a plain page the client leaves live links to the browser.
        link = closest(node, "[data-phx-link]") if self.is_live else None
        bound = closest(node, CLICKABLE)
        away = [
            outer
            for outer in document.find_all("[phx-click-away]")
            if not (link or contains(outer, node) or hidden_by(outer))
        ]
        default = None if link else default_action(document, node)
        if not (link or bound or away or default):
            raise Impossible(
                "Nothing happens at a click there: neither the element nor an ancestor "
                f"has phx-click, and it is no link or form button.\n  {summary(node)}"
            )
        steps = [binding_effects(document, outer, "phx-click-away") for outer in away]
        if link is not None:
            steps.insert(0, [(js.LiveNavigation(*live_link(link)), {})])
        if bound is not None:
            steps.append(binding_effects(document, bound, "phx-click"))
        is_plain = bound is None or attribute(bound, "href") != "#"
        url, channel = self._url, self._channel
        for effects in steps:
            # A page that was left runs no more commands.
            if self._channel is channel:
                await self._carry_out("click", effects)
        if default and is_plain and self._url == url:
            await self._run_default_action(*default)

    async def _run_default_action(self, action: Action, former: Node) -> None:
        # The commands before it may have rendered the page again.
        node = self._document.find_by_key(element_key(former))
        if node is None:
            return
        match action:
            case "load":
                await self._load(attribute(node, "href"))
            case "check":
                await self._toggle_box(node)
            case "reset":
                self._document.reset_fields()
            case "open":
                toggle_details(self._document, node)
            case "submit":
                form = forms.owner(self._document, node)
                if form is not None:
                    await self._submit(form, node)

    async def _toggle_box(self, node: Node) -> None:
        form = forms.owner(self._document, node)
        forms.toggle_box(self._document, form, node)
        if any(has_attribute(n, "phx-change") for n in (node, form) if n):
            await self._send_change(node, form)

    async def _submit(self, form: Node, submitter: Node | None) -> None:
        document = self._document
        submission.check_sendable(document, form, submitter)
        if not has_attribute(form, "phx-submit"):
            await self._submit_natively(form, submitter)
            return
        if submitter is not None:
            document.focused = element_key(submitter)
        fields = urlencode(submission.entries(document, form, submitter))
        meta = element_values(form)
        effects = form_effects(document, form, "phx-submit", fields, meta)
        await self._carry_out("form", effects)

    async def _submit_natively(self, form: Node, submitter: Node | None) -> None:
        """Submit a form as browsers do without the client."""
        request = submission.native_request(self._document, form, submitter, self._url)
        await self._load(*request)

    async def _change(self, key: Key, name: str, value: Any) -> None:
        node = self._document.find_by_key(key)
        form = node and forms.owner(self._document, node)
        if node is None or form is None:
            raise Impossible("A field sends phx-change from inside a form only.")
        (field,) = forms.fill(self._document, form, {name: value})
        if not any(has_attribute(n, "phx-change") for n in (field, form)):
            raise Impossible(
                "Nothing handles a change there: neither the field nor its form has "
                f"phx-change. To send a form with data, use submit().\n  "
                f"{summary(form)}"
            )
        await self._send_change(field, form)

    async def _send_change(self, field: Node, form: Node | None) -> None:
        if form is None:
            raise Impossible(f"A field outside of a form: {summary(field)}")
        self._used.add(element_key(field))
        fields = submission.change_fields(self._document, form, field, self._used)
        source = field if has_attribute(field, "phx-change") else form
        meta = {"_target": attribute(field, "name") or "undefined"}
        effects = form_effects(
            self._document, source, "phx-change", fields, meta | element_values(form)
        )
        await self._carry_out("form", effects)

    async def _key(self, type_: str, key: str, selector: str | None) -> None:
        node = self._usable(selector) if selector else None
        if node is not None and has_attribute(node, f"phx-{type_}"):
            bound, binding = [node], f"phx-{type_}"
        else:
            binding = f"phx-window-{type_}"
            bound = self._document.find_all(f"[{binding}]")
        accepting = [n for n in bound if accepts_key(n, key)]
        if not accepting:
            raise Impossible(
                f"Nothing handles the key {key!r} there. Elements with key bindings: "
                f"{', '.join(map(summary, bound)) or 'none'}."
            )
        steps = [binding_effects(self._document, n, binding, key) for n in accepting]
        for effects in steps:
            await self._carry_out(type_, effects)

    async def _run_binding(self, node: Node, type_: str) -> None:
        binding = f"phx-{type_}"
        if not has_attribute(node, binding):
            raise Impossible(f"The element has no {binding}: {summary(node)}")
        await self._carry_out(type_, binding_effects(self._document, node, binding))

    async def _carry_out(self, type_: str, effects: EffectPayloads) -> None:
        for effect, payload in effects:
            match effect:
                case js.Push(event):
                    more = {"meta": payload["meta"]} if "meta" in payload else {}
                    kind = payload.get("type", type_)
                    await self._send_event(kind, event, payload["value"], **more)
                case js.LiveNavigation("patch", to):
                    await self._patch(to)
                case js.LiveNavigation(_, to):
                    await self._navigate(to)
                case js.Dismissal() | js.PlainAction():
                    await self._use_control(effect)
                case js.DispatchedEvent():
                    await self._handle_dispatched(effect)

    async def _handle_dispatched(self, effect: js.DispatchedEvent) -> None:
        """Do what a dispatched DOM event makes the browser or the client do."""
        self.dispatched.append((effect.event, effect.detail))
        node = self._document.find_by_key(effect.key)
        if node is None:
            return
        form = node if node.tag == "form" else forms.owner(self._document, node)
        match effect.event:
            case "click":
                await self._click(node)
            case "submit" if form is not None:
                await self._submit(form, None)
            case "input" | "change" if node != form:
                await self._send_change(node, form)
