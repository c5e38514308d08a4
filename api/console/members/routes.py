"""Members: looked up one at a time, shown masked, in the clear with a reason."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.console.gate import ConsoleRoute
from api.console.members.sheet import result_of, sheet_of
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk import clock
from helpdesk.audit.reasons import reason
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, Locked, NotFound
from helpdesk.lookups import Asked, Card, lookups
from helpdesk.privacy import Kind
from helpdesk.privacy.service import SHOWN, privacy

MemberId = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(
    prefix=f"{PATH}/members", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def look_for_member(visit: SignedIn) -> Response:
    """Ask whom the officer looks for; nobody is listed."""
    return render("members", visit=visit, asked=Asked(), results=None)


@router.post("")
async def find_member(services: Use, visit: SignedIn) -> Response:
    """Look somebody up; what was asked for never stands in an address or a log."""
    form = visit.form
    asked = Asked(form.get("number", ""), form.get("name", ""), form.get("union", ""))
    error, found = None, None
    try:
        async with unit_of_work(services.sessions) as session:
            found = await lookups.find(
                session, asked, scope=visit.scope, by=visit.actor
            )
    except InvalidInput:
        error = words().say["not_whole"]
    except Locked as locked:
        until = f"{locked.until.astimezone(clock.SHENZHEN):%H:%M}"
        error = words().say["leafing"].format(until=until)
    results = None if found is None else [result_of(member) for member in found]
    return render(
        "members",
        visit=visit,
        asked=asked,
        results=results,
        error=error,
        status=422 if error else 200,
    )


@router.get("/{member_id}")
async def show_member(member_id: MemberId, services: Use, visit: SignedIn) -> Response:
    """Show a member's card with names and numbers masked."""
    return await _shown(services, visit, member_id)


@router.post("/{member_id}")
async def unmask_member(
    member_id: MemberId, services: Use, visit: SignedIn
) -> Response:
    """Show what is asked for in the clear, once, to who says why."""
    wanted = [Kind(kind) for kind in visit.all("kind") if kind in set(SHOWN)]
    try:
        why = reason(visit.form.get("reason", ""))
    except InvalidInput:
        return await _shown(services, visit, member_id, error=words().say["reason"])
    if not wanted:
        return await _shown(services, visit, member_id, error=words().say["nothing"])
    async with unit_of_work(services.sessions) as session:
        card = await lookups.card(session, member_id, scope=visit.scope, by=visit.actor)
        clear = {}
        for kind in wanted:
            try:
                clear[kind] = await privacy.unmask(
                    session, card.member, kind, by=visit.actor, reason=why
                )
            except NotFound:
                continue  # there is none on record
    return _page(visit, card, clear=clear)


async def _shown(
    services: Services, visit: Visit, member_id: int, *, error: str | None = None
) -> Response:
    async with unit_of_work(services.sessions) as session:
        card = await lookups.card(session, member_id, scope=visit.scope, by=visit.actor)
    return _page(visit, card, clear={}, error=error)


def _page(
    visit: Visit, card: Card, *, clear: dict[Kind, str], error: str | None = None
) -> Response:
    return render(
        "members/card",
        visit=visit,
        member=sheet_of(card, clear),
        kinds=[kind.value for kind in SHOWN],
        error=error,
        status=422 if error else 200,
    )
