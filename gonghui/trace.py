"""`gonghui trace`: from a ticket, or an id, to every line of the log about it."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any

import typer

from helpdesk.errors import InvalidInput
from helpdesk.numbers import read_ticket_number

ID = re.compile(r"[0-9a-f]{32}")
SHOWN = frozenset(
    {"time", "level", "logger", "process", "pid", "trace", "message", "error"}
)

Line = dict[str, Any]


def trace(
    what: Annotated[str, typer.Argument(help="a ticket's number, or 32 hex digits")],
    logs: Annotated[
        list[Path] | None,
        typer.Argument(help="JSON logs, of several machines too; none: stdin"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the lines as they are")] = (
        False
    ),
) -> None:
    """Show what every process logged about a ticket's messages, oldest first.

    GONGHUI_LOG_FORMAT=json writes such logs.
    """
    found = sorted(_about(what, logs or []), key=lambda line: line["time"])
    for line in found:
        print(json.dumps(line) if as_json else written(line))
    if not found:
        print("nothing in these logs", file=sys.stderr)
        raise typer.Exit(1)


def _about(what: str, files: list[Path]) -> list[Line]:
    if files:
        return about(what, lambda: (line for file in files for line in _read(file)))
    with TemporaryFile("w+", encoding="utf-8") as kept:  # it is read twice
        kept.writelines(sys.stdin)

        def again() -> Iterable[str]:
            kept.seek(0)
            return kept

        return about(what, again)


def about(what: str, lines: Callable[[], Iterable[str]]) -> list[Line]:
    """Return the lines about a ticket or an id; `lines` gives all of them anew."""
    ids = {what} if ID.fullmatch(what) else _ids(_number(what), lines())
    return [line for line in _objects(lines()) if line.get("trace") in ids]


def _number(what: str) -> str:
    try:
        return read_ticket_number(what)
    except InvalidInput:
        raise typer.BadParameter("neither a ticket's number nor an id") from None


def _ids(number: str, lines: Iterable[str]) -> set[str]:
    """Return the ids under which something happened to a ticket."""
    return {
        line["trace"]
        for line in _objects(line for line in lines if number in line)
        if line.get("ticket") == number and "trace" in line
    }


def _objects(lines: Iterable[str]) -> Iterator[Line]:
    """Read the lines that are objects, also behind what a collector puts before."""
    for line in lines:
        try:
            found = json.loads(line[line.index("{") :])
        except ValueError:
            continue
        if isinstance(found, dict) and isinstance(found.get("time"), str):
            yield found


def _read(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        yield from lines


def written(line: Line) -> str:
    """Write a line for a reader."""
    more = [f"{name}={value}" for name, value in line.items() if name not in SHOWN]
    said = (line.get("message"), line.get("error"), *more)
    place = f"{line.get('process', '?')} {line.get('pid', '')}".strip()
    return "  ".join((line["time"], f"{place:<14}", *(str(one) for one in said if one)))
