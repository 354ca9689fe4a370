"""Copies of a task's context that a page keeps, without what holds nothing."""

from contextvars import Context, ContextVar, copy_context
from typing import Any

from asgiref.sync import SyncToAsync

from liveflash.telemetry import Telemetry


def lean_context() -> Context:
    """Return a copy of this task's context without the variables that hold nothing.

    Calls in threads leave several behind: asgiref sets them to an empty store, or to
    False. They would take 0.6 KB of each copy that a page keeps. The turn that
    telemetry records is left out too.
    """
    if Telemetry.recorder is None:
        return _copy()
    with Telemetry.recorder.outside_turn():
        return _copy()


def _copy() -> Context:
    lean = Context()
    for variable, value in copy_context().items():
        if not _holds_nothing(variable, value):
            lean.run(variable.set, value)
    return lean


def _holds_nothing(variable: ContextVar[Any], value: Any) -> bool:
    if variable is SyncToAsync.deadlock_context:
        return value is False
    # The variable of a ``Local``. Its data has an owner since asgiref 3.13.
    return variable.name == "asgiref.local" and getattr(value, "data", value) == {}
