"""Packages of npm that take part in tests; where there is no node, they are skipped."""

import shutil
import subprocess
from pathlib import Path

import pytest

INSTALL = "npm install --no-package-lock --ignore-scripts --no-audit --no-fund"


def installed(wanted: Path, folder: Path) -> Path:
    """Install what a package.json names, once; a later run finds it."""
    mark = folder / "node_modules" / ".installed.json"
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed; they take part in these tests")
    if not mark.exists() or mark.read_text() != wanted.read_text():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, folder)
        done = subprocess.run(
            INSTALL.split(), cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"npm could not install the packages: {done.stderr[-300:]}")
        shutil.copy(wanted, mark)
    return folder
