"""Signatures and annotations of functions, which may name what is defined later."""

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any, get_type_hints

from liveflash.views.binding import DependsMarker

# Raised for an annotation that cannot be evaluated.
UNRESOLVABLE = (NameError, AttributeError, TypeError, SyntaxError)


def dependency_of(
    function: Callable[..., Any], parameter: inspect.Parameter
) -> DependsMarker | None:
    """Return the ``Depends`` of a parameter: its default, or in its annotation."""
    if isinstance(parameter.default, DependsMarker):
        return parameter.default
    try:
        annotation = annotation_of(function, parameter, with_metadata=True)
    except UNRESOLVABLE:
        return None
    metadata = getattr(annotation, "__metadata__", ())
    return next((each for each in metadata if isinstance(each, DependsMarker)), None)


def annotation_of(
    function: Callable[..., Any],
    parameter: inspect.Parameter,
    *,
    with_metadata: bool = False,
) -> Any:
    """Return the annotation of a parameter; evaluate it if it is a string."""
    name, annotation = parameter.name, parameter.annotation
    if annotation is parameter.empty:
        return Any
    holder = SimpleNamespace(__annotations__={name: annotation})
    namespace = getattr(inspect.unwrap(function), "__globals__", {})
    hints = get_type_hints(holder, globalns=namespace, include_extras=with_metadata)
    return hints[name]


def signature(function: Callable[..., Any]) -> inspect.Signature:
    """Return the signature; names in annotations may be defined later."""
    if sys.version_info < (3, 14):
        return inspect.signature(function)
    lenient = import_module("annotationlib").Format.FORWARDREF
    return inspect.signature(function, annotation_format=lenient)
