"""``{% js %}``: the commands of a template, and the mistakes that it refuses."""

from html import unescape
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from liveflash import JS
from liveflash.protocol.js_tag import JSNode

COMMANDS = (
    "The commands are: push, show, hide, toggle, add_class, remove_class, "
    "toggle_class, transition, set_attribute, remove_attribute, toggle_attribute, "
    "ignore_attributes, dispatch, focus, focus_first, push_focus, pop_focus, navigate, "
    "patch, exec."
)
CHAINED = "Commands are chained by a | with a space on each side."
PUSH = (
    "It takes: event, value=, target=, loading=, page_loading=, any other name= for "
    "its value."
)
HIDE = "It takes: [to], transition=, time=, blocking=."

VALUES: dict[str, Any] = {
    "item": {"pk": 7, "name": "a|b", "website": "javascript:alert(1)"},
    "value": {"id": 1, "x": 1},
    "card": {"closest": ".card"},
    "scale": ("ease-out", "opacity-0", "opacity-100"),
    "nothing": None,
}

COMPILED = {
    "push-and-hide": (
        "push 'lv:clear-flash' key='error' | hide '#flash-error'",
        JS().push("lv:clear-flash", value={"key": "error"}).hide("#flash-error"),
    ),
    "push-options": (
        "push 'a' target='#t' loading='.l' page_loading=True id=item.pk",
        JS().push("a", value={"id": 7}, target="#t", loading=".l", page_loading=True),
    ),
    "push-keywords-over-value": (
        "push 'a' value=value x=2",
        JS().push("a", value={"id": 1, "x": 2}),
    ),
    "push-keywords-of-any-name": (
        "push 'a' event='b' in='c' to='d'",
        JS().push("a", value={"event": "b", "in": "c", "to": "d"}),
    ),
    "push-keywords-over-none": (
        "push 'a' value=nothing x=1",
        JS().push("a", value={"x": 1}),
    ),
    "push-missing-variable-as-value": (
        "push 'a' x=missing",
        JS().push("a", value={"x": ""}),
    ),
    "filters": (
        "push item.name|upper|default:'x | y' n=item.name|length",
        JS().push("A|B", value={"n": 3}),
    ),
    "bar-in-quotes": ("push 'a | b'", JS().push("a | b")),
    "toggle": (
        "toggle '#x' in=scale out='fade' time=300",
        JS().toggle("#x", in_=VALUES["scale"], out="fade", time=300),
    ),
    "toggle-python-names": ("toggle in_='a'", JS().toggle(in_="a")),
    "to-by-name": ("show to='#x' display='flex'", JS().show("#x", display="flex")),
    "to-in-scope": ("hide card", JS().hide({"closest": ".card"})),
    "option-none": ("hide '#x' time=nothing", JS().hide("#x")),
    "attribute": (
        "set_attribute 'aria-expanded' 'true' to='#x'",
        JS().set_attribute("aria-expanded", "true", to="#x"),
    ),
    "attribute-between": (
        "toggle_attribute 'aria-expanded' 'true' 'false'",
        JS().toggle_attribute("aria-expanded", "true", "false"),
    ),
    "many": (
        "add_class 'a b' to='#x' | transition 'shake' | focus '#y' | pop_focus",
        JS().add_class("a b", to="#x").transition("shake").focus("#y").pop_focus(),
    ),
    "navigate": ("navigate '/a' replace=True", JS().navigate("/a", replace=True)),
    "exec": ("exec 'data-x' to='#x'", JS().exec("data-x", to="#x")),
}

REFUSED = {
    "empty": ("", f"a command is missing. {CHAINED} {COMMANDS}"),
    "bar-at-end": ("hide '#x' |", f"a command is missing. {CHAINED} {COMMANDS}"),
    "command": ("hid '#x'", f"there is no command 'hid'. {COMMANDS} {CHAINED}"),
    "option": ("hide '#x' foo=1", f"hide has no option 'foo'. {HIDE}"),
    "option-of-none": (
        "pop_focus to='#x'",
        "pop_focus has no option 'to'. It takes: nothing.",
    ),
    "option-named-in": (
        "toggle inn='a'",
        "toggle has no option 'inn'. It takes: [to], in=, out=, display=, time=, "
        "blocking=.",
    ),
    "too-many": ("hide '#x' '#y'", f"hide has no place for '#y'. {HIDE}"),
    "too-few": ("push key='a'", f"push is missing event. {PUSH}"),
    "two-missing": (
        "set_attribute to='#x'",
        "set_attribute is missing name, value. It takes: name, value, to=.",
    ),
    "after-an-option": (
        "hide time=1 '#x'",
        f"hide has '#x' after an option; put it before them. {HIDE}",
    ),
    "twice": ("push 'a' x=1 x=2", "push is given 'x' twice; give it once."),
    "twice-by-place": ("hide '#x' to='#y'", "hide is given 'to' twice; give it once."),
    "bar-without-spaces": ("push 'a'|hide '#x'", f"Invalid filter: 'hide'. {CHAINED}"),
    "bar-without-space": (
        "push 'a'| hide",
        f"Could not parse the remainder: '|' from ''a'|'. {CHAINED}",
    ),
    "bar-after-command": (
        "pop_focus|hide",
        f"there is no command 'pop_focus|hide'. {COMMANDS} {CHAINED}",
    ),
    "expression": ("push 'a' x=", "Could not parse the remainder: '=' from 'x='."),
    "fixed-value": (
        "hide '#x' time='1'",
        "JS.hide(): time='1' cannot be used; pass milliseconds as an integer.",
    ),
    "fixed-destination": (
        "navigate '//evil.example/'",
        "JS.navigate(): href='//evil.example/' may leave this site; pass a path "
        "('/page/?a=b'), and use an ordinary link for another site.",
    ),
}


def render(tag: str, *, autoescape: bool = True) -> str:
    template = Template(f"{{% load liveflash %}}{{% js {tag} %}}")
    return template.render(Context(VALUES, autoescape=autoescape))


@pytest.mark.parametrize(("tag", "js"), COMPILED.values(), ids=COMPILED)
def test_the_tag_gives_what_the_builder_gives(tag: str, js: JS) -> None:
    assert unescape(render(tag)) == str(js)


@pytest.mark.parametrize(("tag", "message"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_found_when_the_template_is_compiled(
    tag: str, message: str
) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        Template(f"{{% load liveflash %}}{{% js {tag} %}}")
    assert str(caught.value) == f"{{% js %}}: {message}"


@pytest.mark.parametrize("autoescape", [True, False], ids=["on", "off"])
def test_the_tag_is_escaped_for_its_attribute(autoescape: bool) -> None:
    html = render("push 'it\\'s' a='<b>&'", autoescape=autoescape)
    assert html == (
        "[[&quot;push&quot;,{&quot;event&quot;:&quot;it&#x27;s&quot;,&quot;value&quot;:"
        "{&quot;a&quot;:&quot;&lt;b&gt;&amp;&quot;}}]]"
    )


@pytest.mark.parametrize(
    ("tag", "kind", "message"),
    [
        (
            "hide item.pk",
            TypeError,
            "JS.hide(): to=7 cannot be used; pass a CSS selector, "
            "{'closest': selector} or {'inner': selector}.",
        ),
        (
            "hide missing",
            ValueError,
            "JS.hide(): to='' is empty; pass a value, or leave it out.",
        ),
        (
            "push 'a' value=item.pk x=1",
            TypeError,
            "JS.push(): value=7 cannot be used; pass a dict.",
        ),
        (
            "patch item.website",
            ValueError,
            "JS.patch(): href='javascript:alert(1)' may leave this site; pass a path "
            "('/page/?a=b'), and use an ordinary link for another site.",
        ),
    ],
    ids=["type", "missing-variable", "value-and-keywords", "destination"],
)
def test_a_value_that_cannot_be_used_names_the_tag(
    tag: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        render(tag)
    assert (caught.type, str(caught.value)) == (kind, f"{{% js %}}: {message}")


@pytest.mark.parametrize(
    ("tag", "fixed"),
    [
        ("push 'a' n=1 | hide '#x' blocking=False", True),
        ("pop_focus", True),
        ("push 'a' n=item.pk", False),
        ("push 'a'|upper", False),
        ("push 'a' | push _('Yes')", False),
    ],
    ids=["literals", "no-arguments", "variable", "filter", "translation"],
)
def test_literals_alone_are_built_once(tag: str, fixed: bool) -> None:
    template = Template(f"{{% load liveflash %}}{{% js {tag} %}}")
    (node,) = template.nodelist.get_nodes_by_type(JSNode)
    assert (getattr(node, "fixed", None) is not None) is fixed


def test_a_translation_is_in_the_language_of_the_render() -> None:
    template = Template("{% load liveflash %}{% js push 'a' text=_('Yes') %}")
    shown = []
    for language in ("en", "de"):
        with override(language):
            shown.append(unescape(template.render(Context())))
    assert shown == [
        str(JS().push("a", value={"text": "Yes"})),
        str(JS().push("a", value={"text": "Ja"})),
    ]
