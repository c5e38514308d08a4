"""What stands for the parameters of the console's paths, in one union or in another.

A page with a parameter that is not here fails `test_rights.py`: add what makes one.
What lies in a union's part of the tree goes to LYING, and officers of another part must
be told that it does not exist; what belongs to nobody's part goes to ANYWHERE.
"""

from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import (
    CallRequest,
    CannedText,
    CannedUse,
    Export,
    Officer,
    OfficerRole,
    Organisation,
    Ticket,
)
from helpdesk.transcripts.records import archive
from tests.api.console.conftest import password_hash, wages

type Maker = Callable[[AsyncSession, Organisation, int], Awaitable[object]]
"""Makes something new of a union, which may be told apart by a number."""


async def call(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A call with a ticket that this union sees to."""
    [record] = await archive.keep(session, [wages(name=f"{serial}.json")])
    of_call = select(CallRequest.ticket_id).where(CallRequest.record_id == record.id)
    for ticket in await session.scalars(select(Ticket).where(Ticket.id.in_(of_call))):
        ticket.organisation_id, ticket.path = union.id, union.path
    return record.id


async def colleague(session: AsyncSession, union: Organisation, serial: int) -> int:
    """An officer of this union."""
    made = Officer(
        login=f"colleague-{serial}",
        name="陈同事",
        password_hash=password_hash(),
        role=OfficerRole.seat,
        organisation_id=union.id,
    )
    session.add(made)
    await session.flush()
    return made.id


async def text(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A canned text of this union."""
    made = CannedText(
        title=f"{serial}号常用语",
        text="请补充工资条。",
        use=CannedUse.ask,
        organisation_id=union.id,
        path=union.path,
    )
    session.add(made)
    await session.flush()
    return made.id


async def week(session: AsyncSession, union: Organisation, serial: int) -> str:
    """A week that is over; everybody reads of their own union."""
    return "2026-W10"


async def table(session: AsyncSession, union: Organisation, serial: int) -> str:
    """A table that somebody else asked for: nobody but they may fetch it."""
    asked_by = await colleague(session, union, serial)
    made = Export(key=f"table-{serial}", officer_id=asked_by, wanted={}, total=1)
    session.add(made)
    await session.flush()
    return made.key


LYING: dict[str, Maker] = {"record_id": call, "officer_id": colleague}
ANYWHERE: dict[str, Maker] = {"text_id": text, "week": week, "export_key": table}
