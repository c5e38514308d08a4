"""Macros on a ticket: what one would do is shown first, then it is done at once."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from api.console.calls.told import in_groups
from api.console.gate import ConsoleRoute
from api.console.macros.routes import MacroId
from api.console.pages import PATH, is_fragment, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.casework import casework
from helpdesk.database import rehearsal, unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotPermitted
from helpdesk.macros import macros

CaseNumber = Annotated[str, Path(pattern=r"^[0-9]{12}$")]

router = APIRouter(
    prefix=f"{PATH}/tickets/{{case_number}}/macros",
    route_class=ConsoleRoute,
    include_in_schema=False,
)


@router.get("/{macro_id}")
async def preview_macro(
    case_number: CaseNumber,
    macro_id: MacroId,
    request: Request,
    services: Use,
    visit: SignedIn,
) -> Response:
    """Show what each step would do, and what it would say; nothing is kept."""
    return await _preview(
        services, visit, case_number, macro_id, part=is_fragment(request)
    )


@router.post("/{macro_id}")
async def run_macro(
    case_number: CaseNumber, macro_id: MacroId, services: Use, visit: SignedIn
) -> Response:
    """Take all the steps, or none."""
    try:
        async with unit_of_work(services.sessions) as session:
            ticket = await casework.find(session, case_number, scope=visit.scope)
            macro = await macros.by_id(session, macro_id, visit.officer)
            await macros.run(session, macro, ticket, by=visit.actor)
    except (Conflict, InvalidInput, NotPermitted):
        said = words().say["not_run"]
        return await _preview(services, visit, case_number, macro_id, error=said)
    return RedirectResponse(f"{PATH}/tickets/{case_number}", 303)


async def _preview(
    services: Services,
    visit: Visit,
    case_number: str,
    macro_id: int,
    *,
    part: bool = False,
    error: str | None = None,
) -> Response:
    async with rehearsal(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
        macro = await macros.by_id(session, macro_id, visit.officer)
        number, subject, name = ticket.number, ticket.subject, macro.name
        steps = await macros.preview(session, macro, ticket, by=visit.actor)
    return render(
        "macros/_run" if part else "macros/run",
        visit=visit,
        status=409 if error else 200,
        number=number,
        grouped=in_groups(number),
        subject=subject,
        macro_id=macro_id,
        name=name,
        steps=steps,
        is_ready=not any(step.problem for step in steps),
        error=error,
    )
