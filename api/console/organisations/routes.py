"""Unions: searched by name, browsed along the tree; whom to call, and where."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.console.calls.told import day
from api.console.gate import ConsoleRoute
from api.console.names import names
from api.console.pages import PATH, render
from api.console.visit import SignedIn
from api.services import Use
from helpdesk.database import read_only
from helpdesk.organisations import directory

LONGEST = 60
OrganisationId = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(
    prefix=f"{PATH}/organisations", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def list_organisations(
    request: Request, services: Use, visit: SignedIn
) -> Response:
    """Search unions and employers by name, or begin at the top of the tree."""
    words = request.query_params.get("words", "").strip()[:LONGEST]
    async with read_only(services.sessions) as session:
        if words:
            found = await directory.search(session, words)
        else:
            found = list(await directory.roots(session))
    return render("organisations", visit=visit, words=words, found=found)


@router.get("/{organisation_id}")
async def show_organisation(
    organisation_id: OrganisationId, services: Use, visit: SignedIn
) -> Response:
    """Show a union: office, state, what is below, what is open."""
    async with read_only(services.sessions) as session:
        entry = await directory.entry(session, organisation_id, scope=visit.scope)
    since = entry.union.state_since
    share = entry.census.share
    return render(
        "organisations/entry",
        visit=visit,
        entry=entry,
        union=entry.union,
        since=day(since) if since else "",
        share=None if share is None else f"{share:.0%}",
        kind=names().organisation_kinds[entry.union.kind],
    )
