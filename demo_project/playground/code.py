"""The code for the chosen options."""

from demo_project.playground.options import NEW_KEY, VALUES, Options


def template_code(options: Options) -> str:
    """Return the tag for the template."""
    if options.place == "inline":
        key = "key" if options.key == NEW_KEY else f'"{options.key}"'
        arguments = [key]
    else:
        arguments = []
        if options.position != "top-end":
            arguments.append(f'position="{options.position}"')
        if options.most != "5":
            arguments.append(f"max={options.most}")
    if options.limit:
        arguments.append(f"timeout={options.limit}")
    if options.stay:
        arguments.append("stay=True")
    if options.skin != "plain":
        arguments.append(f'skin="{options.skin}"')
    if options.template:
        arguments.append(f'template="{options.template}"')
    return " ".join(["{% liveflash", *arguments, "%}"])


def handler_code(options: Options) -> str:
    """Return the calls for the event handler."""
    arguments = [_key(options), *_literal(VALUES[options.value])]
    if options.level or options.key == NEW_KEY:
        arguments.append(f'level="{options.level or "info"}"')
    if options.seconds:
        seconds = "math.inf" if options.seconds == "inf" else options.seconds
        arguments.append(f"timeout={seconds}")
    call = f"socket.put_flash({', '.join(arguments)})"
    if len(call) > 60:
        call = "socket.put_flash(\n" + "".join(f"    {g},\n" for g in arguments) + ")"
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
    """Return a value as Python code, with a dictionary over several lines."""
    if isinstance(value, str) and len(value) > 60:
        return [f'"{value[:42]}…"']
    if not isinstance(value, dict):
        return [_plain(value)]
    lines = "".join(f"        {_plain(k)}: {_plain(v)},\n" for k, v in value.items())
    return ["{\n" + lines + "    }"]


def _plain(value: object) -> str:
    """Return a value as Python code on one line, with double quotes."""
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
