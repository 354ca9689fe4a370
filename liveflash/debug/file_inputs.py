"""Find file inputs in forms that are sent as events, which cannot contain a file."""

from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


class _Finder(HTMLParser):
    """Collects the names of file inputs and of the forms that they belong to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: set[str] = set()
        self.owned: list[str] = []
        self.referring: list[tuple[str, str]] = []
        self._is_in_live_form = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note a form, or a file input."""
        found = dict(attrs)
        if tag == "form":
            self._is_in_live_form = "phx-submit" in found
            if self._is_in_live_form:
                self.forms.add(found.get("id") or "")
        elif tag == "input" and (found.get("type") or "").strip().lower() == "file":
            name = found.get("name") or found.get("id") or ""
            if form := found.get("form"):
                self.referring.append((form, name))
            elif self._is_in_live_form:
                self.owned.append(name)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a form."""
        if tag == "form":
            self._is_in_live_form = False


def find_file_inputs(html: str) -> list[str]:
    """Return the names of the file inputs whose form has ``phx-submit``."""
    if "phx-submit" not in html or "file" not in html.lower():
        return []
    finder = _Finder()
    finder.feed(html)
    finder.close()
    referring = [name for form, name in finder.referring if form in finder.forms]
    return [*finder.owned, *referring]
