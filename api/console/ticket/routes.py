"""The page of a ticket: everything an officer needs to finish a matter."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.pages import PATH, is_fragment, render
from api.console.ticket.acts import DEEDS, MODES
from api.console.ticket.failing import EXPECTED, Failure, failure_of
from api.console.ticket.sheet import Sheet, sheet_of
from api.console.ticket.words import words
from api.console.visit import SignedIn, Visit
from api.services import Services, Use
from helpdesk.casework import casework, presence
from helpdesk.database import read_only, unit_of_work
from helpdesk.dossier import dossier
from helpdesk.errors import InvalidInput, NotFound

HERE = f"{PATH}/tickets"
Number = Annotated[str, Path(pattern=r"^[0-9]{12}$")]

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/{case_number}")
async def show_ticket(
    case_number: Number,
    request: Request,
    services: Use,
    visit: SignedIn,
    done: str = "",
) -> Response:
    """Show a ticket with names and numbers masked; the log knows who opened it."""
    sheet = await _sheet(
        services, visit, case_number, is_noted=not is_fragment(request)
    )
    said = words().done.get(done, "")
    return _page(visit, sheet, said=said, done=done)


@router.post("/{case_number}/{act}")
async def act_on_ticket(
    case_number: Number, act: str, services: Use, visit: SignedIn
) -> Response:
    """Do one thing with a ticket; what can not be done is told, and nothing is lost."""
    deeds = DEEDS
    if act == "say":  # what the words are is chosen on the form
        deeds, act = MODES, visit.form.get("mode", "")
    deed = deeds.get(act)
    if deed is None:
        raise NotFound("no such act")
    try:
        async with unit_of_work(services.sessions) as session:
            ticket = await casework.find(session, case_number, scope=visit.scope)
            await deed(session, ticket, visit)
    except EXPECTED as error:
        sheet = await _sheet(services, visit, case_number)
        return _page(visit, sheet, failure=failure_of(error, sheet, act, visit.form))
    return RedirectResponse(f"{HERE}/{case_number}?done={act}", 303)


@router.post("/{case_number}/show/clear")
async def unmask_ticket(
    case_number: Number, services: Use, visit: SignedIn
) -> Response:
    """Show names and numbers, once, to who says why."""
    try:
        async with unit_of_work(services.sessions) as session:
            found = await dossier.unmask(
                session,
                case_number,
                officer=visit.officer,
                scope=visit.scope,
                by=visit.actor,
                reason=visit.form.get("reason", ""),
            )
    except InvalidInput:
        sheet = await _sheet(services, visit, case_number)
        told = words().failed["reason"]
        failure = Failure(told, act="unmask", form=visit.form)
        return _page(visit, sheet, failure=failure)
    return _page(visit, sheet_of(found, visit.officer))


@router.get("/{case_number}/stream")
async def show_stream(case_number: Number, services: Use, visit: SignedIn) -> Response:
    """Show what happened, anew; htmx asks when something has."""
    sheet = await _sheet(services, visit, case_number)
    return render("ticket/_stream", visit=visit, sheet=sheet)


@router.get("/{case_number}/facts")
async def show_facts(case_number: Number, services: Use, visit: SignedIn) -> Response:
    """Show the head and how it stands, anew."""
    sheet = await _sheet(services, visit, case_number)
    return render("ticket/_head", visit=visit, sheet=sheet)


@router.post("/{case_number}/here/now")
async def be_here(case_number: Number, services: Use, visit: SignedIn) -> Response:
    """Note that an officer has it open, and show who else has."""
    async with unit_of_work(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
        await presence.seen(session, ticket.id, visit.officer.id)
        seen = await presence.on(session, [ticket.id], but=visit.officer.id)
    return render("ticket/_present", present=seen.get(ticket.id, ()))


async def _sheet(
    services: Services, visit: Visit, number: str, *, is_noted: bool = False
) -> Sheet:
    """Return what is shown; looking for the first time leaves a line in the log."""
    work = unit_of_work if is_noted else read_only
    async with work(services.sessions) as session:
        found = await dossier.open(
            session, number, officer=visit.officer, scope=visit.scope
        )
        if is_noted:
            await dossier.note_look(session, found.ticket, by=visit.actor)
    return sheet_of(found, visit.officer)


def _page(
    visit: Visit,
    sheet: Sheet,
    *,
    said: str = "",
    done: str = "",
    failure: Failure | None = None,
) -> Response:
    return render(
        "ticket",
        visit=visit,
        status=422 if failure else 200,
        sheet=sheet,
        words=words(),
        said=said,
        done=done,
        failure=failure or Failure(),
    )
