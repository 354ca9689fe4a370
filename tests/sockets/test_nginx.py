"""The deployment of the documentation: nginx terminates TLS in front of each server."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets import ConnectionClosed, InvalidStatus

from tests import nginx
from tests.docs import project, shell
from tests.docs.blocks import blocks_of
from tests.docs.visitor import PATIENCE, dial, load, visit
from tests.servers import free_port, make_certificate

PAGE = project.DOCS / "deployment.md"
COMMANDS = {
    command.split()[0]: command
    for block in blocks_of(PAGE)
    if block.kind == "shell"
    for command in re.findall(r"^\$ (.+)$", block.text.replace("\\\n", ""), re.M)
    if command.startswith(shell.SERVERS)
}

(PAGE_COMMAND,) = (
    command
    for block in blocks_of(PAGE)
    if block.kind == "shell"
    for command in re.findall(rf"^\$ ({shell.WSGI_SERVER} .+)$", block.text, re.M)
)

# It has no option for the size of messages.
UNLIMITED = {"granian"}
MIB = 1_048_576
ACCEPTED = 8 * MIB
MESSAGE_TOO_BIG = 1009
FRAME_TOO_BIG = 4413


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the page, with a certificate for this machine."""
    folder = tmp_path_factory.mktemp("deployed")
    project.make(PAGE.name, folder)
    shell.migrate(folder)
    told = project.run(folder, "django", "collectstatic", "--noinput")
    assert "static files copied" in told, told
    make_certificate(folder)
    return folder


@contextmanager
def in_front(folder: Path, behind: str, sockets: str = "") -> Iterator[str]:
    """Run nginx as the page has it, on a port of its own; yield the address.

    ``sockets`` is the address of a second server, for the sockets only.
    """
    port = free_port()
    text = (folder / "nginx.conf").read_text()
    for stated, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8000", behind.removeprefix("http://")),
        ("/etc/ssl/mysite", str(folder)),
        ("/srv/mysite", str(folder)),
        ("pid nginx.pid", f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log"),
        ("http {", f"http {{ access_log off; {nginx.own_directories(folder)}"),
    ):
        assert stated in text
        text = text.replace(stated, here)
    if sockets:
        location = (folder / "sockets.conf").read_text()
        there = location.replace("127.0.0.1:8001", sockets.removeprefix("http://"))
        text = text.replace("location / {", f"{there}\nlocation / {{")
    with nginx.running(folder, text):
        yield f"https://127.0.0.1:{port}"


@pytest.mark.parametrize("server", COMMANDS)
def test_a_live_page_behind_nginx(folder: Path, server: str) -> None:
    trusted = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    with (
        shell.serving(COMMANDS[server], folder) as behind,
        in_front(folder, behind) as address,
    ):
        load(behind, "/")
        visit(address, "/", trusted)
        script, _cookies = load(
            address, "/static/liveflash/liveflash-client.js", trusted
        )
        with pytest.raises(InvalidStatus) as refused:
            dial(address, origin="https://evil.example", context=trusted)
    assert ("phx_join" in script, refused.value.response.status_code) == (True, 403)


@pytest.mark.parametrize("server", sorted(set(COMMANDS) - UNLIMITED))
def test_a_server_leaves_messages_below_8_mib_to_liveflash(
    folder: Path, server: str
) -> None:
    with shell.serving(COMMANDS[server], folder) as address:
        load(address, "/")
        taken = answer(address, MIB // 2)
        with pytest.raises(ConnectionClosed) as closed:
            answer(address, ACCEPTED - MIB)
    assert "too big" in taken
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == FRAME_TOO_BIG


@pytest.mark.parametrize("server", sorted(set(COMMANDS) - UNLIMITED))
def test_a_server_takes_no_message_above_8_mib(folder: Path, server: str) -> None:
    with shell.serving(COMMANDS[server], folder) as address:
        load(address, "/")
        with pytest.raises(ConnectionClosed) as closed:
            answer(address, ACCEPTED)
    # daphne breaks the connection off.
    assert closed.value.rcvd is None or closed.value.rcvd.code == MESSAGE_TOO_BIG


def answer(address: str, size: int) -> str:
    """Return the answer to a frame of more than ``size`` bytes."""
    with dial(address) as connection:
        frame = [None, "1", "phoenix", "heartbeat", {"a": "x" * size}]
        connection.send(json.dumps(frame))
        return str(connection.recv(PATIENCE))


def test_uvicorn_takes_no_compressed_messages(folder: Path) -> None:
    with shell.serving(COMMANDS["uvicorn"], folder) as address:
        load(address, "/")
        with dial(address) as connection:
            assert connection.protocol.extensions == []


@pytest.mark.parametrize("server", COMMANDS)
def test_a_wsgi_server_serves_the_page_and_an_asgi_server_its_socket(
    folder: Path, server: str
) -> None:
    trusted = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    with (
        shell.serving(PAGE_COMMAND, folder) as pages,
        shell.serving(COMMANDS[server], folder) as sockets,
        in_front(folder, pages, sockets) as address,
    ):
        load(sockets, "/")
        load(pages, "/")
        tree = visit(address, "/", trusted)
    assert "<h1>Home</h1>" in str(tree)


def test_all_four_servers_are_tried() -> None:
    assert set(COMMANDS) == {"daphne", "uvicorn", "granian", "hypercorn"}
