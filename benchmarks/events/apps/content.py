"""What every server shows, of ``benchmarks.pages``, and what its events put."""

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
    """What the page shows."""
    return Page(SETTINGS.title, TEMPLATE, SETTINGS.row, rows).context()


def settings_template() -> str:
    """The source of the page that all share."""
    return (TEMPLATE_DIR / TEMPLATE).read_text()


def document(*, load: str, head: str, body: str) -> str:
    """The source of a whole page; ``body`` has ``{page}`` where the shared one stands.

    ``load`` names the framework's tags.
    """
    tags = f"{{% load {load} %}}" if load else ""
    body = body.replace("{page}", settings_template())
    return tags + _DOCUMENT.replace("{head}", head).replace("{body}", body)
