"""Code in colours, by Pygments: a template filter, and the stylesheet for it."""

from functools import lru_cache

from django import template
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename
from pygments.lexers.templates import HtmlDjangoLexer

register = template.Library()

# A style with a contrast of at least 4.5 on its dark background.
FORMATTER = HtmlFormatter(style="github-dark", nowrap=True)


@register.filter
@lru_cache
def highlighted(code: str, name: str) -> SafeString:
    """Return the code of the file ``name`` as HTML."""
    is_template = name.endswith(".html")
    lexer = HtmlDjangoLexer() if is_template else get_lexer_for_filename(name)
    html: str = highlight(code, lexer, FORMATTER)
    return mark_safe(html.rstrip("\n"))  # noqa: S308 - Pygments escapes the code


def stylesheet(request: HttpRequest) -> HttpResponse:
    """Return the stylesheet of highlighted code."""
    styles = FORMATTER.get_style_defs(".code")
    response = HttpResponse(styles, content_type="text/css")
    response["Cache-Control"] = "max-age=3600"
    return response
