"""The HTML parser, which reads a page as browsers do."""

try:
    from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError
except ImportError as missing:
    _WAY_OUT = "The test kit needs selectolax: pip install 'liveflash[test]'."
    raise ImportError(_WAY_OUT) from missing

__all__ = ["LexborHTMLParser", "LexborNode", "SelectolaxError"]
