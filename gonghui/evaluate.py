"""`gonghui evaluate`: how well the trained model understands."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as calendar
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from gonghui.places import NLU_DATA, trained_model
from helpdesk.config import Settings
from language import Example, Model
from language import evaluate as measures
from language.evaluate import Answers, Case, Expected, Share
from language.examples import read_folder

SHOWN = 15  # weakest intents and most frequent confusions


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="JSON lines; none: nlu_data/heldout", exists=True),
    ] = None,
    date: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="the day on which people speak"),
    ] = datetime(2026, 7, 15),  # noqa: DTZ001 - a calendar day
    json_out: Annotated[
        Path | None, typer.Option("--json", help="write the figures to a file")
    ] = None,
) -> None:
    """Report accuracy on the held-out data, or on labelled JSONL files given.

    A line is {"text", "intent" (or a list of them), "alt"?, "channel"?, "entities"?}.
    """
    model = Model.from_archive(trained_model(Settings()))
    figures = {}
    for name, cases in _sets(files or []).items():
        answers, seconds = judge(model, cases, date.date())
        figures[name] = figures_of(model, answers, seconds)
        print(report(name, figures[name]), end="\n\n")
    if json_out:
        json_out.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


def _sets(files: Sequence[Path]) -> dict[str, list[Case]]:
    if files:
        return {file.name: list(read_jsonl(file)) for file in files}
    return {"held out": held_out(), "two requests": two_requests()}


def held_out() -> list[Case]:
    """Read the held-out sentences of the project."""
    folder = NLU_DATA / "heldout"
    skills = sorted(path for path in folder.glob("*/"))
    return [
        _held_out(taught.example) for skill in skills for taught in read_folder(skill)
    ]


def _held_out(example: Example) -> Case:
    marked = tuple(
        Expected(mark.entity, example.text[mark.start : mark.end])
        for mark in example.entities
    )
    return Case(example.text, (example.intent,), example.channel, entities=marked)


def two_requests() -> list[Case]:
    """Read the held-out messages that hold two requests."""
    text = (NLU_DATA / "heldout" / "requests.yml").read_text("utf-8")
    return [
        Case(line["text"], tuple(line["intents"]), line["channel"])
        for line in yaml.safe_load(text)
    ]


def read_jsonl(file: Path) -> Iterator[Case]:
    """Read labelled messages.

    Raises:
        typer.BadParameter: A line is not a labelled message.
    """
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            yield _case(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            fault = f"{file}: line {number} is no labelled message: {error!r}"
            raise typer.BadParameter(fault) from None


def _case(content: dict[str, Any]) -> Case:
    intent, marked = content["intent"], content.get("entities")
    return Case(
        text=str(content["text"]),
        requests=(intent,) if isinstance(intent, str) else tuple(intent),
        channel=content.get("channel") or "chat",
        alternatives=(content["alt"],) if content.get("alt") else (),
        entities=None if marked is None else tuple(Expected(**m) for m in marked),
    )


def judge(
    model: Model, cases: Iterable[Case], today: calendar
) -> tuple[Answers, float]:
    """Let the model read every case; return the answers and the seconds it took."""
    begun = time.perf_counter()
    answers = [
        (case, model.understand(case.text, channel=case.channel, today=today))
        for case in cases
    ]
    return answers, time.perf_counter() - begun


def figures_of(model: Model, answers: Answers, seconds: float) -> dict[str, Any]:
    """Compute every figure of the report; a share of nothing is left out."""
    shares = {"intent": measures.accuracy(answers)}
    for channel, part in measures.grouped(answers, lambda case: case.channel).items():
        shares[f"intent, {channel}"] = measures.accuracy(part)
        shares[f"skill, {channel}"] = measures.skill_accuracy(part, model.catalogue)
    shares["out of scope accepted"] = measures.falsely_accepted(answers)
    shares["in scope rejected"] = measures.falsely_refused(answers)
    shares["all requests found"] = measures.requests_found(answers)
    shares["one request split"] = measures.falsely_split(answers)
    return {
        "messages": len(answers),
        "shares": {name: share.rate for name, share in shares.items() if share.total},
        "calibration error": measures.calibration_error(answers),
        "milliseconds a message": 1000 * seconds / max(len(answers), 1),
        "entities": _entity_figures(answers),
        "weakest": dict(_weakest(answers)[:SHOWN]),
        "confusions": measures.confusions(answers)[:SHOWN],
    }


def _entity_figures(answers: Answers) -> dict[str, list[float]]:
    """Give for each entity how many are there, F1 by place, and F1 with value."""
    places = measures.entities(answers, with_value=False)
    values = measures.entities(answers)
    if not places:
        return {}
    places["all"] = measures.together(places)
    values["all"] = measures.together(values)
    return {
        name: [found.right + found.missed, found.f1, values[name].f1]
        for name, found in places.items()
    }


def _weakest(answers: Answers) -> list[tuple[str, float]]:
    """List intents by accuracy, the weakest first."""
    groups = measures.grouped(answers, lambda case: case.intent)
    shares: dict[str, Share] = {
        intent: measures.accuracy(part) for intent, part in groups.items()
    }
    return sorted(
        ((intent, share.rate) for intent, share in shares.items()),
        key=lambda item: (item[1], item[0]),
    )


def report(name: str, figures: dict[str, Any]) -> str:
    """Write the figures for reading."""
    lines = [f"── {name} ".ljust(44, "─")]
    lines.append(f"{'messages':<26}{figures['messages']:>10}")
    lines += [f"{label:<26}{rate:>10.1%}" for label, rate in figures["shares"].items()]
    for label in ("calibration error", "milliseconds a message"):
        lines.append(f"{label:<26}{figures[label]:>10.3f}")
    if figures["entities"]:
        lines += ["", f"{'entity':<20}{'there':>8}{'F1':>8}{'+value':>8}"]
        lines += [
            f"{entity:<20}{there:>8}{place:>8.2f}{value:>8.2f}"
            for entity, (there, place, value) in figures["entities"].items()
        ]
    lines += ["", "weakest intents"]
    lines += [
        f"  {rate:>6.0%}  {intent}" for intent, rate in figures["weakest"].items()
    ]
    lines += ["", "confusions: right → taken"]
    lines += [
        f"  {n:>4}  {right} → {taken}" for right, taken, n in figures["confusions"]
    ]
    return "\n".join(lines)
