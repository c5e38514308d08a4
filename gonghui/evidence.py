"""`gonghui evidence …`: what was sent for a ticket, for an officer with a reason."""

import os
from collections.abc import Sequence
from mimetypes import guess_extension
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import acting_officer, done, ready
from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.errors import NotFound
from helpdesk.evidence import evidence as vault
from helpdesk.models import Attachment, AttachmentState
from helpdesk.tickets import tickets

evidence = typer.Typer(help="Pictures and files of a ticket.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="the ticket's twelve digits")]


@evidence.command("list")
def list_(number: Number) -> None:
    """List what workers sent for a ticket; names of files are not shown."""

    async def work(session: AsyncSession) -> Sequence[str]:
        ticket = await tickets.by_number(session, number)
        return [_line(each) for each in await vault.list_of(session, ticket)]

    lines = done(ready(), work)
    print("\n".join(lines) or "nothing was sent for this ticket")


@evidence.command()
def export(
    number: Number,
    folder: Annotated[Path, typer.Argument(help="where to; made when it is not there")],
    officer: Annotated[str, typer.Option("--officer", prompt=True, help="your login")],
    reason: Annotated[
        str, typer.Option(prompt=True, help="why; it is kept in the log")
    ],
) -> None:
    """Write a ticket's pictures and files, opened, into a folder."""
    settings = ready()

    async def work(session: AsyncSession) -> list[tuple[str, bytes]]:
        by = await acting_officer(session, officer)
        ticket = await tickets.by_number(session, number)
        return [
            (_name(each), await _opened(session, each, by, reason, settings.data_dir))
            for each in await vault.list_of(session, ticket)
            if each.state is AttachmentState.stored
        ]

    files = done(settings, work)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files:
        _write(folder / name, content)
    print(f"{len(files)} files in {folder}; delete them when they have served")


async def _opened(
    session: AsyncSession, each: Attachment, by: Actor, reason: str, data_dir: Path
) -> bytes:
    try:
        return await vault.open_(session, each, by=by, reason=reason, data_dir=data_dir)
    except NotFound as error:
        raise NotFound(f"attachment {each.id}: {error}") from None


def _line(each: Attachment) -> str:
    at = each.created_at.astimezone(clock.SHENZHEN)
    size = "-" if each.size is None else f"{each.size} bytes"
    return f"{each.id}\t{each.kind}\t{each.state}\t{size}\t{at:%Y-%m-%d %H:%M}"


def _name(each: Attachment) -> str:
    """Name a file by its number: the sender's name may be anything."""
    return f"{each.id}{guess_extension(each.media_type or '') or '.bin'}"


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; none is written over.

    Raises:
        typer.BadParameter: There is a file of this name.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise typer.BadParameter(f"{path} is there already") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
