"""The report as one page of HTML that needs nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from gonghui.evaluation import svg
from gonghui.evaluation.figures import Figures
from gonghui.evaluation.mistakes import Kind, Mistake
from language.scores import Share

TEMPLATES = Path(__file__).parents[1] / "templates"

ROOM = 5
"""How much higher than at the chosen bar the curves of the gate are shown."""

Learning = Mapping[str, Any]
"""What `tools.learning_curve` writes."""


def page(
    sets: Mapping[str, Figures], *, title: str, learning: Learning | None = None
) -> str:
    """Write the figures of all sets of cases, with plots and sentences."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True
    )
    environment.filters["percent"] = lambda rate: f"{rate:.1%}"
    environment.filters["spaced"] = _spaced
    return environment.get_template("evaluation.html").render(
        title=title,
        sets=[_set(name, figures) for name, figures in sets.items()],
        learning=_learning(learning) if learning else None,
    )


def _set(name: str, figures: Figures) -> dict[str, Any]:
    """Give the template what it shows of one set."""
    return {
        "name": name,
        "figures": figures,
        "plots": [*_plots(figures)],
        "intents": {
            skill: (figures.skills[skill], _shares(intents, skill))
            for skill, intents in figures.intents.items()
        },
        "mistakes": _by_kind(figures.mistakes),
    }


def _plots(figures: Figures) -> Iterator[tuple[str, str, Markup]]:
    """Give the plots, each with a title and a sentence, of what was measured."""
    if figures.gate:
        yield "The gate", GATE, _gate(figures)
        yield "Honesty", HONESTY, _honesty(figures)
        yield "Skills", SKILLS, _matrix(figures)
    if figures.entities:
        yield "Entities", ENTITIES, _entities(figures)


GATE = (
    "The probability of being foreign from which a message is turned away. "
    "A higher bar lets more in that is not ours; a lower one turns workers away."
)
HONESTY = (
    "How sure the model was, and how often it was right. "
    "On the dashed line it is honest; a larger dot is more messages."
)
SKILLS = "Rows are what was meant, columns what was understood."
ENTITIES = (
    "F1 by kind, with how many there are. Where values were given, a second bar and "
    "the figure ask for the right value as well."
)


def _gate(figures: Figures) -> Markup:
    lines = {
        "not ours, let in": [(point.bar, point.accepted) for point in figures.gate],
        "ours, turned away": [(point.bar, point.refused) for point in figures.gate],
    }
    chosen = min(figures.gate, key=lambda point: abs(point.bar - figures.bar))
    return svg.curves(
        lines,
        label="Wrongly accepted and wrongly refused messages by bar",
        across="bar",
        mark=(f"chosen: {figures.bar:.2f}", figures.bar),
        least=ROOM * max(chosen.accepted, chosen.refused),
    )


def _honesty(figures: Figures) -> Markup:
    bins = [(told.confidence, told.right, told.size) for told in figures.bins]
    return svg.reliability(bins, label="Confidence against the share that is right")


def _matrix(figures: Figures) -> Markup:
    rows = {
        _spaced(row): {_spaced(column): n for column, n in line.items()}
        for row, line in figures.matrix.items()
    }
    return svg.matrix(rows, label="Skills meant against skills understood")


def _entities(figures: Figures) -> Markup:
    rows = {
        f"{_spaced(name)} ({scores.there})": [
            (score, f"{score:.3f}")
            for score in (scores.place, scores.value)
            if score is not None
        ]
        for name, scores in figures.entities.items()
    }
    return svg.bars(rows, label="F1 by kind of entity")


def _shares(shares: Mapping[str, Share], label: str) -> Markup:
    """Draw the accuracy of intents, the weakest first."""
    ranked = sorted(shares.items(), key=lambda pair: (pair[1].rate, pair[0]))
    rows = {
        name: [(share.rate, f"{share.right}/{share.total}")] for name, share in ranked
    }
    return svg.bars(rows, label=f"Accuracy by intent: {label}")


def _by_kind(mistakes: Sequence[Mistake]) -> dict[Kind, list[Mistake]]:
    """Sort the sentences, which come by kind, under their kinds."""
    return {kind: [*some] for kind, some in groupby(mistakes, lambda m: m.kind)}


def _learning(learning: Learning) -> dict[str, Any]:
    """Give the template the curve, and the intents that gain most."""
    spots = [(point["share"], point["accuracy"]) for point in learning["points"]]
    label = "Accuracy by share of the examples"
    return {
        "plot": svg.rising(spots, label=label, across="share of the examples"),
        "gains": learning["gains"],
    }


def _spaced(name: str) -> str:
    return name.replace("_", " ")
