"""The markup of messages: the stack of a plain page, which the server patches."""

from collections.abc import Iterable
from typing import Any

from liveflash.protocol.frames import STACK_ROOT_ID
from liveflash.testing.elements import Node, attribute
from liveflash.testing.html import LexborHTMLParser

STACK_ROOT = f"#{STACK_ROOT_ID}"


def message_id(node: Node) -> str:
    """Return the id of the message that ``node`` shows."""
    return attribute(node, "id").removeprefix("liveflash-")


def patch(page: str, region: str, order: Iterable[str]) -> str:
    """Return the HTML of a page with ``region`` as the content of its stack's root.

    The messages in ``order``, by id, that are missing in ``region`` stay, each behind
    the one before it.
    """
    former, tree = LexborHTMLParser(page), LexborHTMLParser(page)
    root = tree.css_first(STACK_ROOT)
    if root is None:
        return page
    root.inner_html = region
    previous = None
    for each in order:
        selector = f"{STACK_ROOT} [id='liveflash-{each}']"
        local = former.css_first(selector)
        if tree.css_first(selector) is None and local is not None:
            _insert(tree, local, previous)
        if tree.css_first(selector) is not None:
            previous = selector
    return _html(tree, former, page)


def remove(page: str, message_id: str) -> str:
    """Return the HTML of a page without a message."""
    former, tree = LexborHTMLParser(page), LexborHTMLParser(page)
    for node in tree.css(f"[id='liveflash-{message_id}']"):
        node.decompose()
    return _html(tree, former, page)


def _insert(tree: Any, message: Node, previous: str | None) -> None:
    """Insert a message behind another, or before all others of the stack."""
    stack = tree.css_first(f"{STACK_ROOT} liveflash-stack")
    first = tree.css_first(f"{STACK_ROOT} liveflash-message")
    if stack is None:
        return  # a template of the project, which keeps no local messages
    if previous is not None:
        tree.css_first(previous).insert_after(message)
    elif first is not None:
        first.insert_before(message)
    else:
        stack.insert_child(message)


def _html(tree: Any, former: Any, page: str) -> str:
    """Return the HTML of a changed page; of an unchanged one, as it was."""
    return page if tree.html == former.html else str(tree.html)
