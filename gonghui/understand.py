"""`gonghui understand`: JSON lines in, what the model understood out."""

import gc
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date, datetime
from io import TextIOWrapper
from itertools import islice
from typing import Annotated, BinaryIO, TextIO, cast

import typer

from gonghui.places import trained_model
from gonghui.questions import BadLine, Question, read_question
from helpdesk.config import Settings
from language import Model, Understood

PAGE = 256  # lines of a file that are understood at once

Answer = tuple[int, str | BadLine]
"""A line's number with its answer, or with what is wrong with it."""


def answer_line(question: Question, heard: str, understood: Understood) -> str:
    """Write what was understood as one JSON line, shaped as the contract says."""
    answer = {
        "id": question.id,
        "intent": understood.intent,
        "confidence": round(understood.confidence, 4),
        "skill": understood.skill,
        "entities": [asdict(entity) for entity in understood.entities],
        "requests": [
            asdict(request) | {"confidence": round(request.confidence, 4)}
            for request in understood.requests
        ],
    }
    # Places point into what was heard, so with alternatives it has to be told.
    told = {"text": heard} if question.nbest else {}
    return json.dumps(answer | told, ensure_ascii=False)


def understand_lines(
    model: Model, lines: Iterable[bytes], *, today: date | None, page: int = PAGE
) -> Iterator[Answer]:
    """Answer lines in their order, so many at once as a page holds."""
    numbered = enumerate(lines, start=1)
    while some := list(islice(numbered, page)):
        read = {number: _read(line) for number, line in some if line.strip()}
        asked = {n: one for n, one in read.items() if isinstance(one, Question)}
        answers = _answers(model, asked, today)
        for number, one in read.items():
            yield number, one if isinstance(one, BadLine) else answers[number]


def _read(line: bytes) -> Question | BadLine:
    try:
        return read_question(line)
    except BadLine as error:
        return error


def _answers(
    model: Model, asked: dict[int, Question], today: date | None
) -> dict[int, str]:
    """Understand a page of questions; those with one text all at once."""
    plain = {number: one for number, one in asked.items() if not one.nbest}
    messages = [(question.text, question.channel) for question in plain.values()]
    understood = model.understand_all(messages, today=today)
    answers = {
        number: answer_line(question, question.text, found)
        for (number, question), found in zip(plain.items(), understood, strict=True)
    }
    for number, question in asked.items():
        if question.nbest:
            heard, found = model.understand_spoken(question.nbest, today=today)
            answers[number] = answer_line(question, heard, found)
    return answers


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
    """Understand questions: {"id", "text", "channel"?, "nbest"?} a line. No server.

    "nbest" is what a recogniser heard: a list of {"text", "confidence"}. A file is read
    in pages, which is faster; through a pipe each line is answered at once.
    """
    model = Model.from_archive(trained_model(Settings()))
    gc.freeze()  # what is loaded stays; looking through it again takes a third longer
    rejected = 0
    with ExitStack() as files:
        source = _source(file, files)
        target = _target(out, files)
        today = date.date() if date else None
        page = PAGE if is_file(source) else 1
        for number, answer in understand_lines(model, source, today=today, page=page):
            if isinstance(answer, BadLine):
                rejected += 1
                print(f"line {number}: {answer}", file=sys.stderr)
            else:
                print(answer, file=target, flush=page == 1)
    if rejected:
        raise typer.Exit(1)


def is_file(source: BinaryIO) -> bool:
    """Tell a file from a pipe or a terminal, whose writer may wait for an answer."""
    return stat.S_ISREG(os.fstat(source.fileno()).st_mode)


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
