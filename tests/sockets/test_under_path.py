"""A site below a path of its host, behind a proxy that forwards nothing else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets import Origin
from websockets.sync.client import connect

from tests import nginx, small_project
from tests.docs import project, shell
from tests.docs.blocks import blocks_of
from tests.docs.visitor import PATIENCE, join, load
from tests.protocol_client.frames import find_root
from tests.servers import free_port

FILES = {
    "live.py": """
from liveflash import LiveView

class HomeView(LiveView):
    template_name = "home.html"
""",
    "urls.py": """
from django.urls import path
from live import HomeView
urlpatterns = [path("home/", HomeView.as_view(), name="home")]
""",
    "templates/home.html": """
{% extends "base.html" %}
{% block content %}<a href="{% url 'home' %}">Home {{ request.path }}</a>{% endblock %}
""",
}
BLOCKS = list(blocks_of(project.DOCS / "deployment.md"))
(BELOW,) = (each.text for each in BLOCKS if each.path == "mysite/below_a_path.py")
BY_DJANGO = BELOW.partition("from mysite.settings import *\n")[2]
(LOCATION,) = (each.text for each in BLOCKS if each.path == "below.conf")
(NGINX,) = (each.text for each in BLOCKS if each.path == "nginx.conf")
FORWARDED = "\n".join(re.findall(r"^ +proxy_(?!pass).*;$", NGINX, re.MULTILINE))
WSGI = """
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
application = get_wsgi_application()
"""
SETTINGS = {
    "by the server": "",
    "by Django": BY_DJANGO,
    "moved": f"{BY_DJANGO}LIVEFLASH_SOCKET_PATH = '/ws/live'\n",
}
DAPHNE = "daphne -b 127.0.0.1 -p 8000 asgi:application"
UVICORN = "uvicorn asgi:application --host 127.0.0.1 --port 8000"
HYPERCORN = "hypercorn --bind 127.0.0.1:8000 asgi:application"
GUNICORN = "gunicorn --bind 127.0.0.1:8000 wsgi:application"
GRANIAN = "granian --interface asginl --host 127.0.0.1 --port 8000 asgi:application"
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 100; }}
http {{
    access_log off; {temporary}
    map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
    server {{
        listen 127.0.0.1:{port};
        {forwarded}
        {location}
    }}
}}
"""


@contextmanager
def in_front(folder: Path, behind: str) -> Iterator[str]:
    """Run nginx for /app/ only; yield its address."""
    port = free_port()
    text = CONFIGURATION.format(
        folder=folder,
        temporary=nginx.own_directories(folder),
        port=port,
        forwarded=FORWARDED,
        location=LOCATION.replace("http://mysite", behind),
    )
    with nginx.running(folder, text):
        yield f"http://127.0.0.1:{port}"


def live_page(
    folder: Path, settings: str, command: str, rest: str
) -> tuple[str, dict[str, object]]:
    """Return the text of a page below the path, and its tree after the join."""
    small_project.begin(folder)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    with (folder / "settings.py").open("a") as file:
        file.write(SETTINGS[settings])
    shell.migrate(folder)
    with (
        shell.serving(command, folder) as behind,
        in_front(folder, f"{behind}{rest}") as address,
    ):
        load(behind, "/home/" if rest else "/app/home/")
        html, cookies = load(address, "/app/home/")
        root = find_root(html)
        found = re.search(r'name="liveflash-socket" content="(.*?)"', html)
        assert root
        assert found
        with connect(
            f"{address.replace('http', 'ws', 1)}{found[1]}/websocket?vsn=2.0.0",
            origin=Origin(address),
            additional_headers={"Cookie": cookies},
            proxy=None,
            open_timeout=PATIENCE,
        ) as connection:
            return html, join(connection, f"{address}/app/home/", root)


@pytest.mark.parametrize(
    ("settings", "command", "rest"),
    [
        pytest.param("by Django", DAPHNE, "", id="FORCE_SCRIPT_NAME, daphne"),
        pytest.param("by Django", UVICORN, "", id="FORCE_SCRIPT_NAME, uvicorn"),
        pytest.param("moved", DAPHNE, "", id="another path of the socket"),
        pytest.param("by the server", f"{DAPHNE} --root-path /app", "", id="daphne"),
        pytest.param(
            "by the server", f"{HYPERCORN} --root-path /app", "", id="hypercorn"
        ),
        pytest.param(
            "by the server", f"{GRANIAN} --url-path-prefix /app", "", id="granian"
        ),
        pytest.param(
            "by the server", f"{UVICORN} --root-path /app", "/", id="uvicorn, removed"
        ),
    ],
)
def test_a_page_below_a_path_is_live(
    tmp_path: Path, settings: str, command: str, rest: str
) -> None:
    html, tree = live_page(tmp_path, settings, command, rest)
    rendered = '<a href="/app/home/">Home /app/home/</a>'
    assert (rendered in html, str(tree).count("/app/home/")) == (True, 2)


def test_a_page_is_live_if_the_proxy_removes_the_forced_path(tmp_path: Path) -> None:
    html, tree = live_page(tmp_path, "by Django", DAPHNE, "/")
    assert '<a href="/app/home/">' in html
    assert "/app/home/" in str(tree)


def test_a_wsgi_server_needs_the_path_removed(tmp_path: Path) -> None:
    small_project.begin(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    with (tmp_path / "settings.py").open("a") as file:
        file.write(BY_DJANGO)
    (tmp_path / "wsgi.py").write_text(WSGI)
    with shell.serving(GUNICORN, tmp_path) as address:
        html, _cookies = load(address, "/home/")
    assert '<a href="/app/home/">Home /app/home/</a>' in html
