"""`gonghui doctor`: a line for each thing, and what to do about it."""

import asyncio
import json
from typing import Annotated

import typer

from gonghui.doctor.examination import PARTS, examine
from gonghui.findings import Finding, Grade
from helpdesk.config import Settings

EXIT = {Grade.fine: 0, Grade.doubtful: 1, Grade.wrong: 2}


def doctor(
    only: Annotated[
        list[str] | None,
        typer.Option(help=f"a part alone: {', '.join(part.name for part in PARTS)}"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="a line each")] = False,
) -> None:
    """Look at everything an operator can get wrong, and say what to do about it.

    Exit code 0: all is well (✓), 1: something could be better (!), 2: something does
    not work (✗). Nothing is changed, no personal data is shown.
    """
    known = {part.name: part for part in PARTS}
    if unknown := set(only or ()) - known.keys():
        raise typer.BadParameter(f"no such part: {', '.join(sorted(unknown))}")
    wanted = tuple(known[name] for name in only) if only else PARTS
    worst = 0

    async def tell() -> None:
        nonlocal worst
        async for part, finding in examine(Settings(), wanted):
            print(_line(part, finding) if as_json else _told(part, finding))
            worst = max(worst, EXIT[finding.grade])

    asyncio.run(tell())
    if worst:
        raise typer.Exit(worst)


def _line(part: str, finding: Finding) -> str:
    return json.dumps(
        {
            "part": part,
            "grade": finding.grade,
            "what": finding.what,
            "remedy": finding.remedy,
        },
        ensure_ascii=False,
    )


def _told(part: str, finding: Finding) -> str:
    told = str(finding).replace("\n", f"\n{'':<13}")
    return f"{part:<12} {told}"
