"""The own password: chosen anew, with the one that is known."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.me.routes import ME
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.database import unit_of_work
from helpdesk.errors import WeakPassword
from helpdesk.officers import Pending, Secret, accounts, compare, secret

router = APIRouter(
    prefix=f"{ME}/password", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def ask_password(visit: SignedIn) -> Response:
    """Ask for the password that is known and for the new one."""
    return render("password", visit=visit)


@router.post("")
async def choose_password(request: Request, services: Use, visit: SignedIn) -> Response:
    """Take the new password; hashing is done before the transaction begins."""
    await services.rates.take(sign_in=visit.address or str(visit.officer.id))
    new, fault = await _chosen(visit)
    if new is None:
        return render("password", visit=visit, error=words().say[fault], status=422)
    await _keep(services, visit, new)
    if visit.pending is Pending.password:
        return RedirectResponse(PATH, 303)
    return RedirectResponse(f"{ME}?said=renewed", 303)


async def _chosen(visit: Visit) -> tuple[Secret | None, str]:
    """Return the new password as it is kept, or what is wrong with it."""
    form, officer = visit.form, visit.officer
    old, new = form.get("old", ""), form.get("new", "")
    if not (await compare(officer.password_hash, old)).is_right:
        return None, "password_old"
    if new != form.get("again", ""):
        return None, "password_twice"
    if new == old:
        return None, "password_same"
    try:
        return await secret(new, login=officer.login), ""
    except WeakPassword as weak:
        return None, f"password_{weak.rule}"


async def _keep(services: Services, visit: Visit, new: Secret) -> None:
    async with unit_of_work(services.sessions) as session:
        await accounts.choose_password(
            session, visit.officer, new, by=visit.actor, token=visit.cookie
        )
