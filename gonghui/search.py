"""`gonghui search …`: what texts are found by, made anew."""

import asyncio
import subprocess
import sys
import time
from typing import Annotated

import typer

from gonghui.works import ready
from helpdesk import database as engines
from helpdesk.config import Settings

AT_ONCE = 200  # documents in one transaction; others write in between
EVERY = 2.0  # seconds between two lines

search = typer.Typer(help="What texts are found by.", no_args_is_help=True)


@search.callback()
def about() -> None:
    """What texts are found by."""


@search.command()
def rebuild(
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with one that was stopped")
    ] = False,
    processes: Annotated[int, typer.Option(min=1, max=64)] = 1,
    share: Annotated[str, typer.Option(hidden=True)] = "0/1",
) -> None:
    """Forget what texts are found by and index them all; the newest are first.

    The assistant may run meanwhile: its worker helps, and goes on when this is stopped.
    """
    settings = ready()
    if not resume:
        total = asyncio.run(_begin(settings))
        _say(f"{total} tickets, conversations and calls to index")
    helpers = [_helper(number, processes) for number in range(1, processes)]
    number, _, of = share.partition("/")
    mine = (0, processes) if processes > 1 else (int(number), int(of))
    asyncio.run(_work_off(settings, *mine))
    if any(helper.wait() for helper in helpers):
        _say("a process failed; run `gonghui search rebuild --resume`")
        raise typer.Exit(1)


def _helper(number: int, of: int) -> subprocess.Popen[bytes]:
    """Start one of several processes; each indexes a share of its own."""
    share = f"--share={number}/{of}"
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "gonghui", "search", "rebuild", "--resume", share]
    )


async def _begin(settings: Settings) -> int:
    from helpdesk.search import begin_anew  # loads spaCy, which takes seconds

    engine = engines.create_engine(settings)
    try:
        async with engines.unit_of_work(engines.create_sessions(engine)) as session:
            return await begin_anew(session)
    finally:
        await engine.dispose()


async def _work_off(settings: Settings, number: int, of: int) -> None:
    """Index until nothing is left, and say now and then how far it is."""
    from helpdesk.search import Share, index_due, left

    engine = engines.create_engine(settings)
    try:
        sessions, share = engines.create_sessions(engine), Share(number, of)
        begun = shown = time.monotonic()
        while await index_due(sessions, limit=AT_ONCE, share=share):
            now = time.monotonic()
            if number == 0 and now - shown >= EVERY:
                shown = now
                async with engines.read_only(sessions) as session:
                    _say(f"{await left(session)} left, {now - begun:.0f} s")
        if number == 0:
            _say(f"done in {time.monotonic() - begun:.0f} s")
    finally:
        await engine.dispose()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
