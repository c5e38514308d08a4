"""The bots' dialogues: a database of their own, which the worker reaches as well."""

from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk.config import Settings


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look where dialogues are kept."""
    talks, records = settings.talks_url, settings.records_url
    if talks.get_backend_name() == "sqlite":
        yield _file(settings)
    elif (talks.host, talks.port, talks.database) == (
        *(records.host, records.port),
        records.database,
    ):
        yield wrong(
            "dialogues and records are in one database: a bot would reach records",
            "give dialogues a database and a role of their own (GONGHUI_TRACKER_URL)",
        )
    else:
        yield await _reached(settings)


def _file(settings: Settings) -> Finding:
    file = Path(settings.talks_url.database or "")
    if settings.is_production:
        return doubtful(
            f"dialogues are in {file}: one bot alone can use it",
            "set GONGHUI_TRACKER_URL for bots and worker",
        )
    if file.is_file() and file.stat().st_mode & 0o077 and _is_open(file.parent):
        return wrong(f"others may read {file}: dialogues are in the clear", "chmod 600")
    return fine(f"dialogues are in {file}, in the clear, for as long as they last")


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o077)


async def _reached(settings: Settings) -> Finding:
    """Knock: without it the worker cannot clear what is over."""
    engine = create_async_engine(settings.talks_url, hide_parameters=True)
    try:
        async with engine.connect():
            return fine(f"dialogues are in {settings.talks_url.database}")
    except (SQLAlchemyError, OSError) as error:
        return wrong(
            f"the dialogues' database does not answer: {type(error).__name__}",
            "look whether it runs, and at GONGHUI_TRACKER_URL: nothing is cleared",
        )
    finally:
        await engine.dispose()
