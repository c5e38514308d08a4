"""Tokens: other systems' keys to the REST interface."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.tokens.listing import line_of
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import OfficerRole
from helpdesk.officers import accounts
from helpdesk.tokens import Issued, lifetimes, tokens

HERE = f"{PATH}/tokens"
Prefix = Annotated[str, Path(pattern=r"^[0-9a-f]{8}$")]

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_tokens(services: Use, visit: SignedIn, said: str = "") -> Response:
    """List the tokens of one's part of the union, and the form for another."""
    note = words().say["token_back"] if said == "back" else None
    return await _page(services, visit, note=note)


@router.post("")
async def issue_token(services: Use, visit: SignedIn) -> Response:
    """Issue a token; its words are shown this once."""
    try:
        async with unit_of_work(services.sessions) as session:
            issued = await _issued(session, visit)
    except (InvalidInput, NotFound):
        said = words().say["token_odd"].format(longest=lifetimes()[1])
        return await _page(services, visit, form=visit.form, error=said)
    return render("token_issued", visit=visit, issued=issued)


@router.post("/{prefix}/revoke")
async def revoke_token(prefix: Prefix, services: Use, visit: SignedIn) -> Response:
    """Take a token back."""
    async with unit_of_work(services.sessions) as session:
        await tokens.revoke(session, prefix, by=visit.actor, scope=visit.scope)
    return RedirectResponse(f"{HERE}?said=back", 303)


async def _issued(session: AsyncSession, visit: Visit) -> Issued:
    """Read the form; nobody gives out more of the union than they see."""
    form = visit.form
    try:
        role, days = OfficerRole(form.get("role", "")), int(form.get("days", ""))
        union = int(form["union"]) if form.get("union") else None
    except ValueError:
        raise InvalidInput("no role, no days or no union") from None
    return await tokens.add(
        session,
        name=form.get("name", ""),
        role=role,
        organisation_id=await accounts.place(session, union, scope=visit.scope),
        days=days,
        by=visit.actor,
    )


async def _page(
    services: Services,
    visit: Visit,
    *,
    form: Mapping[str, str] | None = None,
    note: str | None = None,
    error: str | None = None,
) -> Response:
    async with read_only(services.sessions) as session:
        found = await tokens.list_within(session, visit.scope)
        offices = await accounts.offices(session, None, scope=visit.scope)
    named = {union.id: union.name for union in offices}
    usual, longest = lifetimes()
    return render(
        "tokens",
        visit=visit,
        status=422 if error else 200,
        lines=[line_of(token, named) for token in found],
        offices=offices,
        form=form or {"role": OfficerRole.case_officer, "days": str(usual)},
        longest=longest,
        note=note,
        error=error,
    )
