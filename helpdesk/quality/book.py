"""The rules, read from a file that supervisors write; a wrong one is refused.

A rule is one of a few kinds of check with its parameters. Whoever writes one wrong is
told the line, the rule and what is wrong with it, in Chinese.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from helpdesk.errors import ConfigurationError
from helpdesk.quality import kinds
from helpdesk.quality.kinds import Kind
from helpdesk.quality.model import Area
from helpdesk.quality.phrases import Phrases
from helpdesk.rules import rules as read
from helpdesk.transcripts.analysis.model import RiskKind
from helpdesk.transcripts.model import Party

FILE = Path(__file__).with_name("rules.yml")
FAULTS = Path(__file__).with_name("faults.yml")
FULL = 100
KINDS: Mapping[str, type[Kind]] = {
    "says": kinds.Says,
    "never_says": kinds.NeverSays,
    "before": kinds.Before,
    "answers": kinds.Answers,
    "promises": kinds.Promises,
    "asks": kinds.Asks,
    "reads_back": kinds.ReadsBack,
    "repeats_right": kinds.RepeatsRight,
    "recaps": kinds.Recaps,
    "equals_ticket": kinds.EqualsTicket,
    "in_ticket": kinds.InTicket,
    "needs_ticket": kinds.NeedsTicket,
    "silence": kinds.Silence,
    "interrupts": kinds.Interrupts,
    "pace": kinds.Pace,
}


class RuleError(ConfigurationError):
    """A rule can not be what it is; the message says which one and why, in Chinese."""


class When(BaseModel):
    """In which calls a rule is looked at; all that is named has to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intents: tuple[str, ...] = ()
    risks: tuple[RiskKind, ...] = ()
    caller_says: Phrases | None = None
    unless_caller_says: Phrases | None = None
    has_ticket: bool | None = None
    turns: int = Field(default=2, ge=0)
    """The caller's, at least: who hangs up at once was not served badly."""


class Rule(BaseModel):
    """One rule: what it looks after, in which calls, how, and what it costs."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: str = Field(pattern="^[a-z][a-z0-9_]{2,47}$")
    area: Area
    title: str = Field(min_length=2, max_length=20)
    explain: str = Field(min_length=4)
    told: str = Field(min_length=4)
    points: int = Field(ge=1, le=FULL)
    most: int | None = Field(default=None, ge=1, le=FULL)
    """What it takes in all, where it may be broken more than once."""
    limit: int | None = Field(default=None, ge=0, lt=FULL)
    """The best score of a call that breaks it, for what must never happen."""
    applies_to: tuple[Party, ...] = (Party.agent,)
    source: str = Field(min_length=2)
    when: When = When()
    kind: Kind

    @model_validator(mode="before")
    @classmethod
    def _choose_kind(cls, told: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        """Read the one entry that names a kind of check."""
        if not isinstance(told, dict):
            raise ValueError("no_rule")
        named = [name for name in told if name in KINDS]
        if len(named) != 1 or "kind" in told:
            raise ValueError("one_kind")
        rest = {name: value for name, value in told.items() if name != named[0]}
        return rest | {"kind": KINDS[named[0]].model_validate(told[named[0]] or {})}

    @model_validator(mode="after")
    def _fits_its_sentence(self) -> Self:
        try:
            self.told.format_map(dict.fromkeys(WORDS, ""))
        except (KeyError, ValueError, IndexError):
            raise ValueError("bad_words") from None
        return self


WORDS = ("said", "other", "seconds", "count", "rate")
"""What a rule's sentence may tell besides."""


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
    try:
        return Rule.model_validate(entry)
    except ValidationError as error:
        named = entry.get("id") if isinstance(entry, dict) else None
        faults = "；".join(_told(each) for each in error.errors())
        raise _fault(where, "rule", rule=named or "?", faults=faults) from None


def _told(error: Mapping[str, Any]) -> str:
    """Tell one fault in Chinese."""
    words: dict[str, str] = read(FAULTS)["faults"]
    field = ".".join(str(part) for part in error["loc"])
    code, _, more = str(error.get("ctx", {}).get("error", error["type"])).partition(":")
    text = words.get(code, words["other"])
    return text.format(field=field, more=more, given=_short(error.get("input")))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


SHOWN = 30


def _fault(where: str, code: str, **words: object) -> RuleError:
    return RuleError(f"{where}：" + read(FAULTS)["whole"][code].format(**words))


def applied(book: Book, party: Party) -> Iterator[Rule]:
    """Yield the rules for who serves."""
    yield from (rule for rule in book.rules if party in rule.applies_to)
