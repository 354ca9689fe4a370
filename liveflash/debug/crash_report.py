"""What a developer is shown of a view that has raised, while DEBUG is on."""

import sysconfig
import traceback
from pathlib import Path
from pprint import pformat
from typing import Any

MOST_OF_PAYLOAD = 4_000
MOST_OF_TRACEBACK = 40_000

_OURS = Path(__file__).parent.parent
_LIBRARIES = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")]


def describe(
    error: BaseException, view: str, event: str, payload: Any
) -> dict[str, Any]:
    """The crash as texts: who raised what, where, at which event."""
    told = traceback.TracebackException.from_exception(error)
    return {
        "view": view,
        "error": "".join(told.format_exception_only()).strip(),
        "event": event,
        "payload": pformat(payload)[:MOST_OF_PAYLOAD],
        **_place(told, error),
        "traceback": "".join(told.format())[-MOST_OF_TRACEBACK:],
    }


def _place(told: traceback.TracebackException, error: BaseException) -> dict[str, str]:
    """The handler and the line of the project, and of a template, that it stands at."""
    own = [frame for frame in told.stack if _is_of_the_project(frame.filename)]
    frames = own or list(told.stack)
    if not frames:
        return {"handler": "", "place": "", "code": ""}
    last = frames[-1]
    place = f"{last.filename}, line {last.lineno}, in {last.name}"
    debug = getattr(error, "template_debug", None)
    if debug:
        place = f"{debug['name']}, line {debug['line']}"
    code = debug["during"] if debug else last.line
    return {"handler": frames[0].name, "place": place, "code": str(code or "")}


def _is_of_the_project(filename: str) -> bool:
    path = Path(filename)
    outside = [_OURS, *_LIBRARIES]
    return path.is_file() and not any(each in path.parents for each in outside)
