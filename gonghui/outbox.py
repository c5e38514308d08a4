"""`gonghui outbox …`: what could not be sent, and another try."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk import database as engines
from helpdesk.config import Settings
from helpdesk.errors import Conflict, NotFound
from helpdesk.notifications import notifications

outbox = typer.Typer(help="What could not be sent.", no_args_is_help=True)


@outbox.command("list")
def list_() -> None:
    """List what is tried no more; neither recipients nor texts are shown."""

    async def work(session: AsyncSession) -> str:
        lines = [
            f"{letter.item_id}\t{letter.kind}\t{letter.request_key or '-'}\t"
            f"{letter.created_at.astimezone(clock.SHENZHEN):%Y-%m-%d %H:%M}\t"
            f"{letter.tries} tries\t{letter.error or '-'}"
            for letter in await notifications.dead_letters(session)
        ]
        return "\n".join(lines)

    told = _done(work)
    print(told or "nothing: everything was sent or waits")


@outbox.command()
def retry(
    item: Annotated[int, typer.Argument(help="its number in the list")],
) -> None:
    """Try one of them again from the beginning."""

    async def work(session: AsyncSession) -> str:
        await notifications.retry(session, item)
        return f"{item} is tried again"

    print(_done(work))


def _done(work: Callable[[AsyncSession], Awaitable[str]]) -> str:
    """Do it in one transaction; what was asked wrongly is one line and exit code 1."""
    try:
        return asyncio.run(_in_one_work(Settings(), work))
    except (Conflict, NotFound) as error:
        print(f"gonghui: {error}", file=sys.stderr)
        raise typer.Exit(1) from None


async def _in_one_work(
    settings: Settings, work: Callable[[AsyncSession], Awaitable[str]]
) -> str:
    engine = engines.create_engine(settings)
    try:
        async with engines.unit_of_work(engines.create_sessions(engine)) as session:
            return await work(session)
    finally:
        await engine.dispose()
