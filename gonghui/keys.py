"""`gonghui keys …`: new keys for old records, without anybody noticing."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gonghui.works import ready
from helpdesk import database as engines
from helpdesk import keys as key_file
from helpdesk.config import Settings
from helpdesk.resealing import Progress, resealing
from helpdesk.sealing import KeyRing, Sealer

keys = typer.Typer(help="The keys of sealed records.", no_args_is_help=True)

Sessions = async_sessionmaker[AsyncSession]


@keys.command()
def status() -> None:
    """Tell how many sealed values are under which key; no key is shown."""
    settings = ready()
    ring = key_file.load_keys(settings)
    counts, fits = asyncio.run(_with_sessions(settings, _look(ring)))
    for place, name in enumerate(ring.field_keys):
        role = "seals and opens" if place == 0 else "opens"
        print(f"{name}: {counts[name]} values, {role}")
    print("lookup key: fits" if fits else "lookup key: DOES NOT FIT the records")
    if not fits:
        raise typer.Exit(1)


@keys.command()
def rotate() -> None:
    """Put a new field key first; what was sealed before stays readable.

    Keys that come from the environment can not be changed from here: the new entry is
    printed instead, to be put first in GONGHUI_FIELD_KEYS.
    """
    settings = ready()
    if settings.field_keys is not None:
        name = key_file.next_name(key_file.load_keys(settings).field_keys)
        print(f"{name}:{key_file.new_key()}")
        _say(f"put this first in GONGHUI_FIELD_KEYS, a comma behind it; {NEXT}")
        return
    name = key_file.rotate(settings)
    _say(f"{name} is the current key; {NEXT}")


@keys.command()
def reseal(
    batch: Annotated[int, typer.Option(min=1, max=10_000)] = 500,
) -> None:
    """Seal old records with the current key; may be stopped and begun again."""
    settings = ready()
    asyncio.run(_with_sessions(settings, _resealing(batch)))
    _say("every record is under the current key")


@keys.command()
def retire(name: str) -> None:
    """Put an old key aside, once nothing is sealed with it."""
    settings = ready()
    ring = key_file.load_keys(settings)
    counts, _ = asyncio.run(_with_sessions(settings, _look(ring)))
    if counts.get(name):
        _say(f"{counts[name]} values are under {name}; run `gonghui keys reseal` first")
        raise typer.Exit(1)
    key_file.retire(settings, name)
    _say(f"{name} is put aside: it opens nothing any more; old backups need it")


@keys.command()
def rehash(
    stopped: Annotated[
        bool, typer.Option("--stopped", help="yes, no process of the assistant runs")
    ] = False,
) -> None:
    """Change the lookup key: every digest anew, in one transaction.

    A digest does not tell its key. While some are old and some are new, people are not
    found; so the assistant has to stand still meanwhile.
    """
    settings = ready()
    if not stopped:
        _say("stop the assistant first, then say so with --stopped")
        raise typer.Exit(2)
    ring = key_file.load_keys(settings)
    new = Sealer(KeyRing(ring.field_keys, _new_lookup_key(settings)))
    asyncio.run(_with_sessions(settings, _rehashing(new)))
    if settings.lookup_key is None:
        key_file.promote_lookup_key(settings)
        _say("the new lookup key is in the key file")
    else:
        _say("now set GONGHUI_LOOKUP_KEY to the new key; the old one finds nobody")


NEXT = "restart the assistant, then run `gonghui keys reseal`"


def _new_lookup_key(settings: Settings) -> bytes:
    """Return the key that is to follow: remembered in the file, or asked for."""
    if settings.lookup_key is None:
        return key_file.prepare_lookup_key(settings)
    said = typer.prompt("new lookup key (base64 of 32 bytes)", hide_input=True)
    return key_file.read_key(said, "new lookup key")


def _look(
    ring: KeyRing,
) -> Callable[[Sessions], Awaitable[tuple[dict[str, int], bool]]]:
    async def look(sessions: Sessions) -> tuple[dict[str, int], bool]:
        async with engines.read_only(sessions) as session:
            counts = await resealing.counts(session, tuple(ring.field_keys))
            return counts, await resealing.fits(session, Sealer(ring))

    return look


def _resealing(batch: int) -> Callable[[Sessions], Awaitable[None]]:
    async def work(sessions: Sessions) -> None:
        await _show(resealing.reseal(sessions, batch=batch))

    return work


def _rehashing(new: Sealer) -> Callable[[Sessions], Awaitable[None]]:
    async def work(sessions: Sessions) -> None:
        async with engines.unit_of_work(sessions) as session:
            await _show(resealing.rehash(session, new))

    return work


async def _show(steps: AsyncIterator[Progress]) -> None:
    """Write how far the work is, at most twice a second."""
    begun = shown = time.monotonic()
    async for step in steps:
        now = time.monotonic()
        if now - shown >= 0.5 or step.done == step.total:
            shown, seconds = now, now - begun
            _say(f"{step.table}: {step.done} of {step.total} rows, {seconds:.0f} s")


async def _with_sessions[T](
    settings: Settings, work: Callable[[Sessions], Awaitable[T]]
) -> T:
    engine = engines.create_engine(settings)
    try:
        return await work(engines.create_sessions(engine))
    finally:
        await engine.dispose()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
