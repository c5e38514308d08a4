"""The report for the terminal."""

from collections.abc import Iterator

from gonghui.evaluation.figures import Figures

SHOWN = 15  # weakest intents and most frequent confusions
WIDTH = 56


def report(name: str, figures: Figures) -> str:
    """Write the figures for reading."""
    return "\n".join(
        [
            f"── {name} ".ljust(WIDTH, "─"),
            *_totals(figures),
            *_entities(figures),
            *_skills(figures),
            *_weakest(figures),
            *_confusions(figures),
        ]
    )


def _totals(figures: Figures) -> Iterator[str]:
    yield f"{'messages':<28}{figures.messages:>10}"
    for label, share in figures.shares.items():
        yield f"{label:<28}{share.rate:>10.1%}  {share.right} of {share.total}"
    yield f"{'bar of the gate':<28}{figures.bar:>10.3f}"
    yield f"{'calibration error':<28}{figures.calibration_error:>10.3f}"
    yield f"{'milliseconds, one message':<28}{figures.speed.milliseconds:>10.2f}"
    yield f"{'messages a second, many':<28}{figures.speed.per_second:>10,.0f}"


def _entities(figures: Figures) -> Iterator[str]:
    if figures.entities:
        yield f"\n{'entity':<20}{'there':>8}{'F1':>8}{'+value':>8}"
    for name, scores in figures.entities.items():
        value = "–" if scores.value is None else f"{scores.value:.3f}"
        yield f"{name:<20}{scores.there:>8}{scores.place:>8.3f}{value:>8}"


def _skills(figures: Figures) -> Iterator[str]:
    if figures.skills:
        yield "\nintents by skill"
    for name, share in figures.skills.items():
        yield f"  {share.rate:>6.1%}  {name}"


def _weakest(figures: Figures) -> Iterator[str]:
    if figures.intents:
        yield "\nweakest intents"
    shares = [pair for intents in figures.intents.values() for pair in intents.items()]
    for name, share in sorted(shares, key=lambda pair: (pair[1].rate, pair[0]))[:SHOWN]:
        yield f"  {share.rate:>6.0%}  {name}"


def _confusions(figures: Figures) -> Iterator[str]:
    if figures.confusions:
        yield "\nconfusions: right → taken"
    for confusion in figures.confusions[:SHOWN]:
        pair = f"{confusion.expected} → {confusion.taken}"
        yield f"  {confusion.count:>4}  {pair}  ({confusion.kind})"
