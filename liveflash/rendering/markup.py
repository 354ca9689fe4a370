"""Find the elements in a piece of HTML: where they begin and end, and what they hold.

This is not a parser for documents. Markup that browsers would repair (an end tag
without a start tag, elements that overlap) is reported as unbalanced.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from liveflash.rendering import content_model

# Stand for the dynamics in the text of a block: a text, a block, and the name of an
# attribute other than ``id``.
TEXT, BLOCK, WORD = "\0", "\1", "\2"
_ANY_DYNAMIC = TEXT + BLOCK + WORD

_VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+|(?=>))"
_ATTRIBUTE = re.compile(
    rf"(?P<name>[^\s/>=]++)(?:\s*+=\s*+(?P<value>{_VALUE}))?+", re.DOTALL
)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>\0-\2]*+)"
    rf"(?P<attributes>(?:[\s/]++|[^\s/>=]++(?:\s*+=\s*+{_VALUE})?+)*+)>"
)
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)|<(?!!--)[!?][^>]*+>", re.DOTALL)
_IS_MARKUP = re.compile(r"[a-zA-Z/!?]")
_IS_NAMED_ID = re.compile(r"(?:name|id)\s*=\s*[\"']?id(?![^\s>\"'])", re.IGNORECASE)
_UNQUOTED_END = re.compile(r"=\s*[^\s\"'][^\s]*/\Z")

# Browsers flatten markup that is nested deeper than 512 elements.
MAX_DEPTH = 200

# Elements in which a visitor enters or opens something.
_INPUT_TAGS = frozenset(
    [
        *("audio", "canvas", "details", "dialog", "embed", "form", "iframe", "input"),
        *("object", "select", "textarea", "video"),
    ]
)
_INPUT_ATTRIBUTES = frozenset({"contenteditable", "popover", "phx-hook", "phx-update"})
# Attributes that scripts do not use to store the state of an element.
_STATELESS_ATTRIBUTES = frozenset(
    [
        *("alt", "class", "colspan", "dir", "for", "height", "href", "lang", "name"),
        *("rel", "role", "rowspan", "scope", "src", "style", "target", "title"),
        *("type", "value", "width"),
    ]
)


@dataclass(eq=False)
class Element:
    """An element of a text, from ``start`` to ``end``.

    ``end`` is None if the element has no end tag of its own. ``is_broken`` is true if
    a browser makes another element of the text.
    """

    tag: str
    attributes: str
    start: int
    is_in_paragraph: bool = False
    end: int | None = None
    is_broken: bool = False
    children: "list[Element]" = field(default_factory=list)

    @property
    def content_start(self) -> int:
        """The position after the start tag."""
        return self.start + len(self.tag) + len(self.attributes) + 2

    @cached_property
    def values(self) -> dict[str, str]:
        """The attributes by their names in lower case, quoted as in the text."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.attributes):
            found.setdefault(match["name"].lower(), match["value"] or "")
        return found

    @cached_property
    def takes_input(self) -> bool:
        """True if the element, or one in it, holds what a visitor entered or opened."""
        return (
            self.tag in _INPUT_TAGS
            or "-" in self.tag
            or not _INPUT_ATTRIBUTES.isdisjoint(self.values)
            or any(child.takes_input for child in self.children)
        )

    @cached_property
    def holds_state(self) -> bool:
        """True if a visitor or a script may change the element, or one in it."""
        return (
            self.takes_input
            or any(map(_may_hold_state, self.values))
            or any(child.holds_state for child in self.children)
        )

    @property
    def is_whole(self) -> bool:
        """True if a browser makes exactly this element of the text."""
        return self.end is not None and not self.is_broken

    @property
    def is_recognised(self) -> bool:
        """True if the client finds the element again when it skips it.

        The client then sends no attribute but the id through the morph, and finds the
        id only where it is written `` id="…"``.
        """
        quoted = self.values.get("id")
        if quoted is not None:
            return quoted[:1] in ("'", '"') and _client_id(self) == quoted[1:-1]
        is_hidden = self.values.get("type", "").strip("\"'").lower() == "hidden"
        is_known = not any(c in name for name in self.values for c in TEXT + BLOCK)
        return is_known and not is_hidden and _client_id(self) is None


def _client_id(element: Element) -> str | None:
    """Return the id that the client finds (``rendered/modify_root.ts``)."""
    text = element.attributes
    place = text.find("=")
    while place >= 0:
        is_id = text[max(place - 3, 0) : place] == " id"
        quote = text[place + 1 : place + 2]
        place += 2
        if quote and quote in "\"'":
            end = text.find(quote, place)
            if is_id or end < 0:
                return text[place:end] if end >= 0 else None
            place = end + 1
        place = text.find("=", place)
    return None


def _may_hold_state(attribute: str) -> bool:
    return (
        bool(attribute.strip(_ANY_DYNAMIC))
        and attribute not in _STATELESS_ATTRIBUTES
        and not attribute.startswith(
            ("phx-", "data-phx-", "aria-label", "aria-describedby")
        )
    )


def elements(text: str) -> list[Element] | None:
    """Return the outermost elements of a text; None if it is not balanced."""
    parser = _Parser(text)
    return parser.root.children if parser.parse() else None


def is_balanced(text: str) -> bool:
    """Return whether the elements of a text end in it, and no others do."""
    return "<" not in text or elements(text) is not None


class _Parser:
    """Reads a text from its beginning to its end; ``stack`` are the open elements."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.root = Element("", "", 0)
        self._stack = [self.root]
        self._tags = [""]

    def parse(self) -> bool:
        """Read the text; return False if it is not balanced."""
        text, position = self._text, 0
        while (place := text.find("<", position)) >= 0:
            self._read_text(position, place)
            if not _IS_MARKUP.match(text, place + 1):
                position = place + 1
                continue
            end = self._read_markup(place)
            if end is None:
                return False
            position = end
        self._read_text(position, len(text))
        # An open paragraph would contain what follows the text.
        return all(tag in content_model.MAY_STAY_OPEN for tag in self._tags[1:])

    def _read_text(self, start: int, end: int) -> None:
        if self._tags[-1] in content_model.TABLE and self._text[start:end].strip(
            " \t\r\n\f" + BLOCK + WORD
        ):
            self._break_table()

    def _read_markup(self, place: int) -> int | None:
        """Read a tag or a comment; return its end, None if it is not balanced."""
        found = _TAG.match(self._text, place)
        if found is None:
            comment = _COMMENT.match(self._text, place)
            return None if comment is None else comment.end()
        tag = found["tag"].lower()
        if found["end"]:
            return found.end() if self._close(tag, found.end()) else None
        element = self._open(Element(tag, found["attributes"], place))
        if element is None:
            return None
        if self._is_empty(element):
            element.end = found.end()
        elif tag in content_model.TEXT:
            closing = re.compile(rf"</{re.escape(tag)}\s*+>", re.IGNORECASE)
            end = closing.search(self._text, found.end())
            element.end = None if end is None else end.end()
        else:
            self._stack.append(element)
            self._tags.append(tag)
            return found.end()
        return element.end

    def _open(self, element: Element) -> Element | None:
        """Add an element to its parent; return None if a browser moves it elsewhere."""
        tag = element.tag
        if self._tags[-1] in content_model.OPTIONAL_END:
            self._end_optional(tag)
        parent = self._stack[-1]
        if len(self._tags) > MAX_DEPTH or not content_model.may_follow(self._tags, tag):
            return None
        if parent.tag == "p" or parent.is_in_paragraph:
            element.is_in_paragraph = parent.tag not in content_model.SCOPES
            if tag in content_model.ENDS_PARAGRAPH and element.is_in_paragraph:
                if parent.tag != "p":
                    return None
                parent.is_broken = True
        self._check_table(element, parent)
        if _IS_NAMED_ID.search(element.attributes) and not self._hide_form_id():
            return None
        parent.children.append(element)
        return element

    def _end_optional(self, tag: str) -> None:
        """End an element without an end tag before a start tag that ends it."""
        index = len(self._tags) - 1
        while index > 0 and self._tags[index] in content_model.OPTIONAL_END:
            if content_model.ends_before(self._tags[index], tag):
                del self._stack[index:], self._tags[index:]
            index -= 1

    def _check_table(self, element: Element, parent: Element) -> None:
        """Mark the elements that a browser moves out of a table, or leaves out."""
        tag = element.tag
        parents = content_model.TABLE_PARENTS.get(tag)
        if parents is not None:
            is_misplaced = bool(parent.tag) and parent.tag not in parents
            parent.is_broken = parent.is_broken or is_misplaced
            element.is_broken = is_misplaced
            return
        is_moved = tag not in content_model.IN_TABLES
        if parent.tag in content_model.TABLE and is_moved:
            self._break_table()
            element.is_broken = tag == "form"

    def _break_table(self) -> None:
        """Mark the open table, and its parts, as another element in a browser."""
        for element in reversed(self._stack):
            element.is_broken = True
            if element.tag not in content_model.TABLE or element.tag == "table":
                return

    def _hide_form_id(self) -> bool:
        """Mark the form whose ``id`` property is one of its fields.

        The client reads the property and does not find the form again. Return False if
        the form is not in the text.
        """
        for element in self._stack:
            if element.tag == "form":
                element.is_broken = True
                return True
        return False

    def _is_empty(self, element: Element) -> bool:
        """Return whether an element ends with its start tag."""
        if element.tag in content_model.VOID:
            return True
        return (
            element.attributes.endswith("/")
            and content_model.is_foreign([*self._tags, element.tag])
            and not _UNQUOTED_END.search(element.attributes)
        )

    def _close(self, tag: str, end: int) -> bool:
        """Close the element of an end tag; return False if it is not balanced."""
        ends_all = tag in content_model.ENDS_OPTIONAL
        for index in range(len(self._tags) - 1, 0, -1):
            inner = self._tags[index]
            if inner == tag:
                self._stack[index].end = end
                del self._stack[index:], self._tags[index:]
                return True
            if inner not in content_model.OPTIONAL_END:
                return False
            if not (ends_all or inner in content_model.INLINE_OPTIONAL):
                return False
        return False
