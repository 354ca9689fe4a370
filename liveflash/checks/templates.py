"""System checks of one template, and of those that it always extends or includes."""

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.backends.django import Template as DjangoTemplate
from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import construct_relative_path

from liveflash.debug import pyview_syntax
from liveflash.debug.pyview_names import Usage, names_of_pyview, templates_used
from liveflash.views.live_view import LiveView

View = type[LiveView[Any]]


def check_template(view: View, name: str) -> Iterator[checks.CheckMessage]:
    """Yield what is wrong with the template of a view."""
    try:
        found: Any = get_template(name)
    except TemplateDoesNotExist:
        yield _missing(view, name)
    except TemplateSyntaxError as error:
        yield _broken(view, name, error)
    else:
        if isinstance(found, DjangoTemplate):
            seen = {(name, False)}
            yield from _check_names(view, found.template, is_in_loop=False, seen=seen)


def _check_names(
    view: View, template: Template, *, is_in_loop: bool, seen: set[tuple[str, bool]]
) -> Iterator[checks.CheckMessage]:
    """Yield what is wrong with a template that compiles, and with those it uses."""
    source = str(template.source)
    for usage in dict.fromkeys(names_of_pyview(source, is_in_loop=is_in_loop)):
        yield _unknown_name(view, str(template.name), usage)
    for used, is_used_in_loop in templates_used(source):
        name = _name_of(used, template)
        in_loop = is_in_loop or is_used_in_loop
        if name is None or (name, in_loop) in seen:
            continue
        seen.add((name, in_loop))
        try:
            other = template.engine.get_template(name)
        except TemplateDoesNotExist:
            continue
        except TemplateSyntaxError as error:
            yield _broken(view, name, error)
        else:
            yield from _check_names(view, other, is_in_loop=in_loop, seen=seen)


def _name_of(used: str, template: Template) -> str | None:
    """Return the name of a template that another uses; None for the same template."""
    try:
        path = construct_relative_path(template.name, f'"{used}"')
    except TemplateSyntaxError:
        return None
    return str(path).strip('"')


def _missing(view: View, name: str) -> checks.Error:
    return checks.Error(
        f"The template {name!r} of the LiveView {view.__qualname__} does not exist.",
        hint=(
            "Correct template_name, or put the template into a directory of TEMPLATES "
            "or the templates/ directory of an installed app."
        ),
        obj=view,
        id="liveflash.E006",
    )


def _broken(view: View, name: str, error: TemplateSyntaxError) -> checks.Error:
    hint = pyview_syntax.hint_for_error(error)
    return checks.Error(
        f"The template {name!r} of the LiveView {view.__qualname__} cannot be "
        f"compiled: {error}",
        hint=f"Correct the template {name!r}.{hint}",
        obj=view,
        id="liveflash.E006",
    )


def _unknown_name(view: View, name: str, usage: Usage) -> checks.Warning:
    return checks.Warning(
        f"The template {name!r} of the LiveView {view.__qualname__} reads "
        f"{usage.name} in line {usage.line}, which Django's templates do not have.",
        hint=usage.hint.strip(),
        obj=view,
        id="liveflash.W005",
    )
