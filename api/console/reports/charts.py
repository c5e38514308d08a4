"""Charts: what is drawn, and the same numbers as a table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.console.names import names
from api.console.reports.words import words
from helpdesk.models import ServiceClass, TicketSource
from helpdesk.reports.board import Board
from helpdesk.reports.spelling import day


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one name."""

    name: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart; ``kind`` is how ``charts.js`` draws it: curve, columns or rows."""

    key: str
    kind: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(value for series in self.series for value in series.values)

    @property
    def drawn(self) -> dict[str, Any]:
        """Return what the script reads."""
        return asdict(self)


def charts(board: Board) -> Sequence[Chart]:
    """Return the charts of a board."""
    return [
        _curve(board),
        _services(board.services),
        _sources(board.sources),
        _hours(board.hours),
        _ages(board.ages),
        _ratings(board.ratings),
    ]


def _curve(board: Board) -> Chart:
    return Chart(
        key="curve",
        kind="curve",
        title=words().charts["curve"],
        labels=[day(first) for first, _, _ in board.curve],
        series=[
            Series(words().series["opened"], [opened for _, opened, _ in board.curve]),
            Series(words().series["settled"], [n for _, _, n in board.curve]),
        ],
    )


def _services(counts: Mapping[str, int]) -> Chart:
    known = [(names().service_classes[one], counts.get(one, 0)) for one in ServiceClass]
    return _one("services", "rows", known)


def _sources(counts: Mapping[str, int]) -> Chart:
    known = [(names().ticket_sources[one], counts.get(one, 0)) for one in TicketSource]
    return _one("sources", "rows", [pair for pair in known if pair[1]])


def _hours(counts: Sequence[int]) -> Chart:
    said = words().labels["hour"]
    return _one(
        "hours",
        "columns",
        [(said.format(hour=hour), n) for hour, n in enumerate(counts)],
    )


def _ages(ages: Sequence[tuple[int | None, int]]) -> Chart:
    said, pairs, above = words().labels, [], 0
    for age, n in ages:
        label = said["oldest"].format(first=above) if age is None else None
        first = above + 1 if above else 0
        pairs.append((label or said["age"].format(first=first, last=age), n))
        above = age or above
    return _one("ages", "columns", pairs)


def _ratings(counts: Mapping[str, int]) -> Chart:
    said = words().labels["rating"]
    pairs = [(said.format(rating=n), counts.get(str(n), 0)) for n in range(5, 0, -1)]
    return _one("ratings", "rows", pairs)


def _one(key: str, kind: str, pairs: Sequence[tuple[str, int]]) -> Chart:
    labels = [label for label, _ in pairs]
    series = Series(words().series[key], [n for _, n in pairs])
    return Chart(key, kind, words().charts[key], labels, [series])
