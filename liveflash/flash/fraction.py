"""The fraction of a message: how much of the work that it reports is done."""

import dataclasses
import math
from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

from liveflash.flash.values import StoredDataclass, fields_of

FRACTION = "fraction"


def parts_of(value: Any) -> Any:
    """Return the fields of a dataclass value as a mapping, any other value as it is."""
    is_dataclass = dataclasses.is_dataclass(value) and not isinstance(value, type)
    if is_dataclass or isinstance(value, StoredDataclass):
        return fields_of(value)
    return value


def with_fraction(value: Any, fraction: Any) -> Any:
    """Return ``value`` with a fraction; a value without named parts becomes its text.

    A fraction of None changes nothing.
    """
    if fraction is None:
        return value
    parts = parts_of(value)
    if isinstance(parts, Mapping):
        return {**parts, FRACTION: fraction}
    name = "items" if isinstance(parts, list | tuple) else "text"
    return {name: parts, FRACTION: fraction}


def check_fraction(value: Any) -> None:
    """Raise ValueError if the fraction of a value is not a number."""
    if type(value) is str:  # the usual case
        return
    parts = parts_of(value)
    fraction = parts.get(FRACTION) if isinstance(parts, Mapping) else None
    if fraction is not None and read_fraction(fraction) is None:
        msg = f"The fraction of a message is a number from 0 to 1, not {fraction!r}."
        raise ValueError(msg)


def read_fraction(fraction: Any) -> float | None:
    """Return a fraction between 0 and 1, or None if it is not a number."""
    if isinstance(fraction, bool) or not isinstance(fraction, Real | Decimal):
        return None
    try:
        number = float(fraction)
    except OverflowError:  # an integer beyond any float
        number = math.inf if abs(fraction) == fraction else -math.inf
    except ValueError:  # a signaling NaN
        return None
    return None if math.isnan(number) else round(min(1.0, max(0.0, number)), 4)
