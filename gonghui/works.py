"""A command's work on the records: one transaction, an error is one line."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import database as engines
from helpdesk.audit import Actor
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError, Conflict, InvalidInput, NotFound
from helpdesk.models import AuthorKind
from helpdesk.officers import officers

type Deed[T] = Callable[[AsyncSession], Awaitable[T]]


def done[T](settings: Settings, work: Deed[T], *, leaves_no_trace: bool = False) -> T:
    """Do it; what was asked wrongly is one line and exit code 1."""
    try:
        return asyncio.run(in_one_work(settings, work, leaves_no_trace=leaves_no_trace))
    except (Conflict, InvalidInput, NotFound) as error:
        print(f"gonghui: {error}", file=sys.stderr)
        raise typer.Exit(1) from None


async def in_one_work[T](
    settings: Settings, work: Deed[T], *, leaves_no_trace: bool = False
) -> T:
    """Do it in one transaction; what it deleted may leave no trace in the log."""
    engine = engines.create_engine(settings)
    try:
        async with engines.unit_of_work(engines.create_sessions(engine)) as session:
            result = await work(session)
        if leaves_no_trace:
            await engines.overwrite_log(engine)
        return result
    finally:
        await engine.dispose()


def ready() -> Settings:
    """Return the settings of an installation that has records."""
    settings = Settings()
    file = settings.records_url.database or ""
    if not settings.is_production and not Path(file).is_file():
        raise ConfigurationError("there are no records yet; run `gonghui db upgrade`")
    return settings


async def acting_officer(session: AsyncSession, login: str) -> Actor:
    """Return who asks; an account that is shut may not.

    Raises:
        NotFound: There is no such account, or it is shut.
    """
    found = await officers.by_login(session, login)
    if found is None or not found.active:
        raise NotFound("no such officer")
    return Actor(AuthorKind.officer, officer_id=found.id)
