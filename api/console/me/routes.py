"""My account: on duty or not, where I am signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.me.sessions import SessionLine, line_of
from api.console.names import names
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import Officer
from helpdesk.officers import accounts, factors, is_obligatory, officer_sessions
from helpdesk.organisations import tree

ME = f"{PATH}/me"
TOLD = frozenset({"renewed", "factor_off", "elsewhere", "on_duty", "off_duty"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says of an account."""

    union: str | None
    skills: Sequence[str]
    codes_left: int | None
    is_obligatory: bool
    sessions: Sequence[SessionLine]


router = APIRouter(prefix=ME, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def my_account(
    request: Request, services: Use, visit: SignedIn, said: str = ""
) -> Response:
    """Show the own account."""
    async with read_only(services.sessions) as session:
        facts = await _facts(session, services, visit)
    note = words().say[said] if said in TOLD else None
    return render("me", visit=visit, note=note, my=facts)


@router.post("/duty")
async def set_duty(services: Use, visit: SignedIn) -> Response:
    """Begin or end to get new tickets."""
    on_duty = visit.form.get("on_duty") == "yes"
    async with unit_of_work(services.sessions) as session:
        await accounts.set_duty(session, visit.officer, on_duty=on_duty)
    return _done("on_duty" if on_duty else "off_duty")


@router.post("/elsewhere")
async def leave_elsewhere(services: Use, visit: SignedIn) -> Response:
    """Sign out everywhere but here."""
    async with unit_of_work(services.sessions) as session:
        await officer_sessions.end_of(session, visit.officer, but=visit.cookie)
    return _done("elsewhere")


async def _facts(session: AsyncSession, services: Services, visit: Visit) -> Facts:
    officer, is_demo = visit.officer, services.settings.demo
    bound = await factors.of(session, officer)
    sessions = await officer_sessions.of(session, officer)
    return Facts(
        union=await _union(session, officer),
        skills=[names().skills.get(skill, skill) for skill in officer.skills],
        codes_left=None if bound is None else len(bound.recovery),
        is_obligatory=is_obligatory(officer.role, is_demo=is_demo),
        sessions=[line_of(each, here=visit.session_id) for each in sessions],
    )


async def _union(session: AsyncSession, officer: Officer) -> str | None:
    """Return the union whose tickets an officer sees; None: the whole city's."""
    if officer.organisation_id is None:
        return None
    return (await tree.by_id(session, officer.organisation_id)).name


def _done(said: str) -> Response:
    return RedirectResponse(f"{ME}?said={said}", 303)
