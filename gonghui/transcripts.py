"""`gonghui transcripts …`: calls as recognisers wrote them down."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from helpdesk.transcripts import Reading, Refusal, as_json, read_path, reason

MOST = 64  # worker processes on one machine

transcripts = typer.Typer(help="Call transcripts.", no_args_is_help=True)


@transcripts.callback()
def about() -> None:
    """Call transcripts."""


@transcripts.command()
def read(
    files: Annotated[
        list[Path], typer.Argument(help="files of any known format, or zip archives")
    ],
) -> None:
    """Print each call as one JSON line; on stderr a line for what is refused."""
    refused = 0
    for path in files:
        for result in _results(path):
            if isinstance(result, Reading):
                print(json.dumps(line(result), ensure_ascii=False))
            else:
                refused += 1
                print(result, file=sys.stderr)
    if refused:
        raise typer.Exit(1)


@transcripts.command()
def check(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="calls since this day"),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="calls of any day")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="also what these rules have checked")
    ] = False,
) -> None:
    """Check the calls of 30 days by the rules as they are; print what was found."""
    from gonghui import checks  # with spaCy, which takes seconds

    checks.run(since, every=every, again=again)


@transcripts.command("import")
def import_transcripts(
    paths: Annotated[
        list[Path], typer.Argument(help="files, folders of files, zip archives")
    ],
    workers: Annotated[
        int | None,
        typer.Option(min=0, max=MOST, help="processes; 0 or 1: this one alone"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(help="a Dask scheduler elsewhere, tls://host:port"),
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="write masked rows for analysis there"),
    ] = None,
) -> None:
    """Take calls in with what they ask for; go on where a stopped import ended."""
    if workers is not None and scheduler is not None:
        raise typer.BadParameter("--workers and --scheduler exclude each other")
    from gonghui.intake.command import Wish, take_in  # loads the language model's code

    tally, is_done = take_in(Wish(paths, workers, scheduler, parquet))
    if tally.refused or not is_done:
        raise typer.Exit(1)


def line(reading: Reading) -> dict[str, Any]:
    """Return the transcript, and beside it where it is from and what was mended."""
    original = reading.original
    return as_json(reading.transcript) | {
        "original": {
            "name": printable(original.name),
            "bytes": len(original.data),
            "sha512": original.sha512,
        },
        "speakers": [casting.as_json() for casting in reading.cast.castings],
        "notes": [note.told for note in reading.notes],
    }


def printable(name: str) -> str:
    """Return a name without what a terminal would take for a command."""
    return "".join(char if char.isprintable() else "?" for char in name)


def _results(path: Path) -> Iterable[Reading | str]:
    """Read a file; what is refused is told in a line."""
    try:
        for result in read_path(path):
            yield _told(path, result) if isinstance(result, Refusal) else result
    except OSError as error:
        yield f"{printable(str(path))}: {error.strerror}"


def _told(path: Path, refusal: Refusal) -> str:
    within = "" if refusal.name == path.name else f" ({refusal.name})"
    return f"{printable(str(path) + within)}: {reason(refusal.error)}"
