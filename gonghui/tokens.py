"""`gonghui tokens …`: other programs' keys to the REST interface."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import done, ready
from helpdesk import clock
from helpdesk.audit import SYSTEM
from helpdesk.models import ApiToken, OfficerRole
from helpdesk.tokens import tokens as service

tokens = typer.Typer(
    help="Other programs' keys to the REST interface.", no_args_is_help=True
)


@tokens.command()
def add(
    name: Annotated[str, typer.Argument(help="the program, as officers know it")],
    role: Annotated[
        OfficerRole, typer.Option(help="what it may do")
    ] = OfficerRole.case_officer,
    organisation: Annotated[
        int | None,
        typer.Option(help="the union whose tickets it sees; none: the whole city"),
    ] = None,
    days: Annotated[int | None, typer.Option(help="how long it is good")] = None,
) -> None:
    """Issue a token; it is printed this once."""

    async def work(session: AsyncSession) -> str:
        issued = await service.add(
            session,
            name=name,
            role=role,
            organisation_id=organisation,
            days=days,
            by=SYSTEM,
        )
        return issued.words

    print(done(ready(), work))


@tokens.command("list")
def list_() -> None:
    """List the tokens that were issued, the newest first."""

    async def work(session: AsyncSession) -> str:
        return "\n".join(_line(one) for one in await service.list_within(session))

    print(done(ready(), work) or "nothing: no token was issued")


@tokens.command()
def revoke(
    prefix: Annotated[str, typer.Argument(help="how it begins, as in the list")],
) -> None:
    """Take a token back; its webhooks are called no more."""

    async def work(session: AsyncSession) -> str:
        await service.revoke(session, prefix, by=SYSTEM)
        return f"{prefix} is taken back"

    print(done(ready(), work))


def _line(token: ApiToken) -> str:
    account, used = token.officer, token.last_used_at
    last = f"{used.astimezone(clock.SHENZHEN):%Y-%m-%d %H:%M}" if used else "never"
    return (
        f"{token.prefix}\t{account.name}\t{account.role}\t"
        f"{account.organisation_id or 'the city'}\t{service.state(token)}\t"
        f"until {token.expires_at.astimezone(clock.SHENZHEN):%Y-%m-%d}\tused {last}"
    )
