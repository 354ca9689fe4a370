"""Run the tests with every supported Python and Django.

``nox`` runs all combinations with an installed Python, ``nox -s "tests(python='3.13',
django='6.1')"`` one of them; ``-- tests/views`` selects tests. All packages
except Django have the versions of ``tests/requirements.txt``.
"""

import os
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


@nox.session
@nox.parametrize(("python", "django"), COMBINATIONS)
def tests(session: nox.Session, django: str) -> None:
    """Run the given tests, by default all except the browser tests."""
    pins = Path(session.create_tmp()) / "requirements.txt"
    lines = [
        line
        for line in PINS.read_text().splitlines()
        if not line.startswith("Django==")
    ]
    pins.write_text("\n".join([*lines, DJANGO[django]]))
    session.install("--quiet", "--requirement", str(pins))
    session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    selected = session.posargs or ["tests", "--ignore=tests/browser"]
    session.run("python", "-m", "pytest", "-q", "--no-cov", *selected)
