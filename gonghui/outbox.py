"""`gonghui outbox …`: what could not be sent, and another try."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import done
from helpdesk import clock
from helpdesk.config import Settings
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

    told = done(Settings(), work)
    print(told or "nothing: everything was sent or waits")


@outbox.command()
def retry(
    item: Annotated[int, typer.Argument(help="its number in the list")],
) -> None:
    """Try one of them again from the beginning."""

    async def work(session: AsyncSession) -> str:
        await notifications.retry(session, item)
        return f"{item} is tried again"

    print(done(Settings(), work))
