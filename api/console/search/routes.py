"""The search page: tickets, conversations and calls, while one types.

What is looked for may be somebody's number or name, so it comes in a form and never
stands in an address.
"""

import asyncio
from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Request, Response

from api.console.gate import ConsoleRoute
from api.console.pages import PATH, is_fragment, render
from api.console.search.asking import Asking, asking_of
from api.console.search.sheet import groups, shown
from api.console.visit import SignedIn, Visit
from api.services import Services, Use
from helpdesk.casework.verbs import read_by
from helpdesk.database import read_only
from helpdesk.models import Audience, SearchKind
from helpdesk.search import (
    Found,
    Question,
    Seeker,
    Wanted,
    gather,
    judge,
    question,
)

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/search")
async def search(visit: SignedIn) -> Response:
    """Show the empty form."""
    return render("search", visit=visit, asking=Asking(), asked=None, groups=())


@router.post("/search")
async def find(request: Request, services: Use, visit: SignedIn) -> Response:
    """Show what is found; to htmx the results alone."""
    asking = asking_of(visit.form)
    # The first question of a process loads a dictionary: a second.
    asked = await asyncio.to_thread(question, asking.said)
    found = [] if asked.is_empty else await _found(services, visit, asking, asked)
    return render(
        "search/_results" if is_fragment(request) else "search",
        visit=visit,
        asking=asking,
        asked=asked,
        groups=groups(found, asking),
    )


async def _found(
    services: Services, visit: Visit, asking: Asking, asked: Question
) -> Sequence[Found]:
    """Ask the database, then open what it has without holding it."""
    leads = Audience.leaders in read_by(visit.officer.role)
    seeker = Seeker(visit.scope, leads=leads)
    async with read_only(services.sessions) as session:
        gathered = [
            await gather(session, asked, seeker, wanted)
            for wanted in _wanted(visit, asking)
        ]
    return await asyncio.to_thread(
        lambda: [judge(each, most=shown(each.kind, asking)) for each in gathered]
    )


def _wanted(visit: Visit, asking: Asking) -> Iterator[Wanted]:
    """Yield what is asked for of each kind that this officer may open."""
    for kind in [asking.kind] if asking.kind else SearchKind:
        if visit.may("show_call" if kind is SearchKind.call else "search"):
            yield Wanted(kind, asking.statuses, asking.since, asking.after)
