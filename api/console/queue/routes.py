"""The queue: the page that officers have open all day."""

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import RedirectResponse

from api.console import words as console_words
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, is_fragment, render
from api.console.queue.bulk import act, outcome_of
from api.console.queue.choice import choice_of
from api.console.queue.rows import caller_of
from api.console.queue.sheet import news_of, sheet_of, shown
from api.console.queue.words import words
from api.console.visit import SignedIn, Visit
from api.services import Services, Use
from helpdesk.casework import casework
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.tickets.handling import categories, skills
from helpdesk.tickets.queue import queue
from helpdesk.tickets.waiting import waiting
from helpdesk.views import SHARING, views

HERE = f"{PATH}/tickets"
MOST_FIELDS = 30
NUMBER = r"\d{12}"

Numbers = Annotated[str, Query(max_length=1000)]

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/tickets")
async def list_tickets(request: Request, services: Use, visit: SignedIn) -> Response:
    """List tickets: a view, or what was filtered."""
    return await _page(services, visit, request.query_params)


@router.get("/tickets/update")
async def update_tickets(
    request: Request,
    services: Use,
    visit: SignedIn,
    listed: Numbers = "",
    changed: Numbers = "",
) -> Response:
    """Give the rows that were changed, the counts, and how many more there are."""
    async with read_only(services.sessions) as session:
        news = await news_of(
            session,
            visit,
            request.query_params,
            listed=re.findall(NUMBER, listed),
            changed=re.findall(NUMBER, changed),
        )
    return render("queue/_update", visit=visit, news=news)


@router.get("/tickets/waiting")
async def list_waiting(services: Use, visit: SignedIn) -> Response:
    """Give the strip of those who wait to talk to an officer."""
    async with read_only(services.sessions) as session:
        found = await waiting(session, scope=visit.scope)
    callers = [caller_of(each) for each in found]
    return render("queue/_waiting", visit=visit, callers=callers)


@router.post("/talks/{conversation_id}")
async def take_talk(
    conversation_id: Annotated[int, Path(ge=1, lt=2**31)],
    services: Use,
    visit: SignedIn,
) -> Response:
    """Talk with somebody who waits; who left meanwhile is not in the strip any more."""
    try:
        async with unit_of_work(services.sessions) as session:
            ticket = await casework.take_talk(
                session, conversation_id, scope=visit.scope, by=visit.actor
            )
    except NotFound:
        return await _page(services, visit, {}, error=words().gone, status=404)
    return RedirectResponse(f"{HERE}/{ticket.number}", 303)


@router.post("/tickets/bulk")
async def act_on_tickets(request: Request, services: Use, visit: SignedIn) -> Response:
    """Do one thing to the tickets that were chosen, and tell of each how it went."""
    outcome = await act(services, visit)
    if not is_fragment(request):
        back = urlencode({**_here(visit), **outcome.query})
        return RedirectResponse(f"{HERE}?{back}", 303)
    async with read_only(services.sessions) as session:
        lines = await queue.rows(session, outcome.done, scope=visit.scope)
        rows = await shown(session, visit, lines)
    return render("queue/_told", visit=visit, outcome=outcome, rows=rows)


@router.post("/views")
async def save_view(services: Use, visit: SignedIn) -> Response:
    """Keep what is filtered as a view."""
    try:
        async with unit_of_work(services.sessions) as session:
            known = await views.all_of(session, visit.officer, scope=visit.scope)
            view = await views.save(
                session,
                visit.officer,
                name=visit.form.get("name", ""),
                wanted=choice_of(_here(visit), known).wanted,
                scope=visit.scope,
                is_shared=visit.form.get("share") == "1",
            )
    except (InvalidInput, Conflict) as error:
        key = "nameless" if isinstance(error, InvalidInput) else "enough"
        said = words().views[key]
        return await _page(services, visit, _here(visit), error=said, status=422)
    return RedirectResponse(f"{HERE}?view={view.key}", 303)


@router.post("/views/{view}/drop")
async def drop_view(
    view: Annotated[str, Path(max_length=20)], services: Use, visit: SignedIn
) -> Response:
    """Forget a view of one's own."""
    async with unit_of_work(services.sessions) as session:
        await views.drop(session, visit.officer, view)
    return RedirectResponse(HERE, 303)


def _here(visit: Visit) -> Mapping[str, str]:
    """Return what the page asked for on which a form stands."""
    return dict(parse_qsl(visit.form.get("here", ""), max_num_fields=MOST_FIELDS))


async def _page(
    services: Services,
    visit: Visit,
    query: Mapping[str, str],
    *,
    error: str | None = None,
    status: int = 200,
) -> Response:
    """Return the whole page."""
    async with read_only(services.sessions) as session:
        sheet = await sheet_of(session, visit, query)
    odd = console_words.words().say["filter"] if sheet.choice.is_odd else None
    return render(
        "queue",
        visit=visit,
        status=status,
        sheet=sheet,
        skills=skills(),
        categories=sorted(categories()),
        said=words(),
        may_share=visit.officer.role in SHARING,
        outcome=outcome_of(query),
        note=odd,
        error=error,
    )
