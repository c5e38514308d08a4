"""The audit log: who did what, when, from where and why; nobody changes it here."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.audit.book import book
from api.console.audit.listing import Choice, choice_of, number_of, row_of
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.services import Use
from helpdesk.audit import Line, about_ticket, read_log
from helpdesk.database import read_only
from helpdesk.officers import Wanted, officers

ON_A_PAGE = 50

router = APIRouter(
    prefix=f"{PATH}/audit", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def list_audit(request: Request, services: Use, visit: SignedIn) -> Response:
    """List what was done, the newest first."""
    choice = choice_of(request.query_params)
    async with read_only(services.sessions) as session:
        found = await _found(session, choice, visit)
        staff = await officers.list(session, Wanted(), scope=visit.scope)
    shown = found[:ON_A_PAGE]
    is_more = len(found) > ON_A_PAGE
    return render(
        "audit",
        visit=visit,
        rows=[row_of(line) for line in shown],
        asked=choice.asked,
        is_first=choice.before is None,
        more=choice.address(shown[-1].entry.id) if is_more else None,
        staff=[officer for officer, _ in staff],
        book=book(),
    )


async def _found(session: AsyncSession, choice: Choice, visit: Visit) -> list[Line]:
    """Return one entry more than fits: it tells whether there is a next page."""
    ticket = None
    if number := number_of(choice):
        ticket = await about_ticket(session, number)
        if ticket is None:
            return []
    found = await read_log(
        session,
        choice.sought(ticket),
        scope=visit.scope,
        before=choice.before,
        limit=ON_A_PAGE + 1,
    )
    return list(found)
