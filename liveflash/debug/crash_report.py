"""Crash reports for the error overlay of a page while DEBUG is on."""

import sysconfig
import traceback
from pathlib import Path
from pprint import pformat
from traceback import TracebackException
from typing import Any

MAX_PAYLOAD_CHARACTERS = 4_000
MAX_TRACEBACK_CHARACTERS = 40_000

_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")]


def describe(
    error: BaseException, view: str, event: str, payload: Any
) -> dict[str, Any]:
    """Return the texts of the overlay.

    ``event`` and ``payload`` are those of the frame. For an event of the page the
    report names the event itself and its value.
    """
    match payload:
        case {"event": str(name), "value": value} if event == "event":
            event, payload = name, value
    summary = TracebackException.from_exception(error)
    return {
        "view": view,
        "error": "".join(summary.format_exception_only()).strip(),
        "event": event,
        "payload": pformat(payload)[:MAX_PAYLOAD_CHARACTERS],
        **_location(summary, error),
        "traceback": "".join(summary.format())[-MAX_TRACEBACK_CHARACTERS:],
    }


def _location(summary: TracebackException, error: BaseException) -> dict[str, str]:
    """Return the handler that raised, the place in the project and its source line.

    For an error in a template the place is the template's.
    """
    frames = _project_frames(summary.stack) or list(summary.stack)
    if not frames:
        return {"handler": "", "place": "", "code": ""}
    last = frames[-1]
    place = f"{last.filename}, line {last.lineno}, in {last.name}"
    code = last.line
    template = getattr(error, "template_debug", None)
    if template:
        place = f"{template['name']}, line {template['line']}"
        code = template["during"]
    return {"handler": frames[0].name, "place": place, "code": str(code or "")}


def _project_frames(stack: traceback.StackSummary) -> list[traceback.FrameSummary]:
    """Return the frames of neither this package nor an installed library."""
    return [frame for frame in stack if _is_project_file(Path(frame.filename))]


def _is_project_file(path: Path) -> bool:
    excluded = [_PACKAGE, *_LIBRARIES]
    return path.is_file() and not any(folder in path.parents for folder in excluded)
