"""Figures as the pages show them: written in Chinese, with what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.reports.kpis import Figure, Kpi, kpis
from helpdesk.reports.spelling import difference, number, told


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on a card."""

    kpi: Kpi
    told: str
    behind: str
    """What stands behind a share: 47/50."""

    change: str
    tone: str
    """``good``, ``bad`` or nothing: whether the change is to be liked."""

    is_met: bool | None


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Figures that belong together."""

    name: str
    figures: Sequence[Shown]


def groups(
    figures: Sequence[Figure], before: Mapping[str, Figure]
) -> Sequence[ShownGroup]:
    """Return the figures of each group, in the order of the definitions."""
    made = {
        group.key: [
            shown(figure, before.get(figure.kpi.key))
            for figure in figures
            if figure.kpi.group == group.key
        ]
        for group in kpis().groups
    }
    return [
        ShownGroup(group.name, made[group.key])
        for group in kpis().groups
        if made[group.key]
    ]


def shown(figure: Figure, before: Figure | None) -> Shown:
    """Return a figure as a card has it; what is true now is not compared."""
    other = None if figure.kpi.now else before
    change = difference(figure, other)
    return Shown(
        kpi=figure.kpi,
        told=told(figure),
        behind=_behind(figure),
        change=change,
        tone=_tone(figure, other) if change else "",
        is_met=figure.is_met,
    )


def _behind(figure: Figure) -> str:
    if figure.kpi.share is None or not figure.among:
        return ""
    return f"{number(figure.part)}/{number(figure.among)}"


def _tone(figure: Figure, before: Figure | None) -> str:
    if before is None or figure.value is None or before.value is None:
        return ""
    if figure.kpi.better is None or figure.value == before.value:
        return ""
    is_more = figure.value > before.value
    return "good" if is_more == (figure.kpi.better == "more") else "bad"
