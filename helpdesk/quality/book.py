"""The rules, read from a file that supervisors write; a wrong one is refused.

Whoever writes one wrong is told the line, the rule and what is wrong, in Chinese.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from helpdesk.errors import ConfigurationError
from helpdesk.quality.rule import KINDS, Rule
from helpdesk.rules import rules as read

FILE = Path(__file__).with_name("rules.yml")
FAULTS = Path(__file__).with_name("faults.yml")
SHOWN = 30  # characters of what was written wrong


class RuleError(ConfigurationError):
    """A rule can not be what it is; the message says which one and why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Book:
    """All rules, and the digest by which a check tells that they changed."""

    rules: tuple[Rule, ...]
    digest: str


@cache
def book(path: Path = FILE) -> Book:
    """Read the rules, once.

    Raises:
        RuleError: One of them is wrong.
    """
    text = path.read_text("utf-8")
    entries = _entries(path, text)
    known: dict[str, Rule] = {}
    for line, entry in entries:
        rule = _rule(entry, where=f"{path.name}:{line}")
        if rule.id in known:
            raise _fault(f"{path.name}:{line}", "twice", rule=rule.id)
        known[rule.id] = rule
    return Book(tuple(known.values()), sha256(text.encode()).hexdigest())


def _entries(path: Path, text: str) -> list[tuple[int, Any]]:
    """Return the rules with the lines where they begin."""
    try:
        nodes = yaml.compose(text, yaml.CSafeLoader)
        entries = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _fault(f"{path.name}:{line}", "yaml") from None
    if not isinstance(entries, list) or not isinstance(nodes, yaml.SequenceNode):
        raise _fault(path.name, "no_list")
    lines = (node.start_mark.line + 1 for node in nodes.value)
    return list(zip(lines, entries, strict=True))


def _rule(entry: object, *, where: str) -> Rule:
    """Read one rule: its kind of check by itself, and the rest."""
    if not isinstance(entry, dict):
        raise _fault(where, "no_rule")
    name = entry.get("id", "?")
    named = [kind for kind in KINDS if kind in entry]
    if len(named) != 1:
        raise _fault(where, "one_kind", rule=name, kinds="、".join(KINDS))
    told = {key: value for key, value in entry.items() if key != named[0]}
    kind, faults = _read(KINDS[named[0]], entry[named[0]], named[0])
    rule, more = _read(Rule, told | {"kind": kind or KINDS[named[0]].model_construct()})
    if rule is None or faults:
        raise _fault(where, "rule", rule=name, faults="；".join((*faults, *more)))
    return rule


def _read[M: BaseModel](
    model: type[M], told: object, *path: str
) -> tuple[M | None, list[str]]:
    try:
        return model.model_validate(told), []
    except ValidationError as error:
        return None, [_told(each, path) for each in error.errors()]


def _told(error: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """Tell one fault in Chinese."""
    words: dict[str, str] = read(FAULTS)["faults"]
    field = ".".join(str(part) for part in (*path, *error["loc"]))
    raised = error.get("ctx", {}).get("error", error["type"])
    code, _, more = str(raised).partition(":")
    given = str(error.get("input"))
    given = given if len(given) <= SHOWN else given[:SHOWN] + "…"
    return words.get(code, words["other"]).format(field=field, more=more, given=given)


def _fault(where: str, code: str, **words: object) -> RuleError:
    whole: dict[str, str] = read(FAULTS)["whole"]
    return RuleError(f"{where}：{whole[code].format(**words)}")
