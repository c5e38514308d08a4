"""What helps to finish a ticket, fetched when it is opened: choices, texts, figures."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import PlainTextResponse

from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.ticket.words import words
from api.console.visit import SignedIn, Visit
from api.services import Use
from helpdesk.canned import canned
from helpdesk.casework import casework
from helpdesk.database import read_only
from helpdesk.dossier.articles import articles
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.macros import macros
from helpdesk.models import Ticket
from helpdesk.reckoning import Reckoned, form, forms, reckon

type Aid = Callable[[AsyncSession, Ticket, Visit, str], Awaitable[object]]

Number = Annotated[str, Path(pattern=r"^[0-9]{12}$")]
Key = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(
    prefix=f"{PATH}/tickets/{{case_number}}",
    route_class=ConsoleRoute,
    include_in_schema=False,
)


async def _officers(
    session: AsyncSession, ticket: Ticket, _visit: Visit, _q: str
) -> object:
    return await casework.list_fit(session, ticket)


async def _nothing(
    _session: AsyncSession, _ticket: Ticket, _visit: Visit, _q: str
) -> object:
    return ()


async def _canned(
    session: AsyncSession, ticket: Ticket, visit: Visit, _q: str
) -> object:
    return await canned.list_for(session, ticket, visit.officer)


async def _macros(
    session: AsyncSession, ticket: Ticket, visit: Visit, _q: str
) -> object:
    return await macros.list_for(session, ticket, visit.officer)


async def _articles(
    session: AsyncSession, ticket: Ticket, _visit: Visit, q: str
) -> object:
    return await articles(session, category=ticket.category, text=q)


async def _calculators(
    _session: AsyncSession, ticket: Ticket, _visit: Visit, _q: str
) -> object:
    """Return the calculators, those first that belong to the matter."""
    named = forms().items()
    return sorted(named, key=lambda one: ticket.category not in one[1].used_for)


AIDS: Mapping[str, Aid] = {
    "assign": _officers,
    "change": _nothing,
    "canned": _canned,
    "macros": _macros,
    "articles": _articles,
    "reckoning": _calculators,
}
"""What each fold of the page holds, by the template that shows it."""


@router.get("/aids/{aid}")
async def show_aid(
    case_number: Number,
    aid: str,
    services: Use,
    visit: SignedIn,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show what one of the folds holds."""
    if aid not in AIDS:
        raise NotFound("no such aid")
    async with read_only(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
        offered = await AIDS[aid](session, ticket, visit, q.strip())
    return render(
        f"ticket/_{aid}",
        visit=visit,
        ticket=ticket,
        words=words(),
        q=q,
        offered=offered,
    )


@router.get("/canned/{text_id}")
async def fill_canned(
    case_number: Number, text_id: Key, services: Use, visit: SignedIn
) -> Response:
    """Give a canned text with its fields filled in, to go on writing."""
    async with read_only(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
        offered = await canned.list_for(session, ticket, visit.officer)
        text = next((each.text for each in offered if each.id == text_id), None)
        if text is None:
            raise NotFound("no such text for this ticket")
        filled = await canned.filled(session, text, ticket, visit.officer)
    return PlainTextResponse(filled.text)


@router.get("/reckoning/{calculator}")
async def open_reckoning(
    case_number: Number, calculator: str, services: Use, visit: SignedIn
) -> Response:
    """Show a calculator, filled with what the ticket tells."""
    async with read_only(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
    filled = form(calculator).prefilled(ticket)
    return _reckon(visit, ticket, calculator, filled)


@router.post("/reckoning/{calculator}")
async def run_reckoning(
    case_number: Number, calculator: str, services: Use, visit: SignedIn
) -> Response:
    """Reckon with what was filled in; what is impossible is told beside it."""
    async with read_only(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
    try:
        result = reckon(calculator, visit.form)
    except InvalidInput as error:
        fault = words().failed["input"] if str(error).isascii() else str(error)
        return _reckon(visit, ticket, calculator, visit.form, fault=fault)
    return _reckon(visit, ticket, calculator, visit.form, result=result)


def _reckon(
    visit: Visit,
    ticket: Ticket,
    calculator: str,
    filled: Mapping[str, str],
    *,
    result: Reckoned | None = None,
    fault: str = "",
) -> Response:
    """Show a calculator as it is filled, and what it came to."""
    return render(
        "ticket/_reckon",
        visit=visit,
        ticket=ticket,
        name=calculator,
        form=form(calculator),
        filled=filled,
        result=result,
        fault=fault,
    )
