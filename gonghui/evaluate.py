"""`gonghui evaluate`: how well the trained model understands."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date as calendar
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gonghui.evaluation import Figures, figures_of, judge, known
from gonghui.evaluation.heard import heard_of, lines
from gonghui.evaluation.page import page
from gonghui.evaluation.text import report
from gonghui.places import NLU_DATA, trained_model
from helpdesk.config import Settings
from language import Catalogue, DataError, Model
from language.cases import Case, read_heldout, read_lines

HELD_OUT = "Held out"
KNOWN = NLU_DATA / "known_confusions.yml"
DAY = datetime(2026, 7, 15)  # noqa: DTZ001 - a calendar day


Files = Annotated[
    list[Path] | None,
    typer.Argument(help="JSON lines; none: nlu_data/heldout", exists=True),
]
Day = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], help="the day on which people speak")
]
Trained = Annotated[
    Path | None, typer.Option(help="an archive or a folder; none: the one that serves")
]
Json = Annotated[
    Path | None, typer.Option("--json", help="write the figures to a file")
]
Html = Annotated[
    Path | None, typer.Option(help="write a page with plots and sentences")
]
Learning = Annotated[
    Path | None,
    typer.Option(help="what tools.learning_curve wrote, for the page", exists=True),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="fail on what known_confusions.yml lacks")
]
Listing = Annotated[
    bool, typer.Option("--list-confusions", help="write known_confusions.yml anew")
]


def evaluate(
    files: Files = None,
    date: Day = DAY,
    model: Trained = None,
    json_out: Json = None,
    html: Html = None,
    learning: Learning = None,
    strict: Strict = False,
    list_confusions: Listing = False,
) -> None:
    """Report accuracy on the held-out data, or on labelled JSONL files given.

    What was spoken is besides misheard as on a bad line, with and without the
    recogniser's alternatives.

    A line is {"text", "intent" (or a list of them), "alt"?, "channel"?, "entities"?}.
    """
    if files and (strict or list_confusions):
        raise typer.BadParameter("known confusions are of the held-out data: no files")
    trained = load(model or trained_model(Settings()))
    figures, misheard = {}, {}
    for name, cases in cases_of(files or [], trained.catalogue).items():
        figures[name] = measured(trained, cases, today=date.date())
        print(report(name, figures[name]), end="\n\n")
        heard = heard_of(trained, cases, data=NLU_DATA, today=date.date())
        if heard is not None:
            misheard[name] = heard.to_json()
            print(*lines(heard), sep="\n", end="\n\n")
    _write(figures, misheard, json_out, html, learning)
    if list_confusions:
        known.write(KNOWN, known.listed(figures[HELD_OUT].mistakes, known.read(KNOWN)))
    if strict and not as_known(figures[HELD_OUT]):
        raise typer.Exit(1)


def load(path: Path) -> Model:
    """Read a model from a folder, or from an archive that Rasa trained."""
    return Model.load(path) if path.is_dir() else Model.from_archive(path)


def measured(model: Model, cases: Sequence[Case], *, today: calendar) -> Figures:
    """Let a model read cases, and compute the figures."""
    judged = judge(model, cases, today=today)
    bar = model.classifier.settings.bar
    return figures_of(judged, catalogue=model.catalogue, bar=bar)


def cases_of(files: Sequence[Path], catalogue: Catalogue) -> dict[str, list[Case]]:
    """Read the cases of each file, or those held out, by name.

    Raises:
        DataError: A case is unreadable, or names an intent that there is not.
    """
    if files:
        sets = {file.name: list(read_lines(file)) for file in files}
    else:
        sets = {HELD_OUT: list(read_heldout(NLU_DATA / "heldout"))}
    for cases in sets.values():
        for case in cases:
            if strange := {*case.requests, *case.alternatives} - {*catalogue.intents}:
                fault = f"“{case.text}” asks for {'、'.join(sorted(strange))}"
                raise DataError(f"{case.file}: {fault}, not in the catalogue")
    return sets


def as_known(figures: Figures) -> bool:
    """Print what the list of known confusions does not foresee."""
    surprises = list(known.surprises(figures.mistakes, known.read(KNOWN)))
    for surprise in surprises:
        print(surprise, file=sys.stderr)
    print(f"known confusions: {len(surprises)} surprises")
    return not surprises


def _write(
    figures: Mapping[str, Figures],
    misheard: Mapping[str, Any],
    json_out: Path | None,
    html: Path | None,
    learning: Path | None,
) -> None:
    """Write the files that were asked for."""
    if json_out:
        content = {
            name: some.to_json() | {"misheard": misheard.get(name)}
            for name, some in figures.items()
        }
        json_out.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    if html:
        curve = json.loads(learning.read_text("utf-8")) if learning else None
        written = page(figures, title="工会助手 · evaluation", learning=curve)
        html.write_text(written, "utf-8")
