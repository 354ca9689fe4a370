"""Work that a view starts beside its handlers, and the result of such work."""

from asyncio import Future
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, replace
from inspect import isawaitable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AsyncResult(Generic[T]):
    """The state and the result of work in the background.

    ``ok`` is true once there is a ``value``, and ``failed`` if the work has raised
    ``error``. While ``loading`` is true, the work runs; ``value`` is the former one.
    """

    value: T | None = None
    ok: bool = False
    loading: bool = False
    error: BaseException | None = None

    @property
    def failed(self) -> bool:
        """True if the work has raised an exception."""
        return self.error is not None


def as_loading(former: Any) -> AsyncResult[Any]:
    """Return the state of work that starts, or starts again."""
    known = former if isinstance(former, AsyncResult) else AsyncResult()
    return replace(known, loading=True, error=None)


def as_ended(former: Any, result: AsyncResult[Any]) -> AsyncResult[Any]:
    """Return the state of work that has ended; a failure keeps the former value.

    The tracebacks of an error are dropped, since they would keep the work's variables.
    """
    if result.error is None:
        return result
    known = former if isinstance(former, AsyncResult) else AsyncResult()
    for error in _chain(result.error):
        error.__traceback__ = None
    return replace(known, loading=False, error=result.error)


def _chain(error: BaseException) -> Iterable[BaseException]:
    """Return an error with its causes, its contexts and the errors of its groups."""
    found: dict[int, BaseException] = {}
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is not None and id(each) not in found:
            found[id(each)] = each
            pending += (each.__cause__, each.__context__)
            pending += each.exceptions if isinstance(each, BaseExceptionGroup) else ()
    return found.values()


class Job:
    """Work that a view has started: a call, or something that is awaited.

    If ``assigns`` is true, its result becomes the template variable ``name``. Raise
    TypeError for a name that is not a non-empty string, or if nothing can be called.
    """

    __slots__ = (
        "args",
        "assigns",
        "function",
        "is_cancelled",
        "kwargs",
        "name",
        "task",
    )

    def __init__(
        self,
        name: object,
        function: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        assigns: bool = False,
    ) -> None:
        self.name = _checked_name(name)
        self.function = function
        self.args = args
        self.kwargs = kwargs or {}
        self.assigns = assigns
        self.is_cancelled = False
        self.task: Future[None] | None = None
        self._check()

    def _check(self) -> None:
        if self.is_awaited and (self.args or self.kwargs):
            msg = (
                f"{self.function!r} takes no more arguments: pass the function itself, "
                "followed by its arguments."
            )
            raise TypeError(msg)
        if not self.is_awaited and not callable(self.function):
            msg = (
                f"The work {self.name!r} is {self.function!r}: pass a function and its "
                "arguments, or a coroutine. The function is called in the background."
            )
            raise TypeError(msg)

    @property
    def is_awaited(self) -> bool:
        """True if the function is a coroutine or another awaitable object."""
        return isawaitable(self.function)

    def cancel(self) -> None:
        """Cancel the work; call it on the event loop. A thread runs to its end."""
        self.is_cancelled = True
        if self.task is not None:
            self.task.cancel()
        else:
            self.discard()

    def discard(self) -> None:
        """Drop work that never begins."""
        match self.function:
            case Coroutine():
                self.function.close()
            case Future():
                self.function.cancel()


def _checked_name(name: object) -> str:
    if isinstance(name, str) and name:
        return name
    msg = f"The name of work must be a non-empty string, not {name!r}."
    raise TypeError(msg)
