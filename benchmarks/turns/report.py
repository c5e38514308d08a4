"""What was measured of one side, and the table of both in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.turns.load import Outcome, first_and_last, quantile

CLIENT = "the callers"
BARS = {
    "questions: turns a second": 100.0,
    "intake: turns a second": 35.0,
    "questions: p95 ms": 500.0,
    "intake: p95 ms": 500.0,
    "errors": 0.0,
}


@dataclass(slots=True)
class Measured:
    """Everything of one side."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    processor: dict[str, Counter[str]] = field(default_factory=dict)
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    one_sender: Outcome = field(default_factory=Outcome)

    def add(self, kind: str, outcome: Outcome, processor: Mapping[str, float]) -> None:
        """Take in one round and the seconds of processor that it used."""
        self.outcomes.setdefault(kind, Outcome()).add(outcome)
        self.processor.setdefault(kind, Counter()).update(processor)

    @property
    def errors(self) -> Counter[str]:
        """All errors, by what was wrong."""
        found = [
            outcome.errors for outcome in (*self.outcomes.values(), self.one_sender)
        ]
        return sum(found, Counter())

    def rows(self) -> Iterator[tuple[str, float]]:
        """Give every figure with its name."""
        for kind, outcome in self.outcomes.items():
            yield from self._rows_of(kind, outcome)
        first, last = first_and_last(self.one_sender.taken)
        yield "one sender: messages", len(self.one_sender.taken)
        yield "one sender: median of the first ms", 1000 * first
        yield "one sender: median of the last ms", 1000 * last
        for name, (before, after) in self.memory.items():
            yield f"{name}: MB before", before
            yield f"{name}: MB after", after
        if self.memory:
            yield "all processes: MB before", sum(b for b, _ in self.memory.values())
            yield "all processes: MB after", sum(a for _, a in self.memory.values())
        yield "errors", self.errors.total()

    def _rows_of(self, kind: str, outcome: Outcome) -> Iterator[tuple[str, float]]:
        yield f"{kind}: turns a second", outcome.rate
        yield f"{kind}: p50 ms", 1000 * quantile(outcome.taken, 0.5)
        yield f"{kind}: p95 ms", 1000 * quantile(outcome.taken, 0.95)
        yield f"{kind}: turns", len(outcome.taken)
        yield f"{kind}: whole conversations", outcome.finished
        spent, turns = self.processor[kind], len(outcome.taken) or 1
        for name, seconds in spent.items():
            yield f"{kind}: processor ms a turn, {name}", 1000 * seconds / turns
        served = spent.total() - spent[CLIENT]
        if served:
            yield f"{kind}: processor ms a turn, all that serve", 1000 * served / turns


def table(sides: Mapping[str, Measured]) -> str:
    """Write the figures beside each other, with ratio (ours to theirs) and bar."""
    figures = {name: dict(measured.rows()) for name, measured in sides.items()}
    rows = sorted_rows(list(figures.values()))
    both = len(figures) == 2
    head = ["", *figures, *(["ratio"] if both else []), "bar"]
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    for row in rows:
        values = [some.get(row) for some in figures.values()]
        cells = [row, *map(cell, values)]
        cells += [ratio(values)] if both else []
        lines.append(f"| {' | '.join([*cells, bar(row, values[0])])} |")
    faults = [
        f"{name}: {fault} × {count}"
        for name, measured in sides.items()
        for fault, count in measured.errors.most_common()
    ]
    return "\n".join([*lines, *(["", *faults] if faults else [])])


def sorted_rows(figures: Sequence[Mapping[str, float]]) -> list[str]:
    """Return the names of all rows, those of one subject together."""
    names = list(dict.fromkeys(name for some in figures for name in some))
    subjects = list(dict.fromkeys(name.partition(":")[0] for name in names))
    subjects.sort(key="errors".__eq__)
    return sorted(names, key=lambda name: subjects.index(name.partition(":")[0]))


def cell(value: float | None) -> str:
    """Write a figure.

    >>> cell(None), cell(12.34), cell(1234.5), cell(500)
    ('–', '12.3', '1,234', '500')
    """
    if value is None:
        return "–"
    whole = isinstance(value, int) or value >= 1000
    return f"{value:,.0f}" if whole else f"{value:.1f}"


def ratio(values: Sequence[float | None]) -> str:
    """Say how many times ours is as much as theirs.

    >>> ratio([30.0, 10.0]), ratio([30.0, None])
    ('3.00', '')
    """
    ours, theirs = values
    return f"{ours / theirs:.2f}" if ours is not None and theirs else ""


def bar(row: str, value: float | None) -> str:
    """Say which bar a figure of ours has to reach, and whether it does.

    >>> bar("intake: turns a second", 36.0), bar("intake: p95 ms", 501.0)
    ('≥ 35: met', '≤ 500: missed')
    """
    if row not in BARS or value is None:
        return ""
    least = row.endswith("a second")
    met = value >= BARS[row] if least else value <= BARS[row]
    return f"{'≥' if least else '≤'} {BARS[row]:g}: {'met' if met else 'missed'}"
