"""Template filters that are registered as in pyview.

List ``"liveflash.pyview.filters"`` in ``OPTIONS["builtins"]`` of TEMPLATES.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar, overload

from django.template import Library

F = TypeVar("F", bound=Callable[..., Any])


class FilterLibrary(Library):
    """A library of template filters; calling it registers one."""

    @overload
    def __call__(self, name_or_function: F) -> F: ...

    @overload
    def __call__(self, name_or_function: str | None = None) -> Callable[[F], F]: ...

    def __call__(self, name_or_function: Any = None) -> Any:
        """Register the decorated function, by its name or by another one.

        Write ``@register``, ``@register()`` or ``@register("name")``.
        """
        if callable(name_or_function):
            return self._register(name_or_function.__name__, name_or_function)

        def register(function: F) -> F:
            return self._register(name_or_function or function.__name__, function)

        return register

    def _register(self, name: str, function: F) -> F:
        accepts_attributes = isinstance(function, FunctionType)
        self.filter(name, function if accepts_attributes else _wrapped(function))
        return function


def _wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that calls a function of C, or another callable."""

    def call(value: Any, argument: Any = None) -> Any:
        return function(value) if argument is None else function(value, argument)

    return call


register = FilterLibrary()

register("len")(len)
