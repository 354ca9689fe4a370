"""Hypothesis strategies for the frames of a hostile client."""

from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]

# No lone surrogates: what is read from a socket is UTF-8. They come in as escapes.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts

XSS = "<script>alert(1)</script>"
NASTY = st.sampled_from(
    [
        XSS,
        '"><img src=x onerror=alert(1)>',
        "__class__",
        "__proto__",
        "{{ request }}",
        "{% debug %}",
        "../../etc/passwd",
        "\x00",
        "\r\nSet-Cookie: a=b",
        "﷽" * 50,
        "x" * 3000,
        "%",
        "%ED%A0%80",
        "-0",
        "9" * 400,
        "1e999",
    ]
)

values: Strategy = st.recursive(
    scalars | NASTY,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(texts | NASTY, inner, max_size=4)
    ),
    max_leaves=12,
)

TOPICS = ["lv:a", "lv:b", "lv:c"]
topics = st.sampled_from([*TOPICS, "lv:", "phoenix", "room:lobby"]) | texts
refs = st.none() | st.sampled_from(["1", "2", "3"]) | texts

EVENTS = [
    "event",
    "live_patch",
    "phx_leave",
    "phx_join",
    "phx_close",
    "phx_error",
    "phx_reply",
    "heartbeat",
    "diff",
    "allow_upload",
    "progress",
    "cids_will_destroy",
    "cids_destroyed",
    "__init__",
]
events = st.sampled_from(EVENTS) | texts

KINDS = st.sampled_from(["click", "keyup", "hook", "form", "blur", ""]) | texts

NAMES = st.sampled_from(
    [
        "put",
        "clear",
        "keep",
        "name",
        "title",
        "hook",
        "navigate",
        "redirect",
        "echo",
        "crash",
        "count",
        "lv:clear-flash",
        "lv:flash-time",
        "lv:flash-shown",
        "lv:else",
        "mount",
        "handle_event",
        "__init__",
    ]
)

ADDRESSES = st.sampled_from(
    [
        "/trusting/",
        "/trusting/7/",
        "/trusting/?a=b",
        "/plain-trusting/",
        "/members/",
        "/staff/",
        "/logout/",
        "/plain/",
        "/nowhere/",
        "/broken/",
        "/leaving/self/",
        "/leaving/live/",
        "//evil.example/",
        "http://evil.example/",
        "http://testserver",
        "http://testserver/trusting/",
        "http://testserver/members/",
        "http://testserver/logout/",
        "http://testserver@evil.example/",
        "http://testserver:80@evil/",
        "http://[::1",
        "https://testserver/trusting/",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
        "/trusting/%00",
        "/trusting/%ff",
        "/trusting/../members/",
        "/trusting/%2e%2e/members/",
        "/a\r\nb",
        "http://testserver/trusting/?" + "a=b&" * 2000,
        "http://testserver/" + "%" * 50,
        "",
    ]
)
urls = ADDRESSES | texts | values

fields = st.lists(st.tuples(texts | NASTY, texts | NASTY), max_size=5).map(urlencode)
forms = fields | NASTY | st.just("&".join(["a=1"] * 1001))

wanted = st.fixed_dictionaries(
    {},
    optional={
        "key": texts | values,
        "value": values,
        "id": values,
        "ids": values,
        "title": texts | values,
        "event": texts | values,
        "to": urls,
        "number": values,
        "expired": values,
    },
)

times = st.dictionaries(
    texts, st.lists(st.floats() | st.booleans() | scalars, max_size=3), max_size=3
)


@st.composite
def happenings(draw: st.DrawFn) -> dict[str, Any]:
    """The payload of an ``event``, more or less."""
    kind = draw(KINDS)
    payload = {
        "type": kind,
        "event": draw(NAMES | texts),
        "value": draw(forms if kind == "form" else wanted | times | values),
    }
    if draw(st.booleans()):
        payload["meta"] = draw(wanted | values)
    if draw(st.integers(0, 9)) == 0:
        payload["cid"] = draw(values)
    if draw(st.integers(0, 9)) == 0:
        payload["uploads"] = draw(values)
    if draw(st.integers(0, 9)) == 0:
        payload[draw(st.sampled_from(sorted(payload)))] = draw(values)
    return payload


payloads = happenings() | st.dictionaries(texts, values, max_size=4)

patches = st.fixed_dictionaries({"url": urls}) | st.dictionaries(texts, values)

join_params = st.fixed_dictionaries(
    {},
    optional={
        "_mounts": st.integers(-2, 3) | values,
        "_flash": times | values,
        "_messages": st.dictionaries(texts, scalars, max_size=3) | values,
        "_shown": st.dictionaries(texts, scalars, max_size=3) | values,
        "_csrf_token": values,
        "_mount_attempts": values,
    },
)

parts = refs | values
frames = st.lists(parts, max_size=7) | values

LONE = '"\\ud800"'
CONSTANTS = ["NaN", "Infinity", "-Infinity", "1e400", "-0"]
garbage = (
    texts
    | NASTY
    | st.sampled_from(
        [
            "[" * 9_000,
            "[" * 9_000 + "]" * 9_000,
            '{"a":' * 5_000,
            "[1,2,3",
            f"[{LONE},{LONE},{LONE},{LONE},{{}}]",
            f'["1","1","lv:a","event",{{"type":{LONE}}}]',
            '["1","1","lv:a","event",{}] []',
            '["1","1","lv:a","event",{"a":1,"a":2}]',
            *(f'["1","1","lv:a","event",{{"a":{each}}}]' for each in CONSTANTS),
            "9" * 5_000,
            f'["1","1","lv:a","event",{{"a":{"9" * 5_000}}}]',
        ]
    )
)
