"""Where the figures of an answer come from (tests/figures.yml names the places).

A figure that a worker is told stands in the evidence of the article that was said, in
a rule file of helpdesk that names its source, on a record, or was said by the worker.
Figures are compared without their units, so each answer is held to few places.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.knowledge.checks import fill_ins
from helpdesk.knowledge.figures import figures
from helpdesk.knowledge.files import ARTICLES, read_articles
from language.speak import by_digit

ROOT = Path(__file__).parents[1]
HELPDESK = ROOT / "helpdesk"
TRACES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("figures.yml").read_text("utf-8")
)
HOTLINES = frozenset(TRACES["hotlines"])
FREE = frozenset({*TRACES["recorded"], *TRACES["reckoned"], *TRACES["answered"]})
FIELD = re.compile(r"\{(\w+)\}")
MASKED = re.compile(r"\d*\*+\d*")
UNVERIFIED = "D"
OWN = ("输入检查", "本系统")  # sources of bounds that we set ourselves
# Where names, addresses, telephones and hours are on record.
RECORDS = {
    "organisations": ("name", "address", "phone"),
    "sites": ("name", "address", "phone", "hours"),
}


@dataclass(frozen=True, slots=True)
class Context:
    """What else may stand in an answer: what was said to us, and what is on record."""

    worker: frozenset[str] = frozenset()
    records: tuple[str, ...] = ()


NOTHING = Context()


def untraced(
    answer: Sequence[str], said: Sequence[str], context: Context = NOTHING
) -> list[str]:
    """Return the figures of an answer's bubbles that come from nowhere.

    `said` are the responses and articles that it consists of, in their order.

    >>> untraced(["仲裁不收费，打 12333 问"], ["utter_question_answered"])
    []
    >>> untraced(["仲裁费 200 元"], ["utter_question_answered"])
    ['200']
    """
    known = HOTLINES | context.worker | backed(said)
    told = "\n".join(_told(answer, said))
    for record in context.records:
        told = told.replace(record, " ")
    return sorted(figures(MASKED.sub(" ", told)) - known)


def _told(answer: Sequence[str], said: Sequence[str]) -> Iterator[str]:
    """Return what bubbles tell besides what was reckoned or read from a record."""
    responses = [name for name in said if name in templates()]
    if len(responses) != len(answer):  # nobody knows which bubble is which
        yield from answer
        return
    for bubble, response in zip(answer, responses, strict=True):
        yield _without_records(bubble, response)


def _without_records(bubble: str, response: str) -> str:
    for template in templates()[response]:
        fields = FIELD.findall(template)
        if any(_free(response, name) for name in fields) and (
            found := _pattern(template).fullmatch(bubble)
        ):
            parts = zip(fields, found.groups(), strict=True)
            return "\n".join(
                value for name, value in parts if not _free(response, name)
            )
    return bubble


def _free(response: str, field: str) -> bool:
    """Tell whether what fills a place was reckoned, recorded or answered."""
    return bool(FREE & {field, f"{response}.{field}"})


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Match what a response looks like when its places are filled in."""
    parts = enumerate(FIELD.split(template.strip()))
    written = (r"\s*(.*?)\s*" if at % 2 else re.escape(part) for at, part in parts)
    return re.compile("".join(written), re.DOTALL)


def backed(names: Iterable[str]) -> frozenset[str]:
    """Return the figures that these responses and articles may tell."""
    found: set[str] = set()
    for name in names:
        if name in evidence():
            found |= evidence()[name]
        elif name in templates():
            found |= literal(name) | _filled(skill_of()[name])
    return frozenset(found)


def literal(response: str) -> frozenset[str]:
    """Return the figures that a response itself may hold."""
    place = TRACES["responses"].get(response)
    return (place_figures(place) if place else frozenset()) | no_facts(response)


def no_facts(response: str) -> frozenset[str]:
    """Return a response's figures that state nothing: examples, lengths, scores."""
    given = (each.get(response, ()) for each in TRACES["no_facts"].values())
    return frozenset(str(figure) for figures_ in given for figure in figures_)


@cache
def _filled(skill: str) -> frozenset[str]:
    paths = (
        path
        for pattern in TRACES["filled_from"].get(skill, ())
        for path in sorted(HELPDESK.glob(pattern))
    )
    return frozenset().union(*map(rule_figures, paths))


def place_figures(place: str) -> frozenset[str]:
    """Return the figures of a rule file or of an article's evidence."""
    if place.endswith(".yml"):
        return rule_figures(HELPDESK / place)
    return evidence()[place]


@cache
def evidence() -> Mapping[str, frozenset[str]]:
    """Return each article's figures: of its evidence, its source, what is filled in."""
    found = {}
    for article in read_articles(ARTICLES):
        lines = [*article["evidence"], article["source"], str(article["year"])]
        places = (
            place_figures(TRACES["fill_ins"][name])
            for name in fill_ins(article["chat"]) | fill_ins(article["spoken"])
            if name in TRACES["fill_ins"]
        )
        found[article["key"]] = frozenset().union(*map(figures, lines), *places)
    return found


@cache
def rule_figures(path: Path) -> frozenset[str]:
    """Return the figures of a rule file; what is not verified counts for nothing."""
    content = yaml.safe_load(path.read_text("utf-8"))
    return frozenset().union(*(figures(each) for each in _scalars(content)))


def _scalars(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if _unverified(node):
            return
        for key, value in node.items():
            yield f"{key} 第{key}条"  # a tier's years, or an article of a statute
            yield from _scalars(value)
    elif isinstance(node, list):
        for each in node:
            yield from _scalars(each)
    else:
        yield str(node)


def _unverified(rule: Mapping[str, Any]) -> bool:
    """Tell whether a rule states what is not known; our own bounds are ours to set."""
    ours = "adopted" in rule or str(rule.get("source")).startswith(OWN)
    return rule.get("confidence") == UNVERIFIED and not ours


@cache
def templates() -> Mapping[str, tuple[str, ...]]:
    """Return the texts of every response and its buttons, the longest first."""
    found = {}
    for _, responses in _domain():
        for name, variants in responses.items():
            texts = [text for variant in variants for text in _texts(variant)]
            found[name] = tuple(sorted(texts, key=len, reverse=True))
    return found


def _texts(variant: Mapping[str, Any]) -> Iterator[str]:
    yield variant.get("text", "")
    yield from (button["title"] for button in variant.get("buttons", ()))


@cache
def skill_of() -> Mapping[str, str]:
    """Return the file of bot/domain that each response stands in."""
    return {name: skill for skill, responses in _domain() for name in responses}


def _domain() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((ROOT / "bot/domain").glob("*.yml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        yield file.stem, content.get("responses") or {}


@cache
def on_record(database: Path) -> tuple[str, ...]:
    """Return names, addresses, telephones and hours on record, the longest first."""
    found: set[str] = set()
    with closing(sqlite3.connect(database)) as connection:
        for table, columns in RECORDS.items():
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - our own names
            for value in (str(value) for row in rows for value in row if value):
                found |= {value, by_digit(value)}  # as it is read and as it is heard
    found.discard("")
    return tuple(sorted(found, key=len, reverse=True))
