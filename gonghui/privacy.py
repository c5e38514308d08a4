"""`gonghui privacy …`: a person's rights over the own data, served by an officer.

Whose data are meant is asked for, not given as an argument: arguments stay in the
shell's history and show in the list of processes.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import acting_officer, done, ready
from helpdesk.privacy.letter import letter
from helpdesk.privacy.service import privacy

rights = typer.Typer(help="A person's rights over the own data.", no_args_is_help=True)

Whose = Annotated[
    str,
    typer.Option(
        "--whose",
        prompt="member number, ID number or phone",
        hide_input=True,
        help="asked for; `--whose -` reads it from standard input",
    ),
]
Login = Annotated[str, typer.Option("--officer", prompt=True, help="your login")]
Reason = Annotated[str, typer.Option(prompt=True, help="why; it is kept in the log")]


@rights.command()
def export(
    out: Annotated[Path, typer.Option(help="a JSON file that is not there yet")],
    whose: Whose,
    officer: Login,
    reason: Reason,
) -> None:
    """Write everything that is held on one person into a file."""

    async def work(session: AsyncSession) -> str:
        person = await privacy.find(session, _said(whose))
        by = await acting_officer(session, officer)
        book = await privacy.export(session, person, by=by, reason=reason)
        return json.dumps(book, ensure_ascii=False, indent=2, default=str)

    if out.exists():
        raise typer.BadParameter(f"{out} is there already")
    _write(out, done(ready(), work, leaves_no_trace=True))
    print(f"{out} holds one person's data; hand it over and delete it")


@rights.command()
def delete(
    whose: Whose,
    officer: Login,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask again")] = False,
) -> None:
    """Delete one person's data; what has to be kept is told, with the reason."""

    async def work(session: AsyncSession) -> str:
        person = await privacy.find(session, _said(whose))
        by = await acting_officer(session, officer)
        return letter(await privacy.delete(session, person, by=by, reason=reason))

    if not yes:
        typer.confirm("delete? it can not be undone", abort=True)
    print(done(ready(), work, leaves_no_trace=True))


def _said(whose: str) -> str:
    return sys.stdin.readline().strip() if whose == "-" else whose


def _write(out: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
