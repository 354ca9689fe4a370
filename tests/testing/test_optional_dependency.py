"""The optional dependency of the kit."""

import subprocess
import sys

WITHOUT = "import sys; sys.modules['selectolax'] = None; import {}"


def import_errors(module: str) -> str:
    """Return the error output of an import without the extra."""
    code = WITHOUT.format(module)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    return done.stderr


def test_the_kit_names_the_missing_extra() -> None:
    assert "pip install 'liveflash[test]'" in import_errors("liveflash.testing")


def test_the_package_and_its_plugin_import_without_the_extra() -> None:
    assert import_errors("liveflash, liveflash.pytest_plugin") == ""
