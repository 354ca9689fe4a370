"""``python -m benchmarks.render``: measure everything and print the tables."""

import json
import os
import platform
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from benchmarks.pages import PAGES, SETTINGS
from benchmarks.render.engines import DjangoEngine, Engine, LiveEngine, PyviewEngine
from benchmarks.render.steps import (
    MESSAGE,
    change_cell,
    check,
    compile_steps,
    insert,
    render_steps,
    scaling_steps,
    waiting_steps,
)
from benchmarks.render.timing import Step, measure
from liveflash.protocol import frames
from liveflash.protocol.frames import LIVE_VIEW_PREFIX, ROOT_ID, Frame

ROUNDS = int(os.environ.get("ROUNDS", "40"))

# What both add to a join's tree; only its length counts here.
JOINED = {"liveview_version": "1.2.12"}

CHANGES: dict[str, Callable[[Engine], None]] = {
    "message put for the first time": lambda engine: engine.put(MESSAGE),
    "message cleared": lambda engine: engine.clear(),
    "message put again": lambda engine: engine.put(MESSAGE),
    "another one put in its place": lambda engine: engine.put(MESSAGE[::-1]),
    "nothing changed": lambda _engine: None,
    "one cell changed": lambda engine: change_cell(engine, "Changed"),
    "row inserted at the top": lambda engine: insert(engine, SETTINGS, 5000),
}
GOALS = {
    "message put again": "160",
    "message cleared": "110",
    "nothing changed": "80",
}


def main() -> None:
    """Check that all engines agree, then measure."""
    for page in PAGES:
        check(page)
    packages = ("django", "jinja2", "pyview-web")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    say(f"Python {platform.python_version()}, {versions}; {processor()}")
    say(f"Settings page: {len(DjangoEngine(SETTINGS).html())} bytes of HTML.\n")
    runs = [render_steps(page) for page in PAGES]
    scaling = scaling_steps()
    compiling = compile_steps()
    waiting = waiting_steps()
    extra = [*scaling, *compiling, *waiting]
    measure([*(step for run in runs for step in run), *extra], ROUNDS)
    say_renders(runs)
    say_goals(runs[0], scaling, compiling)
    say_waiting(waiting)
    say_bytes()
    say_memory()


def say(line: str = "") -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def processor() -> str:
    """Return a description of the machine and the versions."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123
            names = [line.partition(":")[2] for line in lines if "model name" in line]
    except OSError:
        names = []
    name = names[0].strip() if names else platform.processor()
    return f"{name}, {os.cpu_count()} processors, one used"


def say_table(head: list[str], rows: Iterable[list[str]]) -> None:
    """Print a table in Markdown."""
    say("| " + " | ".join(head) + " |")
    say("|---" * len(head) + "|")
    for row in rows:
        say("| " + " | ".join(row) + " |")
    say()


def say_renders(runs: list[list[Step]]) -> None:
    """Print the first table."""
    say(f"CPU µs per render, median of {ROUNDS} rounds (quartiles)\n")
    names = [step.name for step in runs[0]]
    say_table(
        ["", *(page.title for page in PAGES)],
        [
            [name, *(_figure(run[index]) for run in runs)]
            for index, name in enumerate(names)
        ],
    )


def _figure(step: Step) -> str:
    low, high = step.quartiles
    digits = 1 if step.median < 100 else 0
    return f"{step.median:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def say_goals(steps: list[Step], scaling: list[Step], compiling: list[Step]) -> None:
    """Print the derived figures beside their goals."""
    of = {step.name: step.median for step in steps}
    same = of["liveflash: nothing changed"]
    toggled = of["liveflash: flash put, cleared in turn"]
    few, many = (step.median for step in scaling)
    by_django, to_tree = (step.median for step in compiling)
    rows = {
        "settings page, nothing changed, µs": (f"{same:.1f}", "at most 45"),
        "settings page, flash put or cleared, µs": (f"{toggled:.1f}", "at most 60"),
        "as many times faster than Django": (
            f"{of['Django: Template.render'] / same:.1f}",
            "at least 8",
        ),
        "as many times faster than Jinja2": (f"{of['Jinja2: render'] / same:.1f}", ""),
        "as many times faster than pyview": (
            f"{of['pyview: nothing changed'] / same:.1f}",
            "",
        ),
        f"lv:clear-flash, 2000 rows to 20 ({many:.1f} to {few:.1f} µs)": (
            f"{many / few:.2f}",
            "at most 1.3",
        ),
        f"compiling, to Django's ({to_tree:.0f} to {by_django:.0f} µs)": (
            f"{to_tree / by_django:.2f}",
            "at most 3",
        ),
    }
    say_table(["", "", "goal"], [[name, *row] for name, row in rows.items()])


def say_waiting(steps: list[Step]) -> None:
    """Print the overhead of a render on the event loop."""
    plain, on_loop = steps
    say(
        f"On the event loop: render_on_loop {on_loop.median:.1f} µs, "
        f"render alone {plain.median:.1f} µs\n"
    )


def say_bytes() -> None:
    """Print the second table: whole frames of the settings page."""
    live, pyview = LiveEngine(SETTINGS), PyviewEngine(SETTINGS)
    live_sent = {"join reply": live_frame({"rendered": live.join(), **JOINED})}
    peer_sent = {"join reply": pyview_frame({"rendered": pyview.join(), **JOINED})}
    for name, change in CHANGES.items():
        change(live)
        live_sent[name] = live_frame({"diff": live.render()})
        change(pyview)
        peer_sent[name] = pyview_frame({"diff": pyview.render()})
    say("Bytes per frame, settings page\n")
    say_table(
        ["", "liveflash", "pyview", "liveflash's goal"],
        [
            [
                name,
                *(str(len(sent[name].encode())) for sent in (live_sent, peer_sent)),
                GOALS.get(name, ""),
            ]
            for name in live_sent
        ],
    )
    for name in GOALS:
        say(f"{name}: {live_sent[name]}")
    say()


def live_frame(response: dict[str, Any]) -> str:
    """Return a reply of liveflash."""
    frame = Frame("4", "12", LIVE_VIEW_PREFIX + ROOT_ID, "event", {})
    return frames.reply(frame, response)


def pyview_frame(response: dict[str, Any]) -> str:
    """Return a reply of pyview, which identifies pages by a UUID."""
    topic = f"lv:phx-{uuid4()}"
    payload = {"response": response, "status": "ok"}
    return json.dumps(["4", "12", topic, "phx_reply", payload])


def say_memory(count: int = 200) -> None:
    """Print the memory of a joined page besides its context and request."""
    live = LiveEngine(SETTINGS)
    live.join()
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    regions = []
    for _ in range(count):
        made = live.new_region()
        made.render(*live.layers())
        regions.append(made)
    after, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = len(DjangoEngine(SETTINGS).html())
    say(
        f"Memory per joined settings page, without its context and request: "
        f"{(after - before) / len(regions):.0f} bytes (its HTML: {size})"
    )


if __name__ == "__main__":
    random.seed(1)
    main()
