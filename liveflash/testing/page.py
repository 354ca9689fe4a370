"""A page as its user meets it: elements that are shown, and what can be done to them.

What the official client does at each event stands in its ``live_socket.ts`` (which
element answers), ``view.ts`` (what is sent) and ``js.js`` (commands).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from liveflash.testing import forms
from liveflash.testing.bindings import (
    Todo,
    effects_of,
    form_effects,
    hears,
    leads,
    link_of,
    values_of,
)
from liveflash.testing.browser import Browser
from liveflash.testing.document import enter
from liveflash.testing.elements import (
    Element,
    Key,
    Node,
    ancestry,
    attribute,
    brief,
    closest,
    contains,
    disabled_by,
    has,
    hidden_by,
    key_of,
    read,
    state_of,
)
from liveflash.testing.exceptions import Impossible
from liveflash.testing.js import Dispatched, Go, Push
from liveflash.testing.tab import Tab


class Page(Tab):
    """One page in one tab of a visitor.

    A ``selector`` is a CSS selector that one element of the page matches. What a user
    could not do raises ``Impossible``, what the server does not carry out
    ``ServerRefused``, and what a view raises is raised as it is.

    ``dispatched`` are the ``(event, detail)`` pairs of the commands' ``dispatch``.
    """

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser)
        self.dispatched: list[tuple[str, dict[str, Any]]] = []
        self._used: set[Key] = set()

    def find(self, selector: str) -> Element:
        """The one element that matches."""
        return read(self._document.one(selector))

    def find_all(self, selector: str) -> list[Element]:
        """All elements that match."""
        return [read(node) for node in self._document.all(selector)]

    def shows(self, selector: str) -> bool:
        """Whether an element that matches is there and not hidden."""
        return any(not hidden_by(node) for node in self._document.all(selector))

    async def click(self, selector: str) -> None:
        """Click: runs commands, follows links, sends forms, checks boxes."""
        node = self._usable(selector)
        self._document.focused = key_of(node)
        await self._click(node)

    async def submit(
        self, selector: str, data: Mapping[str, Any] | None = None
    ) -> None:
        """Fill in a form and send it; ``selector`` is of it or of a button of it.

        ``data`` are its fields by name: texts, numbers and dates, a bool for a
        checkbox, a list for several boxes or options. Fields that are not named are
        sent as they are.
        """
        node = self._usable(selector)
        form = node if node.tag == "form" else forms.owner(self._document, node)
        if form is None:
            raise Impossible(f"This is no form, nor in one: {brief(node)}")
        is_button = forms.is_submitting(node)
        forms.fill(self._document, form, data or {})
        await self._submit(
            form,
            node if is_button else forms.default_button(self._document, form),
        )

    async def change(self, selector: str, value: Any) -> None:
        """Enter something, which sends ``phx-change``.

        ``selector`` is of a field and ``value`` what it takes; or of a form and
        ``value`` its fields by name, which are entered one after the other.
        """
        node = self._usable(selector)
        if node.tag != "form":
            await self._change(key_of(node), attribute(node, "name"), value)
            return
        for name, one in dict(value).items():
            form = self._document.one(selector)
            await self._change(key_of(form), name, one)

    async def keydown(self, key: str, selector: str | None = None) -> None:
        """Press a key ("Enter", "a"), with the focus on an element or nowhere."""
        await self._key("keydown", key, selector)

    async def keyup(self, key: str, selector: str | None = None) -> None:
        """Let go of a key."""
        await self._key("keyup", key, selector)

    async def focus(self, selector: str) -> None:
        """Bring the focus to an element with ``phx-focus``."""
        node = self._usable(selector)
        self._document.focused = key_of(node)
        await self._bound(node, "focus")

    async def blur(self, selector: str) -> None:
        """Take the focus from an element with ``phx-blur``."""
        await self._bound(self._usable(selector), "blur")

    async def patch(self, url: str) -> None:
        """Go to another URL of the view, as by a link of ``{% live_patch %}``."""
        await self._patch(url)

    async def navigate(self, url: str) -> None:
        """Go to another live page, as by a link of ``{% live_navigate %}``."""
        await self._navigate(url)

    async def _patched(self) -> None:
        """Send a form whose ``phx-trigger-action`` has come."""
        if self.is_live:
            for form in self._document.all("form[phx-trigger-action]")[:1]:
                await self._submit_plainly(form, None)

    def _usable(self, selector: str) -> Node:
        """The element, where a user can reach it."""
        node = self._document.one(selector)
        hiding, disabling = hidden_by(node), disabled_by(node)
        if hiding is not None:
            raise Impossible(
                f"{selector!r} is hidden, by {brief(hiding)}: show it first."
            )
        if disabling is not None:
            raise Impossible(f"{selector!r} is disabled, by {brief(disabling)}.")
        return node

    async def _click(self, node: Node) -> None:
        document = self._document
        # On a plain page the client leaves them to the browser.
        link = closest(node, "[data-phx-link]") if self.is_live else None
        bound = closest(node, "[phx-click]")
        away = [
            outer
            for outer in document.all("[phx-click-away]")
            if not (link or contains(outer, node) or hidden_by(outer))
        ]
        default = None if link else self._default_of(node)
        if not (link or bound or away or default):
            raise Impossible(
                f"Nothing happens at a click there: it has no phx-click, nor has "
                f"anything around it, and it is no link and no button of a form.\n  "
                f"{brief(node)}"
            )
        steps = [effects_of(self._document, outer, "phx-click-away") for outer in away]
        if link is not None:
            steps.insert(0, [(Go(*link_of(link)), {})])
        if bound is not None:
            steps.append(effects_of(self._document, bound, "phx-click"))
        is_plain = bound is None or attribute(bound, "href") != "#"
        before, connection = self._url, self._connection
        for effects in steps:
            if self._connection is connection:
                await self._carry_out("click", effects)
        # A page that was left hears nothing more.
        if default and is_plain and self._url == before:
            await self._do_default(*default)

    def _default_of(self, node: Node) -> tuple[str, Node] | None:
        """What a browser does by itself at a click."""
        for outer in ancestry(node):
            match outer.tag, attribute(outer, "type").lower():
                case "a", _ if leads(attribute(outer, "href")):
                    return "load", outer
                case "input", "checkbox" | "radio":
                    return "check", outer
                case "button" | "input", "reset":
                    return "reset", outer
                case "summary", _:
                    return "open", outer
                case "label", _:
                    return self._labelled(outer)
                case "button" | "input", _ if self._sends(outer):
                    return "submit", outer
        return None

    def _sends(self, node: Node) -> bool:
        return forms.is_submitting(node) and bool(forms.owner(self._document, node))

    def _labelled(self, label: Node) -> tuple[str, Node] | None:
        named = f"[id='{attribute(label, 'for')}']"
        found = self._document.all(named) if has(label, "for") else label.css("input")
        boxes = [n for n in found if attribute(n, "type") in ("checkbox", "radio")]
        return ("check", boxes[0]) if boxes else None

    async def _do_default(self, kind: str, former: Node) -> None:
        # The commands before it may have had the page rendered anew.
        node = self._document.named(key_of(former))
        if node is None:
            return
        match kind:
            case "load":
                await self._load(attribute(node, "href"))
            case "check":
                await self._toggle_box(node)
            case "reset":
                self._document.reset()
                self._document.show(self._rendered.html)
            case "open":
                details = closest(node, "details")
                if details is not None:
                    enter(self._document, details, state=not has(details, "open"))
            case _:
                form = forms.owner(self._document, node)
                if form is not None:
                    await self._submit(form, node)

    async def _toggle_box(self, node: Node) -> None:
        is_radio = attribute(node, "type") == "radio"
        form = forms.owner(self._document, node)
        for other in forms.controls(self._document, form) if form and is_radio else ():
            if attribute(other, "name") == attribute(node, "name"):
                enter(self._document, other, state=False)
        enter(self._document, node, state=is_radio or not state_of(node))
        if has(node, "phx-change") or (form and has(form, "phx-change")):
            await self._changed(node, form)

    async def _submit(self, form: Node, submitter: Node | None) -> None:
        forms.check_sendable(self._document, form, submitter)
        if not has(form, "phx-submit"):
            await self._submit_plainly(form, submitter)
            return
        if submitter is not None:
            self._document.focused = key_of(submitter)
        fields = urlencode(forms.entries(self._document, form, submitter))
        meta = values_of(form)
        effects = form_effects(self._document, form, "phx-submit", fields, meta)
        await self._carry_out("form", effects)

    async def _submit_plainly(self, form: Node, submitter: Node | None) -> None:
        """Send a form as browsers do without the client."""
        action = attribute(form, "action") or self._url
        fields = [
            (name, value.replace("\n", "\r\n"))
            for name, value in forms.entries(self._document, form, submitter)
        ]
        match attribute(form, "method").lower():
            case "post":
                await self._load(action, forms.by_name(fields))
            case "" | "get" if has(form, "action") or has(form, "method"):
                await self._load(f"{action.partition('?')[0]}?{urlencode(fields)}")
            case _:
                raise Impossible(
                    f"The form has neither phx-submit nor an action: {brief(form)}"
                )

    async def _change(self, key: Key, name: str, value: Any) -> None:
        node = self._document.named(key)
        form = node and forms.owner(self._document, node)
        if node is None or form is None:
            raise Impossible("A field sends phx-change from inside a form only.")
        (field,) = forms.fill(self._document, form, {name: value})
        if not has(field, "phx-change") and not has(form, "phx-change"):
            raise Impossible(
                f"Nothing hears of a change there: neither the field nor its form has "
                f"phx-change. submit() takes the data of a form.\n  {brief(form)}"
            )
        await self._changed(field, form)

    async def _changed(self, field: Node, form: Node | None) -> None:
        if form is None:
            raise Impossible(f"A field sends phx-change inside a form: {brief(field)}")
        name = attribute(field, "name")
        self._used.add(key_of(field))
        pairs = forms.entries(self._document, form)
        unused = forms.unused(self._document, form, self._used)
        if has(field, "phx-change"):
            pairs = [pair for pair in pairs if pair[0] == name]
        marked = [
            marked
            for pair in pairs
            for marked in ([(f"_unused_{pair[0]}", "")] * (pair[0] in unused) + [pair])
        ]
        source = field if has(field, "phx-change") else form
        meta = {"_target": name or "undefined"} | values_of(form)
        effects = form_effects(
            self._document, source, "phx-change", urlencode(marked), meta
        )
        await self._carry_out("form", effects)

    async def _key(self, type_: str, key: str, selector: str | None) -> None:
        node = self._usable(selector) if selector else None
        if node is not None and has(node, f"phx-{type_}"):
            listening, binding = [node], f"phx-{type_}"
        else:
            binding = f"phx-window-{type_}"
            listening = self._document.all(f"[{binding}]")
        hearing = [n for n in listening if hears(n, key)]
        if not hearing:
            raise Impossible(
                f"Nothing hears the key {key!r} there; listening are: "
                f"{', '.join(map(brief, listening)) or 'none'}."
            )
        steps = [effects_of(self._document, n, binding, key=key) for n in hearing]
        for effects in steps:
            await self._carry_out(type_, effects)

    async def _bound(self, node: Node, type_: str) -> None:
        if not has(node, f"phx-{type_}"):
            raise Impossible(f"It has no phx-{type_}: {brief(node)}")
        await self._carry_out(type_, effects_of(self._document, node, f"phx-{type_}"))

    async def _carry_out(self, type_: str, effects: Todo) -> None:
        for effect, payload in effects:
            match effect:
                case Push(event):
                    more = {"meta": payload["meta"]} if "meta" in payload else {}
                    await self._send_event(type_, event, payload["value"], **more)
                case Go("patch", to):
                    await self._patch(to)
                case Go(_, to):
                    await self._navigate(to)
                case Dispatched():
                    await self._dispatch(effect)

    async def _dispatch(self, effect: Dispatched) -> None:
        """Do what a dispatched event makes the browser or the client do."""
        self.dispatched.append((effect.event, effect.detail))
        node = self._document.named(effect.key)
        if node is None:
            return
        form = node if node.tag == "form" else forms.owner(self._document, node)
        match effect.event:
            case "click":
                await self._click(node)
            case "submit" if form is not None:
                await self._submit(form, None)
            case "input" | "change" if node != form:
                await self._changed(node, form)
