"""The rows of kept messages in PostgreSQL."""

import subprocess
import sys
from pathlib import Path

from tests.servers import unmeasured

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 300
MODULES = ("test_rows", "test_command")


def test_the_tests_of_rows_pass_in_postgresql(postgresql: Path, tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.storage.settings",
        "LIVEFLASH_STORE": "postgresql",
        "LIVEFLASH_STORE_ADDRESS": str(postgresql),
        "LIVEFLASH_TEST_DIR": str(tmp_path),
    }
    files = [f"tests/kept/{name}.py" for name in MODULES]
    options = ["-q", "--no-cov", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *files, *options],
        env={**unmeasured(), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout
