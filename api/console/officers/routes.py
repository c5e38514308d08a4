"""Officers' accounts: who there is, what each may do, and who looks after that."""

from typing import Annotated, Protocol

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.officers.listing import line_of, wanted_of
from api.console.officers.sheet import Sheet, Unfit, filled, read, sheet_of
from api.console.officers.table import columns, groups
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.audit import Actor
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import (
    Conflict,
    InvalidInput,
    LastAdministrator,
    OwnRights,
    SignOnTaken,
)
from helpdesk.models import Officer
from helpdesk.officers import accounts, factors, one_time
from helpdesk.officers import officers as staff

HERE = f"{PATH}/officers"
TOLD = frozenset(
    {"saved_account", "closed_account", "reopened_account", "factor_reset"}
)

OfficerId = Annotated[int, Path(ge=1, lt=2**31)]


class Deed(Protocol):
    """Something that is done to an account."""

    async def __call__(
        self, session: AsyncSession, officer: Officer, /, *, by: Actor
    ) -> object:
        """Do it, in this transaction."""


router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_officers(request: Request, services: Use, visit: SignedIn) -> Response:
    """List the officers of one's part of the tree."""
    asked = request.query_params
    async with read_only(services.sessions) as session:
        found = await staff.list(session, wanted_of(asked), scope=visit.scope)
    lines = [line_of(officer, union) for officer, union in found]
    return render("officers", visit=visit, lines=lines, asked=asked)


@router.get("/rights")
async def show_rights(visit: SignedIn) -> Response:
    """Show which role may do what, as the table of rights has it."""
    return render("rights", visit=visit, groups=groups(), columns=columns())


@router.get("/new")
async def new_officer(services: Use, visit: SignedIn) -> Response:
    """Show an empty form."""
    return await _form(services, visit, Sheet())


@router.post("")
async def add_officer(services: Use, visit: SignedIn) -> Response:
    """Make an account; its first password is shown once, to be handed over."""
    written = filled(visit.form, visit.all("skills"))
    given, kept = await one_time()
    try:
        profile = read(written)
        async with unit_of_work(services.sessions) as session:
            await accounts.place(session, profile.organisation_id, scope=visit.scope)
            officer = await staff.add(
                session,
                login=written.login,
                name=profile.name,
                password=kept,
                role=profile.role,
                organisation_id=profile.organisation_id,
                skills=profile.skills,
                by=visit.actor,
            )
    except (Conflict, InvalidInput) as error:
        return await _form(services, visit, written, error=_said(error))
    return _handed_over(visit, officer, given, is_new=True)


@router.get("/{officer_id}")
async def show_officer(
    officer_id: OfficerId, services: Use, visit: SignedIn, said: str = ""
) -> Response:
    """Show an account."""
    async with read_only(services.sessions) as session:
        officer = await staff.find(session, officer_id, scope=visit.scope)
        has_factor = await factors.of(session, officer) is not None
    sheet = sheet_of(officer, has_factor=has_factor)
    note = words().say[said] if said in TOLD else None
    return await _form(services, visit, sheet, note=note)


@router.post("/{officer_id}")
async def change_officer(
    officer_id: OfficerId, services: Use, visit: SignedIn
) -> Response:
    """Change what an officer may do."""
    written = filled(visit.form, visit.all("skills"))

    async def change(session: AsyncSession, officer: Officer, *, by: Actor) -> None:
        profile = read(written)
        await accounts.place(session, profile.organisation_id, scope=visit.scope)
        await accounts.change(session, officer, profile, by=by)
        subject = written.sign_on_subject
        await accounts.bind_sign_on(session, officer, subject, by=by)

    return await _done(services, visit, officer_id, change, "saved_account")


@router.post("/{officer_id}/close")
async def close_officer(
    officer_id: OfficerId, services: Use, visit: SignedIn
) -> Response:
    """Shut an account."""
    return await _done(services, visit, officer_id, accounts.close, "closed_account")


@router.post("/{officer_id}/reopen")
async def reopen_officer(
    officer_id: OfficerId, services: Use, visit: SignedIn
) -> Response:
    """Open an account again."""
    return await _done(services, visit, officer_id, accounts.reopen, "reopened_account")


@router.post("/{officer_id}/authenticator")
async def reset_authenticator(
    officer_id: OfficerId, services: Use, visit: SignedIn
) -> Response:
    """Unbind the authenticator of an officer who lost it."""
    return await _done(
        services, visit, officer_id, accounts.reset_factor, "factor_reset"
    )


@router.post("/{officer_id}/password")
async def reset_password(
    officer_id: OfficerId, services: Use, visit: SignedIn
) -> Response:
    """Give an officer another first password; it is shown once."""
    given, kept = await one_time()
    try:
        async with unit_of_work(services.sessions) as session:
            officer = await staff.find(session, officer_id, scope=visit.scope)
            await accounts.reset_password(session, officer, kept, by=visit.actor)
    except OwnRights as error:
        return await _refused(services, visit, officer_id, error)
    return _handed_over(visit, officer, given, is_new=False)


async def _done(
    services: Services, visit: Visit, officer_id: int, deed: Deed, said: str
) -> Response:
    """Do something to an account, and come back to it."""
    try:
        async with unit_of_work(services.sessions) as session:
            officer = await staff.find(session, officer_id, scope=visit.scope)
            await deed(session, officer, by=visit.actor)
    except (Conflict, InvalidInput) as error:
        return await _refused(services, visit, officer_id, error)
    return RedirectResponse(f"{HERE}/{officer_id}?said={said}", 303)


async def _refused(
    services: Services, visit: Visit, officer_id: int, error: Exception
) -> Response:
    """Show the account as it is, and why it stays so."""
    async with read_only(services.sessions) as session:
        officer = await staff.find(session, officer_id, scope=visit.scope)
        has_factor = await factors.of(session, officer) is not None
    sheet = sheet_of(officer, has_factor=has_factor)
    return await _form(services, visit, sheet, error=_said(error))


async def _form(
    services: Services,
    visit: Visit,
    sheet: Sheet,
    *,
    note: str | None = None,
    error: str | None = None,
) -> Response:
    async with read_only(services.sessions) as session:
        offices = await accounts.offices(session, sheet.union_id, scope=visit.scope)
    return render(
        "officer",
        visit=visit,
        status=422 if error else 200,
        sheet=sheet,
        offices=offices,
        is_own=sheet.id == visit.officer.id,
        has_sign_on=services.settings.has_sign_on,
        note=note,
        error=error,
    )


def _handed_over(
    visit: Visit, officer: Officer, given: str, *, is_new: bool
) -> Response:
    """Show a password that is shown nowhere else."""
    return render(
        "first_password", visit=visit, officer=officer, given=given, is_new=is_new
    )


def _said(error: Exception) -> str:
    """Say why an account stays as it is."""
    match error:
        case OwnRights():
            name = "own_rights"
        case LastAdministrator():
            name = "last_administrator"
        case SignOnTaken():
            name = "sign_on_taken"
        case Unfit():
            name = error.said
        case Conflict():
            name = "login_taken"
        case _:
            name = "login_odd"
    return words().say[name]
