"""What the kit, and the package without it, need."""

import subprocess
import sys

WITHOUT = "import sys; sys.modules['selectolax'] = None; import {}"


def importing(module: str) -> str:
    """What Python says at an import where the extra is not installed."""
    code = WITHOUT.format(module)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    return done.stderr


def test_the_kit_names_the_extra_that_it_needs() -> None:
    assert "pip install 'liveflash[test]'" in importing("liveflash.testing")


def test_the_package_and_its_plugin_do_without() -> None:
    assert importing("liveflash, liveflash.pytest_plugin") == ""
