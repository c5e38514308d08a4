"""The conversations that callers have, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from gonghui.places import ROOT

HOME = Path(__file__).with_name("dialogues.yml")
GATEWAY = ROOT / "api" / "texts.yml"
RESPONSES = ROOT / "bot" / "domain" / "conversation.yml"
KINDS = ("questions", "intake")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The lines of one conversation, and what its last answer must hold."""

    lines: tuple[str, ...]
    ends: str = ""


def script(path: Path = HOME) -> dict[str, Any]:
    """Read the file of dialogues."""
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def dialogues(kind: str, side: str, caller: int) -> Iterator[Dialogue]:
    """Give one caller's conversations, as many as are asked for."""
    told = script()
    if kind == "questions":
        lines = tuple(told["questions"].values())
        start = caller % len(lines)
        while True:
            yield Dialogue(lines[start:] + lines[:start])
    for number in count():
        filled = {
            "employer": told["employers"][(caller + number) % len(told["employers"])],
            "phone": f"138{caller % 10_000:04}{number % 10_000:04}",
        }
        lines = tuple(line.format(**filled) for line in told["intake"][side])
        yield Dialogue(lines, told["intake"]["ends"])


def apologies() -> tuple[str, ...]:
    """Return how our answers begin when the assistant could not do its work."""
    gateway = yaml.safe_load(GATEWAY.read_text("utf-8"))
    responses = yaml.safe_load(RESPONSES.read_text("utf-8"))["responses"]
    told = [gateway[name]["chat"] for name in ("degraded_new", "degraded_added")]
    told.append(gateway["failed"])
    told += [variant["text"] for variant in responses["utter_trouble_met"]]
    return tuple(text.partition("。")[0] for text in told)


def busy() -> str:
    """Return how somebody is told to come again later."""
    told: str = yaml.safe_load(GATEWAY.read_text("utf-8"))["busy"]["chat"]
    return told.partition("，")[0]
