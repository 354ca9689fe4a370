"""The rules of the HTML Standard by which browsers repair markup.

The sets name elements; "Standard" is the section "Parsing HTML documents".
"""

VOID = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
        *("param", "source", "track", "wbr"),
    ]
)
# Their content is text, or stays outside the document.
TEXT = frozenset(
    [
        *("iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style"),
        *("template", "textarea", "title", "xmp"),
    ]
)
# Elements whose end tag may be omitted.
OPTIONAL_END = frozenset(
    [
        *("colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt"),
        *("tbody", "td", "tfoot", "th", "thead", "tr"),
    ]
)
MAY_STAY_OPEN = OPTIONAL_END - {"p"}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = HEADINGS | {
    *("address", "article", "aside", "blockquote", "center", "details", "dialog"),
    *("dir", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form"),
    *("header", "hgroup", "listing", "main", "menu", "nav", "ol", "pre", "search"),
    *("section", "summary", "ul"),
}
_TABLE_PARTS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot", "caption"})
# Start tags that end an open <p>.
ENDS_PARAGRAPH = _BLOCKS | {"dd", "dt", "hr", "li", "p", "plaintext", "table", "xmp"}
# End tags that also end the elements of OPTIONAL_END inside. The others are ignored or
# move these elements, except those of INLINE_OPTIONAL.
ENDS_OPTIONAL = (
    _BLOCKS
    | _TABLE_PARTS
    | {"button", "dd", "dt", "li", "object", "optgroup", "select", "table"}
)
INLINE_OPTIONAL = frozenset({"optgroup", "option", "rp", "rt"})
# Elements that hide an open <p> from the start tags inside.
SCOPES = frozenset(
    {"button", "caption", "foreignobject", "object", "table", "td", "th"}
)
# Elements through which a start tag of a list item ends another item.
_TRANSPARENT_BLOCKS = frozenset({"address", "div", "p"})
_SPECIAL = (ENDS_PARAGRAPH | _TABLE_PARTS | SCOPES) - _TRANSPARENT_BLOCKS

# The parents of the parts of a table; browsers move other content out of it.
TABLE_PARENTS = {
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
IN_TABLES = frozenset({"script", "style", "template"})
TABLE = frozenset({"table", "tbody", "tfoot", "thead", "tr", "colgroup"})
_SECTIONS = frozenset({"tbody", "tfoot", "thead"})
_SELECT = frozenset({"select", "optgroup", "option"})
_IN_SELECT = frozenset({"optgroup", "option", "hr", "script", "template"})

_FOREIGN = frozenset({"svg", "math"})
_HTML_IN_FOREIGN = frozenset({"annotation-xml", "desc", "foreignobject", "title"})
# Start tags that end an <svg>.
_ENDS_FOREIGN = (ENDS_PARAGRAPH - {"form", "fieldset"}) | {
    *("b", "big", "body", "br", "code", "em", "embed", "head", "i", "img", "meta"),
    *("nobr", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "tt"),
    *("u", "var"),
}

# Elements that cannot contain one of the same tag, and what hides the outer one.
_NOT_IN_ITSELF = {
    "a": frozenset({"caption", "object", "td", "th"}),
    "button": SCOPES - {"button"},
    "form": frozenset[str](),
    "select": frozenset[str](),
}


def ends_before(tag: str, following: str) -> bool:
    """Return whether an element without an end tag ends before a start tag."""
    match tag:
        case "dd" | "dt":
            return following in ("dd", "dt")
        case "td" | "th":
            return following in {"td", "th", "tr"} | _SECTIONS
        case "tr":
            return following in {"tr"} | _SECTIONS
        case "tbody" | "tfoot" | "thead":
            return following in _SECTIONS
        case "option":
            return following in ("option", "optgroup")
        case "colgroup":
            return following in {"colgroup", "tr"} | _SECTIONS
        case _:
            return tag == following and tag in OPTIONAL_END


def is_foreign(tags: list[str]) -> bool:
    """Return whether elements inside these, the outermost first, are SVG or MathML."""
    for tag in reversed(tags):
        if tag in _FOREIGN:
            return True
        if tag in _HTML_IN_FOREIGN:
            return False
    return False


def may_follow(tags: list[str], tag: str) -> bool:
    """Return False if a start tag ends, moves or is ignored inside open elements."""
    if tag in _ENDS_FOREIGN and is_foreign(tags):
        return False
    parent = tags[-1]
    if parent in _SELECT:
        return tag in _IN_SELECT
    if parent in HEADINGS and tag in HEADINGS:
        return False
    if tag in ("li", "dd", "dt"):
        return not _has_open_item(tags, tag)
    hidden_by = _NOT_IN_ITSELF.get(tag)
    return hidden_by is None or not _is_open(tags, tag, hidden_by)


def _has_open_item(tags: list[str], tag: str) -> bool:
    items = ("li",) if tag == "li" else ("dd", "dt")
    for outer in reversed(tags):
        if outer in items:
            return True
        if outer in _SPECIAL:
            return False
    return False


def _is_open(tags: list[str], tag: str, hidden_by: frozenset[str]) -> bool:
    for outer in reversed(tags):
        if outer == tag:
            return True
        if outer in hidden_by:
            return False
    return False
