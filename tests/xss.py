"""A page that renders a value from the client in every possible place."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from liveflash import LiveView, LiveViewSocket, apush_flash, put_flash

Socket = LiveViewSocket[dict[str, Any]]

# Each would set `hacked`, were it ever code.
CORPUS = [
    "<script>hacked=1</script>",
    "<ScRiPt src=data:,hacked=1></sCrIpT>",
    "<img src=x onerror=hacked=1>",
    "<svg onload=hacked=1>",
    "<svg/onload=hacked=1//",
    "<details open ontoggle=hacked=1>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'>",
    "<math><mi//xlink:href='data:x,<script>hacked=1</script>'>",
    '"><img src=x onerror=hacked=1>',
    "'><img src=x onerror=hacked=1>",
    "`><img src=x onerror=hacked=1>",
    '" autofocus onfocus=hacked=1 x="',
    "' autofocus onfocus=hacked=1 x='",
    '" phx-mounted="[[&quot;exec&quot;]]" phx-hook="Echo" x="',
    "</title><script>hacked=1</script>",
    "</textarea><script>hacked=1</script>",
    "</script><script>hacked=1</script>",
    "--><script>hacked=1</script><!--",
    "<!--><img src=x onerror=hacked=1>",
    "]]><img src=x onerror=hacked=1>",
    "&lt;script&gt;hacked=1&lt;/script&gt;",
    "&#60;img src=x onerror=hacked=1&#62;",
    "\u003cimg src=x onerror=hacked=1\u003e",
    "\uff1cscript\uff1ehacked=1\uff1c/script\uff1e",
    "<\x00script>hacked=1</script>",
    "javascript:hacked=1",
    "JaVaScRiPt:hacked=1",
    "java\nscript:hacked=1",
    "\x01javascript:hacked=1",
    "data:text/html,<script>parent.hacked=1</script>",
    "vbscript:hacked=1",
    "//evil.example/",
    "{{ hacked }}{% debug %}",
    "${hacked=1}",
    '[["exec",{"attr":"onclick"}]]',
]


class ShowingView(LiveView[dict[str, Any]]):
    """Shows a text in each of the ways."""

    template_name = "xss.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"told": "", "rows": [], "row": {}}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        if event == "told":
            return
        text = payload["text"]
        if event == "show":
            await show(socket, text)
        row = {"a": text, text: text}
        socket.context = {"told": text, "rows": [text, row], "row": row}
        socket.live_title = text


async def show(socket: Socket, text: str) -> None:
    socket.put_flash("value", text)
    socket.put_flash(text, "by its key")
    socket.put_flash("level", "by its level", level=text)
    socket.put_flash("title", {"title": text, "text": "by its title"})
    socket.put_flash("text", {"title": "by its text", "text": text})
    socket.put_flash("items", {"title": "by its items", "items": [text, [text]]})
    socket.put_flash("pairs", {"one": text, text: "by its name"})
    socket.put_flash("url", {"text": "by its url", "url": text})
    action = {"label": text, "event": text, "value": {text: text}}
    socket.put_flash("label", {"text": "by its action", "action": action})
    link = {"label": text, "url": f"?q={text}", "open": "new"}
    event = {"label": text, "event": text, "value": {text: text}}
    actions = [link, event, {"label": text, "dismiss": True}]
    socket.put_flash("actions", {"text": "by its actions", "actions": actions})
    with suppress(ValueError):  # what is no link is refused
        socket.put_flash("link", {"actions": [{"label": "x", "url": text}]})
    with suppress(ValueError):
        socket.put_flash("icon", "by its icon", icon=text)
    messages.success(socket, text, extra_tags=text)  # type: ignore[arg-type]
    socket.put_flash("updated", "before").update(text)
    if socket.session_key:
        await apush_flash("pushed", text, session=socket.session_key)


def send(request: HttpRequest) -> HttpResponse:
    """Have a text arrive with the page, as flash and as one of Django's messages."""
    text = request.GET["text"]
    put_flash(request, "sent", text)
    messages.error(request, text, extra_tags=text)
    return redirect("/xss/")
