"""Calls of an SDK whose failure costs a page nothing."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

logger = logging.getLogger("liveflash")

P = ParamSpec("P")
S = TypeVar("S", bound="Harmless")


class Harmless:
    """An object whose ``harmless`` methods raise nothing."""

    has_failed = False


def harmless(
    method: Callable[Concatenate[S, P], None],
) -> Callable[Concatenate[S, P], None]:
    """Have a method log the first exception that it raises, and raise none."""

    @wraps(method)
    def guarded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception:
            if not self.has_failed:
                self.has_failed = True
                logger.exception("Telemetry failed; further failures are not logged.")

    return guarded
