"""Build a release from the files in git: ``python -m tests.release.build FOLDER``."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.blocks import ROOT


def tracked(*folders: str) -> list[str]:
    """Return the files of the repository, with those that are not committed yet."""
    git = shutil.which("git") or "git"
    told = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in told.stdout.splitlines() if (ROOT / name).is_file()]


def build(folder: Path) -> Path:
    """Copy the checkout to a folder and build it; return the folder of the release.

    The release is an sdist, and the wheel that is built from it.
    """
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    command = [sys.executable, "-m", "build", "--no-isolation", str(folder)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return folder / "dist"


if __name__ == "__main__":
    build(Path(sys.argv[1]))
