"""The figures of a report, computed from a model's answers."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from gonghui.evaluation.judge import Judged, Speed
from gonghui.evaluation.mistakes import Kind, Mistake, kind_of, mistakes_of
from language import Catalogue
from language import evaluate as measures
from language.catalogue import OUT_OF_SCOPE
from language.evaluate import Answers
from language.scores import Share

BARS = tuple(step / 100 for step in range(1, 100))
FOREIGN = "not_ours"
"""Stands in the matrix of skills for what no skill serves."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """One intent that was taken for another, and how grave that is."""

    expected: str
    taken: str
    count: int
    kind: Kind
    skills: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scores:
    """How well one kind of entity is found: how many there are, and F1."""

    there: int
    place: float
    value: float | None
    """With the value; None where nobody wrote values down."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a bar of the gate lets in wrongly, and what it wrongly keeps out."""

    bar: float
    accepted: float
    refused: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages of like confidence, and the share of them that is right."""

    confidence: float
    right: float
    size: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is reported of one set of cases; a share of nothing is left out."""

    messages: int
    shares: dict[str, Share]
    skills: dict[str, Share]
    intents: dict[str, dict[str, Share]]
    """By skill, in the catalogue's order."""
    confusions: list[Confusion]
    matrix: dict[str, dict[str, int]]
    """How many messages of each skill were taken for each."""
    entities: dict[str, Scores]
    gate: list[Point]
    bar: float
    bins: list[Bin]
    calibration_error: float
    speed: Speed
    mistakes: list[Mistake]

    def to_json(self) -> dict[str, Any]:
        """Give the figures as plain lists and mappings."""
        return asdict(self)


def figures_of(judged: Judged, *, catalogue: Catalogue, bar: float) -> Figures:
    """Compute every figure of the report; the bar is the one that was chosen."""
    answers = judged.answers
    single = [(case, answer) for case, answer in answers if len(case.requests) == 1]
    curve = measures.gate_curve(single, BARS) if single else []
    return Figures(
        messages=len(answers),
        shares=_shares(answers, single, catalogue),
        skills=_by_skill(single, catalogue),
        intents=_by_intent(single, catalogue),
        confusions=_confusions(single, catalogue),
        matrix=_matrix(single, catalogue),
        entities=_entities(answers),
        gate=[Point(at, wrong.rate, lost.rate) for at, wrong, lost in curve],
        bar=bar,
        bins=[Bin(*told) for told in measures.calibration(single)],
        calibration_error=measures.calibration_error(single),
        speed=judged.speed,
        mistakes=mistakes_of(answers, catalogue),
    )


def _shares(
    answers: Answers, single: Answers, catalogue: Catalogue
) -> dict[str, Share]:
    """Measure intents and skills on messages of one request, and how many are found."""
    shares = {
        "intent": measures.accuracy(single),
        "skill": measures.skill_accuracy(single, catalogue),
    }
    for channel, part in measures.grouped(single, lambda case: case.channel).items():
        shares[f"intent, {channel}"] = measures.accuracy(part)
        shares[f"skill, {channel}"] = measures.skill_accuracy(part, catalogue)
    shares["out of scope accepted"] = measures.falsely_accepted(single)
    shares["in scope rejected"] = measures.falsely_refused(single)
    shares["all requests found"] = measures.requests_found(answers)
    shares["one request split"] = measures.falsely_split(answers)
    return {name: share for name, share in shares.items() if share.total}


def _by_skill(single: Answers, catalogue: Catalogue) -> dict[str, Share]:
    """Tell for each skill how often the intent is right."""
    groups = measures.grouped(single, lambda case: catalogue.skill_of(case.intent))
    return {
        skill: measures.accuracy(groups[skill])
        for skill in catalogue.skills
        if skill in groups
    }


def _by_intent(single: Answers, catalogue: Catalogue) -> dict[str, dict[str, Share]]:
    """Tell for each intent how often it is understood."""
    groups = measures.grouped(single, lambda case: case.intent)
    shares: dict[str, dict[str, Share]] = {}
    for name, intent in catalogue.intents.items():
        if name in groups:
            accuracy = measures.accuracy(groups[name])
            shares.setdefault(intent.skill, {})[name] = accuracy
    return shares


def _confusions(single: Answers, catalogue: Catalogue) -> list[Confusion]:
    """List what was taken for what, the most frequent first."""
    return [
        Confusion(
            expected=expected,
            taken=taken,
            count=count,
            kind=kind_of(expected, taken, catalogue),
            skills=(catalogue.skill_of(expected), catalogue.skill_of(taken)),
        )
        for expected, taken, count in measures.confusions(single)
    ]


def _matrix(single: Answers, catalogue: Catalogue) -> dict[str, dict[str, int]]:
    """Count which skill was taken for which; what is right stands in its own."""

    def place(intent: str) -> str:
        return FOREIGN if intent == OUT_OF_SCOPE else catalogue.skill_of(intent)

    counts = Counter(
        (place(a.intent if measures.is_right(c, a) else c.intent), place(a.intent))
        for c, a in single
    )
    names = [*catalogue.skills, FOREIGN]
    return {row: {column: counts[row, column] for column in names} for row in names}


def _entities(answers: Answers) -> dict[str, Scores]:
    """Score the kinds of entities by place, and by place and value."""
    marked = [mark for case, _ in answers for mark in case.entities or ()]
    valued = any(mark.value is not None for mark in marked)
    places = measures.entities(answers, with_value=False)
    values = measures.entities(answers)
    if places:
        places["all"] = measures.together(places)
        values["all"] = measures.together(values)
    return {
        name: Scores(
            there=found.right + found.missed,
            place=found.f1,
            value=values[name].f1 if valued else None,
        )
        for name, found in places.items()
    }
