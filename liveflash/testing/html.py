"""The HTML parser of the optional dependency selectolax."""

try:
    from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError
except ImportError as error:
    _MISSING = "The test kit needs selectolax: pip install 'liveflash[test]'."
    raise ImportError(_MISSING) from error

__all__ = ["LexborHTMLParser", "LexborNode", "SelectolaxError"]
