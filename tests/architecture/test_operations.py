"""Every command, target, file and chapter that a document names is there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gonghui.cli import COMMANDS, load

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md"), *ROOT.glob("*.md")]
)
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:^|(?<!-n)\s|/)gonghui ([a-z][^|;&<>`\n…]*)")
MAKE = re.compile(r"(?:^|\s)make ([a-z][a-z-]*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def named(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


def code(document: Path) -> Iterator[str]:
    """Give what stands in code, in a line or in a block."""
    text = document.read_text("utf-8")
    for block in BLOCK.findall(text):
        yield from block.splitlines()
    yield from CODE.findall(BLOCK.sub("", text))


def calls(document: Path) -> Iterator[str]:
    for line in code(document):
        for call in CALL.findall(line):
            # `list\|retry` and `show`, `push` in tables: the first stands for all.
            yield re.sub(r"(\w)\\?\|.*", r"\1", call).strip()


@cache
def loaded(name: str) -> Any:
    return load(name)


def fault(call: str) -> str | None:
    """Return what is not there of a command line; None when all is."""
    first, *rest = re.sub(r"[\[\]]", " ", call).split()
    if first not in COMMANDS:
        return f"no command {first}"
    command = loaded(first)
    for word in rest:
        if word.startswith("--"):
            known = {option for each in command.params for option in each.opts}
            if word.partition("=")[0] not in known | {"--help"}:
                return f"{command.name} has no {word}"
        elif hasattr(command, "commands") and word.isalpha() and word.islower():
            if word not in command.commands:
                return f"{command.name} has no {word}"
            command = command.commands[word]
    return None


def anchor(heading: str) -> str:
    """Write a heading as its address within a page.

    >>> anchor("To any moment, not only `night`")
    'to-any-moment-not-only-night'
    """
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
class TestDocument:
    def test_its_commands_are_there(self, document):
        faults = {call: why for call in calls(document) if (why := fault(call))}

        assert faults == {}

    def test_its_targets_are_there(self, document):
        makefile = (ROOT / "Makefile").read_text("utf-8")
        targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

        asked = {name for line in code(document) for name in MAKE.findall(line)}

        assert asked - targets == set()

    def test_its_links_lead_somewhere(self, document):
        links = LINK.findall(document.read_text("utf-8"))

        assert [link for link in links if is_lost(document, link)] == []


def is_lost(document: Path, link: str) -> bool:
    """Tell whether a link leads nowhere; the web is not asked."""
    if re.match(r"[a-z]+:", link):
        return False
    path, _, chapter = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists():
        return True
    if not chapter or target.suffix != ".md":
        return False
    chapters = map(anchor, HEADING.findall(target.read_text("utf-8")))
    return chapter not in set(chapters)


class TestOperations:
    TEXT = (ROOT / "docs" / "operations.md").read_text("utf-8")

    def test_every_part_of_the_doctor_that_it_names_is_there(self):
        from gonghui.doctor.examination import PARTS

        named = set(re.findall(r"doctor --only (\w+)", self.TEXT))

        assert named <= {part.name for part in PARTS}

    def test_its_folders_are_there(self):
        named = set(re.findall(r"`((?:deploy|helpdesk|tests)/[\w/.]+)`", self.TEXT))

        assert [name for name in sorted(named) if not (ROOT / name).exists()] == []

    def test_its_settings_are_there(self):
        example = (ROOT / ".env.example").read_text("utf-8")

        named = set(re.findall(r"GONGHUI_[A-Z_]+[A-Z]", self.TEXT))

        missing = {
            name for name in named if not re.search(rf"^{name}=", example, re.MULTILINE)
        }
        assert missing - {"GONGHUI_X", "GONGHUI_X_FILE"} == set()
