"""The Dockerfile, as far as it can be checked without an engine."""

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from gonghui.nginx import DEFAULTS
from gonghui.places import ROOT
from gonghui.teaching import SOURCES

FILE = ROOT / "deploy" / "Dockerfile"
ENVIRONMENTS = {"bot-packages": "bot", "service-packages": "service"}
IMAGES = ("bot", "service", "gateway")


def stages() -> dict[str, list[str]]:
    """Return each stage's instructions, with their continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", FILE.read_text(), flags=re.MULTILINE)
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.replace("\\\n", " ").splitlines():
        if begun := re.fullmatch(r"FROM \S+ AS (\S+)", line):
            name = begun[1]
        if line.strip():
            found.setdefault(name, []).append(" ".join(line.split()))
    return found


STAGES = stages()


def copied(stage: str) -> list[str]:
    """Return what a stage takes from the checkout."""
    copies = [line.split()[1:-1] for line in STAGES[stage] if line.startswith("COPY ")]
    return [name for names in copies if "--from" not in names[0] for name in names]


def is_let_through(name: str) -> bool:
    """Tell whether .dockerignore lets a path into the build."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    allowed = [line[1:] for line in lines if line.startswith("!")]
    return any(fnmatch(name, one) or name.startswith(f"{one}/") for one in allowed)


class TestDockerfile:
    def test_the_linter_finds_nothing(self):
        linter = Path(sys.executable).with_name("hadolint")

        done = subprocess.run([linter, FILE], capture_output=True, text=True)

        assert done.stdout == ""
        assert done.returncode == 0

    @pytest.mark.parametrize("stage", STAGES)
    def test_what_it_copies_is_there_and_let_through(self, stage):
        for name in copied(stage):
            assert list(ROOT.glob(name)), name
            assert is_let_through(name), name

    @pytest.mark.parametrize(("stage", "group"), ENVIRONMENTS.items())
    def test_packages_are_the_locked_ones_by_their_hashes(self, stage, group):
        (install,) = (line for line in STAGES[stage] if "pip" in line)

        assert copied(stage) == [f"requirements/{group}.txt"]
        assert "--require-hashes -r /tmp/requirements.txt" in install

    @pytest.mark.parametrize("image", IMAGES)
    def test_an_image_ends_as_nobody_and_knows_whether_it_is_well(self, image):
        begun = [line.split()[0] for line in STAGES[image]]

        users = [line for line in STAGES[image] if line.startswith("USER ")]
        assert re.fullmatch(r"USER \d{3,}:\d{3,}", users[-1])
        assert "RUN" not in begun[begun.index("USER") :]
        assert {"HEALTHCHECK", "LABEL", "CMD"} <= set(begun)

    @pytest.mark.parametrize("image", ["bot", "service"])
    def test_a_python_image_has_the_model_and_nothing_that_installs(self, image):
        lines = "\n".join(STAGES[image])

        assert "python -m pip uninstall" in lines
        assert "build-essential" not in lines
        assert "/app/model" in lines or "GONGHUI_MODEL=/app/model" in lines

    def test_the_model_is_made_from_all_that_it_is_made_from(self):
        taken = copied("model")

        for source in SOURCES:
            assert any(Path(source).is_relative_to(one) for one in taken), source

    def test_every_package_of_the_program_is_in_the_image(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

        assert set(packages) - {"tools"} <= set(copied("service-program"))

    def test_the_gateway_is_told_every_variable(self):
        told = re.findall(r"(GATEWAY_\w+)=", "\n".join(STAGES["gateway"]))

        assert set(told) == set(DEFAULTS)

    def test_no_secret_and_no_data_can_get_in(self):
        for name in (".env", "secrets/bot_secret", "var/keys.json", ".git/config"):
            assert not is_let_through(name)
