"""The page of all servers, from ``benchmarks.pages``, and the message of its events."""

from pathlib import Path

from benchmarks.pages import SETTINGS, Context, Page

TEMPLATE_DIR = Path(__file__).resolve().parent.parent.parent / "templates"
TEMPLATE = SETTINGS.template
MESSAGE = "Your settings are saved and hold on all of your devices now."

_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Settings</title>
{head}
</head>
<body>
{body}
</body>
</html>
"""


def context(rows: int = SETTINGS.length) -> Context:
    """Return the context of the page."""
    return Page(SETTINGS.title, TEMPLATE, SETTINGS.row, rows).context()


def settings_template() -> str:
    """Return the source of the common template."""
    return (TEMPLATE_DIR / TEMPLATE).read_text()


def document(*, load: str, head: str, body: str) -> str:
    """Return the source of a whole page; ``{page}`` in ``body`` is the common template.

    ``load`` names the framework's tags.
    """
    tags = f"{{% load {load} %}}" if load else ""
    body = body.replace("{page}", settings_template())
    return tags + _DOCUMENT.replace("{head}", head).replace("{body}", body)
