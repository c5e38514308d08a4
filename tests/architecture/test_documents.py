"""What is said twice is checked once: settings, commands, the demo member."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gonghui.cli import COMMANDS, load
from helpdesk.config import Settings
from helpdesk.seed import DEMO_MEMBER

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def example() -> dict[str, str]:
    lines = re.findall(r"^GONGHUI_(\w+)=(.*)$", read(".env.example"), re.MULTILINE)
    return {name.lower(): value for name, value in lines}


class TestSettings:
    def test_every_setting_is_in_the_example_and_every_line_is_a_setting(self):
        assert set(example()) == set(Settings.model_fields)

    @pytest.mark.parametrize("name", sorted(Settings.model_fields))
    def test_the_example_names_the_default(self, name):
        default = Settings.model_fields[name].default
        shown = example()[name]

        if default is None:
            assert shown == ""
        elif isinstance(default, bool):
            assert shown == str(default).lower()
        else:
            assert shown == str(default)

    def test_the_example_as_it_stands_is_a_valid_configuration(self, monkeypatch):
        for name, value in example().items():
            monkeypatch.setenv(f"GONGHUI_{name.upper()}", value)

        settings = Settings(_env_file=None)

        assert settings.records_url.get_backend_name() == "sqlite"
        assert not settings.demo


class TestCommands:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_the_list_says_what_the_command_says(self, name):
        told = COMMANDS[name][1]

        assert load(name).help.splitlines()[0] == told

    @pytest.mark.parametrize(
        "arguments", [("--help",), ("members", "--help"), ("db", "upgrade", "--help")]
    )
    def test_what_needs_no_language_model_loads_none(self, arguments):
        program = (
            "import sys; from gonghui.cli import app\n"
            f"app({arguments!r}, standalone_mode=False)\n"
            "assert not {'spacy', 'openpyxl', 'jieba'} & set(sys.modules)"
        )

        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT)

        assert done.returncode == 0


class TestReadmes:
    @pytest.mark.parametrize("readme", READMES)
    def test_names_the_two_commands_and_the_demo_member(self, readme):
        text = read(readme)

        for said in (
            "make run",
            "make test",
            DEMO_MEMBER.name,
            DEMO_MEMBER.phone,
            DEMO_MEMBER.id_number,
            DEMO_MEMBER.member_number,
        ):
            assert said in text, said

    @pytest.mark.parametrize("readme", READMES)
    def test_names_every_command(self, readme):
        text = read(readme)
        for name in [*COMMANDS, "db upgrade", "db seed", "officers add"]:
            assert f"gonghui {name}" in text, name

    @pytest.mark.parametrize("readme", [*READMES, "CONTRIBUTING.md"])
    def test_links_lead_somewhere(self, readme):
        for link in re.findall(r"\]\(([^)#:]+)\)", read(readme)):
            assert (ROOT / link).exists(), link

    def test_every_decision_is_listed(self):
        index = read("docs/decisions/README.md")

        for decision in (ROOT / "docs/decisions").glob("0*.md"):
            assert decision.name in index, decision.name


class TestMakefile:
    def test_every_command_in_the_documents_exists(self):
        targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
        texts = "".join(
            read(name) for name in (*READMES, "CONTRIBUTING.md", "nlu_data/README.md")
        )

        named = set(re.findall(r"`make ([a-z-]+)`", texts))

        assert named <= targets
