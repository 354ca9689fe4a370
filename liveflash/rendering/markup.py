"""Find the elements in a piece of HTML: where they begin and end, and what they hold.

This is not a parser for documents. Markup that browsers would repair (an end tag
without a start tag, elements that overlap) is reported as unbalanced.
"""

import re
from dataclasses import dataclass, field

_MARKUP = re.compile(
    r"<!--.*?-->|<[!?][^>]*>|<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)"
    r"(?P<attributes>(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'=/]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']+)?)?")
_LOOSE_TAG = re.compile(r"</?[a-zA-Z]")

VOID_TAGS = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# Their content is text, or stays outside the document.
_TEXT_TAGS = frozenset(
    [
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "script",
        "style",
        "template",
        "textarea",
        "title",
        "xmp",
    ]
)
# Elements of which HTML allows to omit the end tag.
_OPTIONAL_END = frozenset(
    [
        "colgroup",
        "dd",
        "dt",
        "li",
        "optgroup",
        "option",
        "p",
        "rp",
        "rt",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
    ]
)
# The parents of the parts of a table; a browser moves other content out of a table.
_TABLE_PARENTS = {
    "caption": {"table"},
    "col": {"colgroup", "table"},
    "colgroup": {"table"},
    "tbody": {"table"},
    "td": {"tr"},
    "tfoot": {"table"},
    "th": {"tr"},
    "thead": {"table"},
    "tr": {"table", "tbody", "tfoot", "thead"},
}
_IN_TABLES = frozenset({"script", "style", "template"})
_TABLE_TAGS = frozenset({"table", "tbody", "tfoot", "thead", "tr", "colgroup"})

# Elements in which a visitor enters or opens something.
_INPUT_TAGS = frozenset(
    [
        "audio",
        "canvas",
        "details",
        "dialog",
        "embed",
        "form",
        "iframe",
        "input",
        "object",
        "select",
        "textarea",
        "video",
    ]
)
_INPUT_ATTRIBUTES = frozenset({"contenteditable", "popover", "phx-hook", "phx-update"})
# Attributes that scripts do not use to store the state of an element.
_STATELESS_ATTRIBUTES = frozenset(
    [
        "alt",
        "class",
        "colspan",
        "dir",
        "for",
        "height",
        "href",
        "lang",
        "name",
        "rel",
        "role",
        "rowspan",
        "scope",
        "src",
        "style",
        "target",
        "title",
        "type",
        "value",
        "width",
    ]
)


@dataclass(slots=True, eq=False)
class Element:
    """An element of a text, from ``start`` to ``end``.

    ``end`` is None if the element has no end tag of its own.
    """

    tag: str
    attributes: str
    start: int
    end: int | None = None
    children: "list[Element]" = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of the attributes, in lower case."""
        return {name.lower() for name in _ATTRIBUTE.findall(self.attributes)}

    @property
    def takes_input(self) -> bool:
        """True if the element, or one in it, holds what a visitor entered or opened."""
        return (
            self.tag in _INPUT_TAGS
            or "-" in self.tag
            or not _INPUT_ATTRIBUTES.isdisjoint(self.names)
            or any(child.takes_input for child in self.children)
        )

    @property
    def holds_state(self) -> bool:
        """True if a visitor or a script may change the element, or one in it."""
        return (
            self.takes_input
            or any(_may_hold_state(name) for name in self.names)
            or any(child.holds_state for child in self.children)
        )

    @property
    def is_whole(self) -> bool:
        """True if a browser makes exactly this element of the text."""
        return self.end is not None and all(map(self._may_contain, self.children))

    def _may_contain(self, child: "Element") -> bool:
        if child.tag in _TABLE_PARENTS:
            return self.tag in _TABLE_PARENTS[child.tag] or self.tag == "template"
        if self.tag in _TABLE_TAGS:
            return child.tag in _IN_TABLES
        return self.tag != "form" or not child.has("form")

    def has(self, tag: str) -> bool:
        """Return whether this element or one in it has a tag."""
        return self.tag == tag or any(child.has(tag) for child in self.children)


def _may_hold_state(attribute: str) -> bool:
    return attribute not in _STATELESS_ATTRIBUTES and not attribute.startswith(
        ("phx-", "data-phx-", "aria-label", "aria-describedby")
    )


def elements(text: str) -> list[Element] | None:
    """Return the outermost elements of a text; None if it is not balanced."""
    root = Element("", "", 0)
    stack = [root]
    position = 0
    while (found := _MARKUP.search(text, position)) is not None:
        if _LOOSE_TAG.search(text, position, found.start()):
            return None
        end = _read(found, stack) if found["tag"] else found.end()
        if end is None:
            return None
        position = end
    has_open = any(element.tag not in _OPTIONAL_END for element in stack[1:])
    return None if has_open or _LOOSE_TAG.search(text, position) else root.children


def _read(found: re.Match[str], stack: list[Element]) -> int | None:
    """Open or close the element of a tag; return where the text after it begins.

    Return None if the tag is not balanced.
    """
    tag = found["tag"].lower()
    if found["end"]:
        return found.end() if _close(stack, tag, found.end()) else None
    element = _open(stack, Element(tag, found["attributes"], found.start()))
    if _is_empty(element, stack):
        element.end = found.end()
    elif tag in _TEXT_TAGS:
        closing = re.compile(rf"</{re.escape(tag)}\s*>", re.IGNORECASE)
        end = closing.search(found.string, found.end())
        element.end = None if end is None else end.end()
    else:
        stack.append(element)
        return found.end()
    return element.end


def is_balanced(text: str) -> bool:
    """Return whether the elements of a text end in it, and no others do."""
    return "<" not in text or elements(text) is not None


def _open(stack: list[Element], element: Element) -> Element:
    """Add an element; one of the same kind without an end tag ends before it."""
    while len(stack) > 1 and _ends_before(stack[-1].tag, element.tag):
        stack.pop()
    stack[-1].children.append(element)
    return element


def _ends_before(tag: str, following: str) -> bool:
    if tag in ("dd", "dt"):
        return following in ("dd", "dt")
    if tag in ("td", "th"):
        return following in ("td", "th", "tr")
    if tag == "option":
        return following in ("option", "optgroup")
    return tag == following and tag in _OPTIONAL_END


def _is_empty(element: Element, stack: list[Element]) -> bool:
    """Return whether an element ends with its start tag."""
    if element.tag in VOID_TAGS:
        return True
    is_foreign = any(each.tag in ("svg", "math") for each in (*stack, element))
    return is_foreign and element.attributes.endswith("/")


def _close(stack: list[Element], tag: str, end: int) -> bool:
    """Close the element of an end tag; return False if it overlaps or is missing."""
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag == tag:
            stack[index].end = end
            del stack[index:]
            return True
        if stack[index].tag not in _OPTIONAL_END:
            return False
    return False
