"""`gonghui backup`, `gonghui restore` and `gonghui backups …`."""

import asyncio
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from gonghui.backups import making, restoring, shelf
from gonghui.works import ready
from helpdesk import clock
from helpdesk.backups import Manifest
from helpdesk.backups.manifest import read
from helpdesk.config import Settings
from helpdesk.errors import BackupFault, ConfigurationError

backups = typer.Typer(help="The backups there are.", no_args_is_help=True)

To = Annotated[Path | None, typer.Option("--to", help="instead of GONGHUI_BACKUP_DIR")]
In = Annotated[Path | None, typer.Option("--in", help="instead of GONGHUI_BACKUP_DIR")]
Name = Annotated[str, typer.Argument(help="its name, its path, or latest")]
Jobs = Annotated[int, typer.Option(min=1, max=32, help="of PostgreSQL, at once")]


def backup(
    to: To = None,
    jobs: Jobs = 2,
    keep: Annotated[
        int, typer.Option(min=0, help="then delete all but this many; 0 keeps all")
    ] = 0,
) -> None:
    """Copy records and files as they are at one moment; nobody has to stop.

    Keys are never copied: keep them elsewhere. Without them a backup opens for nobody.
    """
    settings = ready()
    place, begun = to or settings.backups, time.monotonic()
    where, manifest = _done(making.make(settings, to=place, jobs=jobs))
    print(where)
    seconds = time.monotonic() - begun
    _say(f"{_summary(manifest)}, {seconds:.1f} s; its keys are kept elsewhere, by you")
    _prune(place, keep)


def restore(
    source: Name,
    in_: In = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="give up what is there")
    ] = False,
    jobs: Jobs = 2,
) -> None:
    """Bring a backup back into an empty database; the assistant stands still.

    Manifest, digests and keys are checked before anything is written, counts and
    sealed values after it.
    """
    settings = Settings()
    where = _found(settings, in_, source)
    done = _done(restoring.restore(settings, where, replace=replace, jobs=jobs))
    print(f"{where.name}: {_summary(done.manifest)}")
    _say(
        f"counts agree, {done.opened} sealed values opened, {done.files} files brought "
        f"back; {done.skipped} ticket numbers of today are left out"
    )
    if done.pending:
        _say(f"{done.pending} revisions are to come: `gonghui db upgrade`")


@backups.command("list")
def list_(in_: In = None) -> None:
    """List the whole backups, the newest last."""
    for each in shelf.listed(in_ or Settings().backups):
        print(f"{each.name}\t{_told(each)}")


@backups.command()
def verify(name: Name = "latest", in_: In = None) -> None:
    """Read a whole backup and compare it with its manifest."""
    settings = Settings()
    where = _found(settings, in_, name)
    manifest = _done(restoring.verify(settings, where))
    print(f"{where.name}: {_summary(manifest)}; as it was written")


@backups.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="so many of the newest stay")] = 14,
    in_: In = None,
) -> None:
    """Delete all backups but the newest: they hold people who asked to be forgotten."""
    _prune(in_ or Settings().backups, keep)


def _prune(place: Path, keep: int) -> None:
    for gone in shelf.prune(place, keep=keep):
        _say(f"deleted {gone.name}")


def _found(settings: Settings, in_: Path | None, name: str) -> Path:
    try:
        return shelf.find(in_ or settings.backups, name)
    except BackupFault as error:
        _refuse(error)


def _told(backup: Path) -> str:
    try:
        return _summary(read(backup))
    except BackupFault as error:
        return str(error)


def _summary(manifest: Manifest) -> str:
    counts, at = manifest.contents.counts, manifest.made_at.astimezone(clock.SHENZHEN)
    return (
        f"{at:%Y-%m-%d %H:%M}, {manifest.contents.server}, schema "
        f"{manifest.contents.revision}, {counts.get('members', 0)} members, "
        f"{counts.get('tickets', 0)} tickets, {len(manifest.files)} files, "
        f"{manifest.size / 1e6:.1f} MB"
    )


def _done[T](work: Coroutine[None, None, T]) -> T:
    """Do it; a fault is one line and exit code 1."""
    try:
        return asyncio.run(_stoppable(work))
    except (BackupFault, ConfigurationError) as error:
        _refuse(error)
    except (KeyboardInterrupt, asyncio.CancelledError):
        _refuse("broken off; nothing was kept")


async def _stoppable[T](work: Coroutine[None, None, T]) -> T:
    """Let SIGTERM end the work as Ctrl-C does: what it began is taken back."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work


def _refuse(why: object) -> NoReturn:
    _say(f"gonghui: {why}")
    raise typer.Exit(1)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
