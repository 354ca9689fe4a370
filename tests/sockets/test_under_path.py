"""A site below a path of its host, behind a proxy that forwards nothing else."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets import Origin
from websockets.sync.client import connect

from tests.docs import project, shell
from tests.docs.visitor import PATIENCE, join, load
from tests.protocol_client.frames import find_root
from tests.servers import give_up

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
{% block content %}
<a href="{% url 'home' %}">Home {{ request.path_info }}</a>
{% endblock %}
""",
}
SETTINGS = {
    "by the server": "",
    "by Django": "FORCE_SCRIPT_NAME = '/app'\n",
    "moved": "FORCE_SCRIPT_NAME = '/app'\nLIVEFLASH_SOCKET_PATH = '/ws/live'\n",
}
DAPHNE = "daphne -b 127.0.0.1 -p 8000 asgi:application"
UVICORN = "uvicorn asgi:application --host 127.0.0.1 --port 8000"
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 100; }}
http {{
    access_log off; {temporary}
    server {{
        listen 127.0.0.1:{port};
        location /app/ {{
            proxy_pass {behind};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }}
    }}
}}
"""


@contextmanager
def in_front(folder: Path, behind: str) -> Iterator[str]:
    """Run nginx for /app/ only; yield its address."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    text = CONFIGURATION.format(
        folder=folder, temporary=temporary, port=port, behind=behind
    )
    if folder.owner() == "root":
        text = f"user root;\n{text}"
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen(
        [
            program or give_up("nginx-light"),
            *("-c", str(folder / "nginx.conf"), "-g", "daemon off;"),
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    ("settings", "command", "rest"),
    [
        pytest.param("by Django", DAPHNE, "", id="FORCE_SCRIPT_NAME, forwarded"),
        pytest.param("by Django", DAPHNE, "/", id="FORCE_SCRIPT_NAME, removed"),
        pytest.param("moved", DAPHNE, "/", id="another path of the socket"),
        pytest.param(
            "by the server", f"{DAPHNE} --root-path /app", "", id="daphne, forwarded"
        ),
        pytest.param(
            "by the server", f"{UVICORN} --root-path /app", "/", id="uvicorn, removed"
        ),
    ],
)
def test_a_page_below_a_path_is_live(
    tmp_path: Path, settings: str, command: str, rest: str
) -> None:
    project.begin(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    with (tmp_path / "settings.py").open("a") as file:
        file.write(SETTINGS[settings])
    shell.migrate(tmp_path)
    with (
        shell.serving(command, tmp_path) as behind,
        in_front(tmp_path, f"{behind}{rest}") as address,
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
            tree = join(connection, f"{address}/app/home/", root)
    assert '<a href="/app/home/">Home /home/</a>' in html
    assert ("/app/home/" in str(tree), "'/home/'" in str(tree)) == (True, True)
