"""The tests on every Python and Django that are supported.

``nox`` runs those whose Python is found; ``nox -s "tests(python='3.13',
django='6.1')"`` one of them, ``-- tests/test_socket.py`` a part of the tests. All but
Django has the versions of ``tests/requirements.txt``.
"""

import os
from pathlib import Path

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

# What pyenv has installed is found without being chosen.
INSTALLED = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
PROGRAMS = [str(path) for path in sorted(INSTALLED.glob("3.*/bin"))]
os.environ["PATH"] = os.pathsep.join([*PROGRAMS, os.environ.get("PATH", os.defpath)])

PINS = Path("tests/requirements.txt")
DJANGO = {"5.2": "Django~=5.2.0", "6.0": "Django~=6.0.0", "6.1": "Django~=6.1.0"}
# Django 6 begins with Python 3.12, and 3.14 with Django 5.2.8.
COMBINATIONS = [
    *[("3.11", "5.2")],
    *[("3.12", django) for django in DJANGO],
    *[("3.13", django) for django in DJANGO],
    *[("3.14", django) for django in DJANGO],
]


@nox.session
@nox.parametrize(("python", "django"), COMBINATIONS)
def tests(session: nox.Session, django: str) -> None:
    """Run the tests; without arguments all but those in a browser."""
    pins = Path(session.create_tmp()) / "requirements.txt"
    kept = [
        line
        for line in PINS.read_text().splitlines()
        if not line.startswith("Django==")
    ]
    pins.write_text("\n".join([*kept, DJANGO[django]]))
    session.install("--quiet", "--requirement", str(pins))
    session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    chosen = session.posargs or ["tests", "--ignore=tests/browser"]
    session.run("python", "-m", "pytest", "-q", "--no-cov", *chosen)
