"""The code for what is chosen in the playground."""

from demo_project.playground.options import NEW_KEY, VALUES, Options


def template_code(options: Options) -> str:
    """The tag in the template."""
    if options.place == "inline":
        key = "key" if options.key == NEW_KEY else f'"{options.key}"'
        chosen = [key]
    else:
        chosen = []
        if options.position != "top-end":
            chosen.append(f'position="{options.position}"')
        if options.most != "5":
            chosen.append(f"max={options.most}")
    if options.limit:
        chosen.append(f"timeout={options.limit}")
    if options.stay:
        chosen.append("stay=True")
    if options.skin != "plain":
        chosen.append(f'skin="{options.skin}"')
    if options.template:
        chosen.append(f'template="{options.template}"')
    return " ".join(["{% liveflash", *chosen, "%}"])


def handler_code(options: Options) -> str:
    """The calls in the event handler."""
    given = [_key(options), *_literal(VALUES[options.value])]
    if options.level or options.key == NEW_KEY:
        given.append(f'level="{options.level or "info"}"')
    if options.seconds:
        seconds = "math.inf" if options.seconds == "inf" else options.seconds
        given.append(f"timeout={seconds}")
    call = f"socket.put_flash({', '.join(given)})"
    if len(call) > 60:
        call = "socket.put_flash(\n" + "".join(f"    {g},\n" for g in given) + ")"
    return "\n".join([*_before(options), _assigned(options) + call, *_after(options)])


def _key(options: Options) -> str:
    return 'f"upload-{number}"' if options.key == NEW_KEY else f'"{options.key}"'


def _assigned(options: Options) -> str:
    return "self.progress = " if options.value == "progress" else ""


def _before(options: Options) -> list[str]:
    return ["import math", ""] if options.seconds == "inf" else []


def _after(options: Options) -> list[str]:
    match options.value:
        case "progress":
            return [
                "",
                "# later, in handle_info",
                'self.progress.update("Importing… 40 %")',
                'self.progress.update("Done.", level="success")',
            ]
        case "action":
            return [
                "",
                "# the click on the action",
                'if event == "undo":',
                '    socket.put_flash("success", "The photo is back.")',
            ]
        case _:
            return []


def _literal(value: object) -> list[str]:
    """A value as Python, a dictionary over several lines."""
    if isinstance(value, str) and len(value) > 60:
        return [f'"{value[:42]}…"']
    if not isinstance(value, dict):
        return [_plain(value)]
    lines = "".join(f"        {_plain(k)}: {_plain(v)},\n" for k, v in value.items())
    return ["{\n" + lines + "    }"]


def _plain(value: object) -> str:
    """A value as Python on one line, with double quotes."""
    match value:
        case str() if '"' not in value:
            return f'"{value}"'
        case dict():
            pairs = (f"{_plain(k)}: {_plain(v)}" for k, v in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(map(_plain, value)) + "]"
        case _:
            return repr(value)
