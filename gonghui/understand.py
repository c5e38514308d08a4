"""`gonghui understand`: JSON lines in, what the model understood out."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date, datetime
from io import TextIOWrapper
from typing import Annotated, Any, BinaryIO, Literal, TextIO, cast

import typer

from gonghui.places import trained_model
from helpdesk.config import Settings
from language import Model, Understood

Channel = Literal["chat", "asr"]
CHANNELS = ("chat", "asr")


class BadLine(ValueError):
    """A line that is not a question; the text says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of input."""

    id: str | int
    text: str
    channel: Channel = "chat"


def read_question(line: bytes) -> Question:
    """Read one line of input.

    Raises:
        BadLine: The line is not UTF-8, not JSON, or not of the documented shape.
    """
    try:
        content = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("not JSON") from None
    if not isinstance(content, dict):
        raise BadLine("not an object")
    return _question(content)


def _question(content: dict[str, Any]) -> Question:
    identifier, text = content.get("id"), content.get("text")
    channel = content.get("channel") or "chat"
    if not isinstance(identifier, str | int) or isinstance(identifier, bool):
        raise BadLine('"id" must be a string or an integer')
    if not isinstance(text, str):
        raise BadLine('"text" must be a string')
    if channel not in CHANNELS:
        raise BadLine('"channel" must be "chat" or "asr"')
    return Question(identifier, text, cast(Channel, channel))


def answer_line(question: Question, understood: Understood) -> str:
    """Write what was understood as one JSON line, shaped as the contract says."""
    return json.dumps(
        {
            "id": question.id,
            "intent": understood.intent,
            "confidence": round(understood.confidence, 4),
            "skill": understood.skill,
            "entities": [asdict(entity) for entity in understood.entities],
            "requests": [
                asdict(request) | {"confidence": round(request.confidence, 4)}
                for request in understood.requests
            ],
        },
        ensure_ascii=False,
    )


def understand_lines(
    model: Model, lines: Iterable[bytes], *, today: date | None
) -> Iterator[tuple[int, str | BadLine]]:
    """Give each line's number with its answer, or with what is wrong with it."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = read_question(line)
        except BadLine as error:
            yield number, error
            continue
        understood = model.understand(
            question.text, channel=question.channel, today=today
        )
        yield number, answer_line(question, understood)


def understand(
    file: Annotated[str, typer.Argument(help="JSON lines; - is stdin")] = "-",
    out: Annotated[
        str, typer.Option(help="where the answers go; - is stdout", metavar="FILE")
    ] = "-",
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="the day on which people speak"),
    ] = None,
) -> None:
    """Understand questions: {"id", "text", "channel"?} a line. No server needed."""
    model = Model.from_archive(trained_model(Settings()))
    rejected = 0
    with ExitStack() as files:
        source = _source(file, files)
        target = _target(out, files)
        today = date.date() if date else None
        for number, answer in understand_lines(model, source, today=today):
            if isinstance(answer, BadLine):
                rejected += 1
                print(f"line {number}: {answer}", file=sys.stderr)
            else:
                print(answer, file=target)
    if rejected:
        raise typer.Exit(1)


def _source(file: str, files: ExitStack) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return files.enter_context(open(file, "rb"))
    except OSError as error:
        raise typer.BadParameter(f"cannot read {file}: {error.strerror}") from None


def _target(out: str, files: ExitStack) -> TextIO:
    if out == "-":
        # Half an emoji is no UTF-8; backslashreplace writes its JSON escape.
        cast(TextIOWrapper, sys.stdout).reconfigure(
            encoding="utf-8", errors="backslashreplace"
        )
        return sys.stdout
    try:
        return files.enter_context(
            open(out, "w", encoding="utf-8", errors="backslashreplace")
        )
    except OSError as error:
        raise typer.BadParameter(f"cannot write {out}: {error.strerror}") from None
