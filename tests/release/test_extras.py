"""The extras of the wheel do what the documentation says."""

import subprocess
from pathlib import Path

import pytest

from tests import small_project
from tests.docs import shell

VIEW = """
from liveflash import LiveView


class GreetingView(LiveView):
    async def mount(self, socket, session):
        socket.put_flash("info", "Hello.")
"""
TEMPLATE = (
    '{% extends "base.html" %}{% load liveflash %}'
    "{% block content %}{% liveflash %}{% endblock %}"
)
URLS = """
from django.urls import path
from live import GreetingView

urlpatterns = [path("greeting/", GreetingView.as_view(template_name="greeting.html"))]
"""
TESTS = """
async def test_the_plugin_opens_a_page(live):
    page = await live("/greeting/")
    assert page.flash == {"info": "Hello."}
"""
SETTINGS = """
INSTALLED_APPS += ["liveflash.contrib.otel"]
"""
METERS = """
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

reader = InMemoryMetricReader()
metrics.set_meter_provider(MeterProvider([reader]))

async def test_a_join_is_recorded(live):
    await live("/greeting/")
    assert "liveflash.join.duration" in reader.get_metrics_data().to_json()
"""


@pytest.fixture(scope="module")
def installed(
    python: Path, dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The Python, in which the wheel is installed with its extras."""
    folder = tmp_path_factory.mktemp("extras")
    variables = shell.environment(folder, str(python)) | {"PIP_FIND_LINKS": str(dist)}
    command = [str(python), "-m", "pip", "install", "liveflash[test,otel]"]
    subprocess.run(command, env=variables, capture_output=True, check=True)
    return python


def judge(python: Path, folder: Path, tests: str) -> str:
    """Run tests with the plugins that pytest finds; return the output."""
    small_project.begin(folder)
    for name, text in {
        "live.py": VIEW,
        "urls.py": URLS,
        "templates/greeting.html": TEMPLATE,
        "test_greeting.py": tests,
    }.items():
        (folder / name).write_text(text)
    with (folder / "settings.py").open("a") as settings:
        settings.write(SETTINGS)
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_greeting.py"],
        cwd=folder,
        env=shell.environment(folder, str(python)),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_pytest_finds_the_plugin(installed: Path, tmp_path: Path) -> None:
    output = judge(installed, tmp_path, TESTS)
    assert "1 passed" in output, output


def test_the_app_records_with_opentelemetry(installed: Path, tmp_path: Path) -> None:
    output = judge(installed, tmp_path, METERS)
    assert "1 passed" in output, output
