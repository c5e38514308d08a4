"""Danger told in a message, read from its words and without any model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.models import RiskKind, RiskSign
from helpdesk.rules import rules
from language.characters import fold

FILE = Path(__file__).with_name("danger.yml")
LONGEST = 300
"""Characters that are read: a message that tells of danger is short, and a pattern
with gaps in it takes long on a long one."""

_PAUSES = re.compile(r"[，。；！？!?,.;、~…]+")


class DangerKind(StrEnum):
    """What somebody is in danger of."""

    self_harm = "self_harm"  # 轻生、自伤
    threat = "threat"  # 要伤人
    violence = "violence"  # 被打、被关、被威胁
    heatstroke = "heatstroke"  # 中暑、昏倒、急症
    collective = "collective"  # 堵路、堵门、爬塔吊、聚集


@dataclass(frozen=True, slots=True)
class Danger:
    """What a message tells of, and what is reported of it."""

    kind: DangerKind
    intent: str
    matter: RiskKind
    signs: frozenset[RiskSign]
    people: int
    is_others: bool = False
    """Somebody else is in danger, and the writer tells of it."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """One kind's patterns, compiled."""

    surely: re.Pattern[str]
    says: re.Pattern[str]
    unless: re.Pattern[str]

    def finds(self, text: str) -> bool:
        """Tell whether a folded text tells of this danger."""
        if self.surely.search(text):
            return True
        return bool(self.says.search(text)) and not self.unless.search(text)


def danger(text: str) -> Danger | None:
    """Read what danger a message tells of, if any; the gravest kind counts.

    >>> danger("他们把我们锁在宿舍不让走").kind.value
    'violence'
    >>> danger("中暑算工伤吗") is None
    True
    """
    folded = _idioms().sub("", read(text))
    found = next((kind for kind in DangerKind if _reader(kind).finds(folded)), None)
    return None if found is None else known(found, folded)


def known(kind: DangerKind, text: str = "") -> Danger:
    """Return what is reported of a kind of danger, with the signs a text shows."""
    entry = rules(FILE)["kinds"][kind]
    more: dict[str, str] = entry.get("signs", {})
    shown = {
        RiskSign(sign) for sign, pattern in more.items() if re.search(pattern, text)
    }
    return Danger(
        kind=kind,
        intent=entry["intent"],
        matter=RiskKind(entry["matter"]),
        signs=frozenset({RiskSign(entry["sign"]), *shown}),
        people=entry["people"],
        is_others=_is_others(entry, text),
    )


def _is_others(entry: Mapping[str, Any], text: str) -> bool:
    others, mine = entry.get("others"), entry.get("mine", "$^")
    return bool(others and re.search(others, text) and not re.search(mine, text))


def of_intent(intent: str) -> DangerKind | None:
    """Return the kind that an intent of danger stands for by itself."""
    kinds: dict[str, Any] = rules(FILE)["kinds"]
    named = (DangerKind(k) for k, entry in kinds.items() if entry["intent"] == intent)
    return next(named, None)


def read(text: str) -> str:
    """Fold width, case and traditional forms, drop blanks, write one comma a pause.

    >>> read("我想 跳樓！！")
    '我想跳楼，'
    """
    folded = "".join(fold(char) for char in text[:LONGEST])
    return _PAUSES.sub("，", "".join(folded.split()))


@cache
def _idioms() -> re.Pattern[str]:
    return _any(rules(FILE)["idioms"])


@cache
def _reader(kind: DangerKind) -> _Reader:
    book = rules(FILE)
    entry = book["kinds"][kind]
    shared = [p for name in entry["also_unless"] for p in book["shared"][name]]
    return _Reader(
        surely=_any(entry["surely"]),
        says=_any(entry["says"]),
        unless=_any([*shared, *entry["unless"]]),
    )


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
