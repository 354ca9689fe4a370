"""The choices of the playground, and the chosen options."""

from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

NEW_KEY = "upload"
LONG_TEXT = (
    "The import is done. 1,204 rows were read, 1,187 of them are new, 12 replaced an "
    "older entry, and 5 were left out because their postcode is not one that we know. "
    "Nothing has been sent to anyone yet: look through the list, correct what needs "
    "correcting, and publish it when you are content."
)

VALUES: dict[str, Any] = {
    "text": "Settings saved.",
    "long": LONG_TEXT,
    "dict": {
        "title": "Your report is ready",
        "body": "Twelve pages, three charts.",
        "url": "/gallery/",
    },
    "action": {
        "title": "Photo deleted",
        "body": "“Lisbon, in the rain” is in the bin.",
        "action": {"label": "Undo", "event": "undo"},
    },
    "list": {
        "title": "Please check these fields",
        "fields": ["Name", "E-mail address", "Postcode"],
    },
    "pairs": {"order": 1042, "total": "59.90", "paid on": "14 March"},
    "progress": "Importing… 0 %",
    "markup": "<b>Bold?</b> <script>alert('No.')</script>",
}

Choices = dict[str, str]

CHOICES: dict[str, Choices] = {
    "value": {
        "text": "Text",
        "long": "Long text",
        "dict": "Title, body, link",
        "action": "Action",
        "list": "Title and list",
        "pairs": "Names and values",
        "progress": "Updated in place",
        "markup": "Markup",
    },
    "key": {
        "success": "success",
        "info": "info",
        "warning": "warning",
        "error": "error",
        "debug": "debug",
        NEW_KEY: "a new one each time",
    },
    "level": {
        "": "that of the key",
        "info": "info",
        "success": "success",
        "warning": "warning",
        "error": "error",
        "debug": "debug",
    },
    "seconds": {
        "": "by level",
        "3": "3 s",
        "10": "10 s",
        "inf": "it stays",
    },
    "position": {
        "top-start": "Top, start",
        "top": "Top",
        "top-end": "Top, end",
        "bottom-start": "Bottom, start",
        "bottom": "Bottom",
        "bottom-end": "Bottom, end",
    },
    "most": {"1": "1", "3": "3", "5": "5", "9": "9"},
    "limit": {"": "by level", "4": "4 s", "20": "20 s", "None": "none"},
    "stay": {"": "by timeout", "True": "all stay"},
    "skin": {"plain": "Plain", "bootstrap": "Bootstrap 5", "daisyui": "daisyUI"},
    "template": {"": "ours", "banner.html": "banner.html, of the demo"},
    "place": {"stack": "In a stack", "inline": "Beside the form"},
}


@dataclass(frozen=True, slots=True)
class Options:
    """The chosen options. Each field has one of its CHOICES."""

    value: str = "text"
    key: str = "success"
    level: str = ""
    seconds: str = ""
    position: str = "top-end"
    most: str = "5"
    limit: str = ""
    stay: str = ""
    skin: str = "plain"
    template: str = ""
    place: str = "stack"

    @classmethod
    def read(cls, params: QueryDict) -> "Options":
        """Return the options of a form or URL; unknown values are ignored."""
        chosen = {field.name: params.get(field.name) for field in fields(cls)}
        known = {n: v for n, v in chosen.items() if v is not None and v in CHOICES[n]}
        return cls(**known)

    @property
    def query(self) -> str:
        """The query string of a URL with these options."""
        return urlencode(asdict(self))

    @property
    def most_shown(self) -> int:
        """The tag's ``max``."""
        return int(self.most)

    @property
    def tag_template(self) -> str:
        """The tag's ``template``."""
        return self.template or "liveflash/flash.html"

    @property
    def tag_timeout(self) -> Any:
        """The tag's ``timeout``."""
        match self.limit:
            case "":
                return "by level"
            case "None":
                return None
            case seconds:
                return float(seconds)
