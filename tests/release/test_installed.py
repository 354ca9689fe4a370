"""A new user installs the wheel, and follows the README word for word."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import project, shell
from tests.docs.blocks import ROOT
from tests.docs.visitor import PATIENCE, dial, join, load
from tests.protocol_client.frames import event_payload, find_root, frame

LIVE_PATH = "/settings/"
SERVER = f"python -m daphne --port {shell.PORT} mysite.asgi:application"
PLAIN_VIEW = """
from django.shortcuts import render
from liveflash import put_flash

def greet(request):
    put_flash(request, "info", "Welcome.")
    return render(request, "base.html")

urlpatterns += [path("greet/", greet)]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project."""
    return tmp_path_factory.mktemp("project")


@pytest.fixture(scope="module")
def variables(python: Path, dist: Path, folder: Path) -> dict[str, str]:
    """The environment of the project: pip finds the release, and no registry."""
    return shell.environment(folder, str(python)) | {"PIP_FIND_LINKS": str(dist)}


@pytest.fixture(scope="module")
def followed(variables: dict[str, str], folder: Path) -> Path:
    """The folder of the README's project, with a plain view."""
    project.follow(ROOT / "README.md", folder, LIVE_PATH, variables)
    with (folder / "mysite" / "urls.py").open("a") as urls:
        urls.write(PLAIN_VIEW)
    return folder


@pytest.fixture(scope="module")
def address(variables: dict[str, str], followed: Path) -> Iterator[str]:
    """The address of the project on daphne."""
    with shell.serving(SERVER, followed, variables) as address:
        yield address


def test_the_readme_can_be_followed_with_the_installed_package(
    python: Path, variables: dict[str, str], followed: Path
) -> None:
    told = subprocess.run(
        [python, "-c", "import liveflash; print(liveflash.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=followed,
        env=variables,
    )
    assert Path(told.stdout.strip()).is_relative_to(python.parents[1])


def test_a_plain_page_shows_the_message_of_its_view(address: str) -> None:
    html, _ = load(address, "/greet/")
    assert "Welcome." in html


def test_an_event_is_answered_with_a_message(address: str) -> None:
    html, cookies = load(address, LIVE_PATH)
    root = find_root(html)
    assert root
    with dial(address, cookies) as connection:
        join(connection, f"{address}{LIVE_PATH}", root)
        event = event_payload("save", "name=Ada", "form")
        connection.send(frame("1", "2", root.topic, "event", event))
        *_, reply = json.loads(connection.recv(PATIENCE))
    assert reply["status"] == "ok"
    assert "Settings saved." in json.dumps(reply["response"]["diff"])
