"""The brief in sentences: what changed, what is late, what to look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.reports.kpis import Figure
from helpdesk.reports.spelling import difference, number, percent, told
from helpdesk.reports.topics import Change
from helpdesk.reports.weekly import Brief
from helpdesk.rules import rules

WORDS = Path(__file__).with_name("brief.yml")

type Naming = Callable[[str], str]
"""What a category is called."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences under one heading."""

    key: str
    sentences: Sequence[str]


def paragraphs(brief: Brief, naming: Naming) -> Sequence[Paragraph]:
    """Write a brief down."""
    figures = {key: each.of(key) for key, each in brief.now.items()}
    before = {key: each.of(key) for key, each in brief.before.items()}
    return [
        Paragraph("volume", [_volume(figures, before), _backlog(figures)]),
        Paragraph("speed", list(_speed(figures))),
        Paragraph("quality", list(_quality(figures))),
        Paragraph("topics", list(_topics(brief, naming))),
        Paragraph("places", list(_places(brief))),
        Paragraph("alerts", list(_alerts(brief, naming))),
    ]


def _volume(now: Mapping[str, Figure], before: Mapping[str, Figure]) -> str:
    book = _book()["volume"]
    opened, earlier = now["opened"].value or 0, before["opened"].value or 0
    kind = "same"
    if not opened and not earlier:
        kind = "none"
    elif not earlier:
        kind = "first"
    elif opened != earlier:
        kind = "risen" if opened > earlier else "fallen"
    return _filled(
        book[kind],
        opened=told(now["opened"]),
        settled=told(now["settled"]),
        difference=number(abs(opened - earlier)),
        change=difference(now["opened"], before["opened"]),
    )


def _backlog(now: Mapping[str, Figure]) -> str:
    kind = "none" if not now["open"].value else "clear"
    if now["overdue"].value:
        kind = "late"
    return _filled(
        _book()["backlog"][kind], open=told(now["open"]), overdue=told(now["overdue"])
    )


def _speed(now: Mapping[str, Figure]) -> Iterator[str]:
    book = _book()
    if now["answered_on_time"].value is not None:
        yield _filled(
            book["answered"],
            **_shared(now["answered_on_time"]),
            middle=told(now["first_answer"]),
            most=told(now["first_answer_most"]),
        )
    on_time = now["settled_on_time"]
    if on_time.value is not None:
        yield _filled(book["settled"], **_shared(on_time), against=_against(on_time))


def _quality(now: Mapping[str, Figure]) -> Iterator[str]:
    book, satisfied = _book(), now["satisfied"]
    if satisfied.value is None:
        yield book["unrated"]
    else:
        yield _filled(
            book["satisfied"],
            **_shared(satisfied),
            rating=f"{now['rating'].value or 0:.2f}",
            rated=told(now["rated"]),
        )
    if "solved" in now and now["solved"].value is not None:
        yield _filled(book["solved"], **_shared(now["solved"]))


def _topics(brief: Brief, naming: Naming) -> Iterator[str]:
    book, is_quiet = _book()["topics"], True
    for topic in brief.topics:
        if topic.change in {Change.risen, Change.maybe_risen, Change.fallen}:
            is_quiet = False
            yield _filled(
                book[topic.change],
                name=naming(topic.category),
                now=topic.now,
                usual=_about(topic.usual),
            )
    if is_quiet:
        yield book["none"]


def _places(brief: Brief) -> Iterator[str]:
    book = _book()["places"]
    for late in brief.late:
        figure = late.number.of("settled_on_time")
        yield _filled(book["late"], name=late.name, **_shared(figure))
    if not brief.late and brief.now["settled_on_time"].value == 1:
        yield book["none"]


def _alerts(brief: Brief, naming: Naming) -> Iterator[str]:
    book = _book()["alerts"]
    for sign in brief.signs:
        yield _filled(
            book[sign.kind],
            name=sign.name,
            days=sign.days,
            people=sign.people,
            usual=_about(sign.usual or 0),
            topic=naming(sign.category),
        )
    if not brief.signs:
        yield book["none"]


def _shared(figure: Figure) -> dict[str, str]:
    return {
        "value": percent(figure.value or 0),
        "part": number(figure.part),
        "among": number(figure.among),
    }


def _against(figure: Figure) -> str:
    if figure.is_met is None or figure.kpi.yardstick is None:
        return ""
    book = _book()["against"]
    if figure.is_met:
        return str(book["met"])
    return _filled(book["missed"], says=figure.kpi.yardstick.says)


def _about(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _filled(template: str, **values: object) -> str:
    return template.format(**values)


def _book() -> Mapping[str, Any]:
    return rules(WORDS)
