"""Run the tests with every supported Python and Django.

``nox`` runs all combinations with an installed Python, ``nox -s "tests(python='3.13',
django='6.1')"`` one of them; ``-- tests/views`` selects tests. All packages
except Django have the versions of ``tests/requirements.txt``. ``nox -s wheel`` follows
the README with the built wheel instead, ``nox -s sdist`` with the sdist, and
``nox -s lowest`` runs the core tests with the lowest versions of all dependencies.
"""

import functools
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

# Find the Pythons of pyenv even if they are not selected.
INSTALLED = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
PROGRAMS = [str(path) for path in sorted(INSTALLED.glob("3.*/bin"))]
os.environ["PATH"] = os.pathsep.join([*PROGRAMS, os.environ.get("PATH", os.defpath)])

PINS = Path("tests/requirements.txt")
DJANGO = {"5.2": "Django~=5.2.0", "6.0": "Django~=6.0.0", "6.1": "Django~=6.1.0"}
# Django 6 needs Python 3.12, and Python 3.14 needs Django 5.2.8.
COMBINATIONS = [
    *[("3.11", "5.2")],
    *[("3.12", django) for django in DJANGO],
    *[("3.13", django) for django in DJANGO],
    *[("3.14", django) for django in DJANGO],
]


# Not declared: OpenTelemetry's packages have one version.
LOWEST = ["opentelemetry-sdk==1.31.0"]
CORE = ["channel", "push", "rendering", "storage", "templatetags", "testing", "views"]


@nox.session
@nox.parametrize(("python", "django"), COMBINATIONS)
def tests(session: nox.Session, django: str) -> None:
    """Run the given tests, by default all except the browser tests."""
    session.install("--quiet", "--requirement", _pins(session, django))
    session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    selected = session.posargs or ["tests", "--ignore=tests/browser"]
    session.run("python", "-m", "pytest", "-q", "--no-cov", *selected)


@nox.session(reuse_venv=False)
@nox.parametrize(("python", "django"), COMBINATIONS)
def wheel(session: nox.Session, django: str) -> None:
    """Follow the README with the wheel, then use its extras."""
    (built,) = _dist(session).glob("*.whl")
    pins = _pins(session, django)
    session.install("--quiet", "--constraint", pins, str(built))
    _follow(session, "tests/release/test_installed.py")
    extras = [f"{built}[test,otel]", "opentelemetry-sdk"]
    session.install("--quiet", "--constraint", pins, *extras)
    _follow(session, "tests/release/test_extras.py")


@nox.session(python=["3.11", "3.12", "3.13", "3.14"], reuse_venv=False)
def sdist(session: nox.Session) -> None:
    """Follow the README with the sdist."""
    (built,) = _dist(session).glob("*.tar.gz")
    session.install("--quiet", "--constraint", _pins(session, "5.2"), str(built))
    _follow(session, "tests/release/test_installed.py")


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the core tests with the lowest versions that pyproject.toml allows."""
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    required = [*project["dependencies"], *(each for extra in extras for each in extra)]
    bounds = [each.replace(">=", "==") for each in required if ">=" in each]
    session.install("--quiet", "--no-deps", "--requirement", _pins(session, "5.2"))
    session.install("--quiet", *bounds, *LOWEST)
    session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    selected = session.posargs or [f"tests/{room}" for room in CORE]
    session.run("python", "-m", "pytest", "-q", "--no-cov", *selected)


def _pins(session: nox.Session, django: str) -> str:
    """Return the path of requirements with all pins except that of Django."""
    pins = Path(session.create_tmp()) / "requirements.txt"
    lines = [
        line
        for line in PINS.read_text().splitlines()
        if not line.startswith("Django==")
    ]
    pins.write_text("\n".join([*lines, DJANGO[django]]))
    return str(pins)


def _dist(session: nox.Session) -> Path:
    """Return the folder of the release, which is built once a run."""
    return _build(Path(session.cache_dir))


@functools.cache
def _build(cache: Path) -> Path:
    folder = (cache / "release").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "tests.release.build", folder], check=True)
    return folder / "dist"


def _follow(session: nox.Session, tests: str) -> None:
    """Run tests of the release with the Python of the session."""
    env = {
        "LIVEFLASH_DIST": str(_dist(session)),
        "LIVEFLASH_PYTHON": str(Path(session.bin) / "python"),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--no-cov", tests]
    session.run(*command, env=env, external=True)
