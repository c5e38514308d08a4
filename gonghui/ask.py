"""`gonghui ask`: send a file of questions to the assistant and tabulate the answers."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from gonghui.client import Talk
from gonghui.local import assistant
from gonghui.places import NLU_DATA
from helpdesk.config import Settings
from language import Catalogue


@dataclass(frozen=True, slots=True)
class Case:
    """A question and, where somebody labelled it, the intents that are right."""

    id: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one question."""

    case: Case
    intent: str | None
    seconds: float
    answer: str
    error: str | None
    buttons: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether a Chinese answer came back."""
        return any("一" <= character <= "鿿" for character in self.answer)

    @property
    def routed(self) -> bool | None:
        """Whether the intent is a right one; None without a label."""
        return self.intent in self.case.right if self.case.right else None


def ask(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON lines")
    ],
    url: Annotated[
        str | None,
        typer.Option(help="a running assistant in demo mode; else one is started"),
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="print every answer")] = False,
    transcript: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="write questions and answers as Markdown"),
    ] = None,
) -> None:
    """Ask every question of FILE ({"id", "text", "intent"?, "alt"?} a line).

    Each goes through POST /chat/messages in a conversation of its own. Exit code 1
    when a question got no Chinese answer.
    """
    outcomes = asyncio.run(_ask(read_cases(file), url))
    if show:
        for outcome in outcomes:
            print(f"{outcome.case.id}\t{outcome.intent}\t{outcome.answer!r}")
    if transcript:
        transcript.write_text(as_markdown(outcomes), "utf-8")
    print(table(outcomes, skills()))
    if not all(outcome.answered for outcome in outcomes):
        raise typer.Exit(1)


def skills() -> dict[str, str]:
    """Return the skill of each intent."""
    catalogue = Catalogue.load(NLU_DATA)
    return {name: intent.skill for name, intent in catalogue.intents.items()}


def read_cases(file: Path) -> list[Case]:
    """Read the questions of a JSON lines file.

    Raises:
        typer.BadParameter: A line is not a question.
    """
    cases = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            cases.append(_case(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise typer.BadParameter(f"line {number} is no question: {error}") from None
    return cases


def _case(content: dict[str, Any]) -> Case:
    right = content.get("intent") or ()
    labels = [right] if isinstance(right, str) else list(right)[:1]
    if labels and content.get("alt"):
        labels.append(content["alt"])
    return Case(str(content["id"]), str(content["text"]), frozenset(labels))


async def _ask(cases: Sequence[Case], url: str | None) -> list[Outcome]:
    log = Settings().data_dir / "log" / "ask.log"
    async with (
        assistant(url, log) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        outcomes = []
        for number, case in enumerate(cases, start=1):
            outcomes.append(await _outcome(client, case))
            _progress(number, len(cases))
        return outcomes


async def _outcome(client: httpx.AsyncClient, case: Case) -> Outcome:
    begun = time.perf_counter()
    try:
        turn = await Talk(client).say(case.text)
    except httpx.HTTPError as error:
        seconds = time.perf_counter() - begun
        return Outcome(case, None, seconds, "", str(error) or type(error).__name__)
    seconds = time.perf_counter() - begun
    buttons = tuple(b.title for reply in turn.replies for b in reply.buttons)
    return Outcome(case, turn.intent, seconds, turn.text, turn.error, buttons)


def as_markdown(outcomes: Iterable[Outcome]) -> str:
    """Write each question with its answer and the buttons below it."""
    return "\n".join(
        part
        for number, outcome in enumerate(outcomes, start=1)
        for part in _told(number, outcome)
    )


def _told(number: int, outcome: Outcome) -> Iterable[str]:
    yield f"### {number}. {outcome.case.text}\n"
    yield from (f"> {line}  " for line in outcome.answer.splitlines())
    if outcome.buttons:
        yield "> " + " ".join(f"〔{title}〕" for title in outcome.buttons)
    yield ""


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done}/{total} asked", end=end, file=sys.stderr, flush=True)


def table(outcomes: Sequence[Outcome], skills: dict[str, str]) -> str:
    """Write the table: answered, routed, seconds; then the misroutes by pair."""
    labelled = [outcome for outcome in outcomes if outcome.case.right]
    rows = [
        ("questions", str(len(outcomes))),
        ("answered in Chinese", _share([outcome.answered for outcome in outcomes])),
        ("errors", str(sum(outcome.error is not None for outcome in outcomes))),
        ("routed right", _share([bool(outcome.routed) for outcome in labelled])),
        ("right skill", _share([_same_skill(o, skills) for o in labelled])),
        ("seconds, median", f"{_quantile(outcomes, 0.5):.3f}"),
        ("seconds, p95", f"{_quantile(outcomes, 0.95):.3f}"),
    ]
    lines = [f"{name:<22}{value:>16}" for name, value in rows]
    return "\n".join([*lines, "", *_misroutes(labelled)])


def _same_skill(outcome: Outcome, skills: dict[str, str]) -> bool:
    return skills.get(outcome.intent or "") in {
        skills.get(intent) for intent in outcome.case.right
    }


def _share(hits: Sequence[bool]) -> str:
    if not hits:
        return "none labelled"
    return f"{sum(hits)}/{len(hits)} {sum(hits) / len(hits):6.1%}"


def _quantile(outcomes: Iterable[Outcome], share: float) -> float:
    seconds = [outcome.seconds for outcome in outcomes]
    if len(seconds) < 2:
        return seconds[0] if seconds else 0.0
    return statistics.quantiles(seconds, n=100, method="inclusive")[
        round(share * 100) - 1
    ]


def _misroutes(labelled: Sequence[Outcome]) -> list[str]:
    wrong: dict[tuple[str, str], int] = {}
    for outcome in labelled:
        if not outcome.routed:
            pair = ("|".join(sorted(outcome.case.right)), outcome.intent or "-")
            wrong[pair] = wrong.get(pair, 0) + 1
    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [f"{count:>4}  {right} → {taken}" for (right, taken), count in ranked[:20]]
