"""Macros: the list, and the one that is being written, read line by line."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.names import names
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import note_of
from api.services import Services, Use
from helpdesk.canned import canned
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.macros import Do, Draft, macros
from helpdesk.macros.words import book, verb
from helpdesk.models import CannedUse, Macro

HERE = f"{PATH}/macros"
MacroId = Annotated[int, Path(ge=1, lt=2**31)]
BY_USE = {
    CannedUse.answer: Do.answer,
    CannedUse.ask: Do.ask,
    CannedUse.note: Do.note,
    CannedUse.follow_up: Do.note,
}

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_macros(request: Request, services: Use, visit: SignedIn) -> Response:
    """List the macros, with an empty sheet beside them."""
    return await _page(services, visit, note=note_of(request))


@router.get("/{macro_id}")
async def show_macro(
    macro_id: MacroId, request: Request, services: Use, visit: SignedIn
) -> Response:
    """Show a macro as the lines that it was written in."""
    async with read_only(services.sessions) as session:
        macro = await macros.by_id(session, macro_id, visit.officer)
        draft = Draft(macro.name, await macros.script(session, macro), macro.skill)
    return await _page(services, visit, macro=macro, draft=draft, note=note_of(request))


@router.post("")
async def add_macro(services: Use, visit: SignedIn) -> Response:
    """Keep a new macro."""
    draft = _draft(visit)
    try:
        async with unit_of_work(services.sessions) as session:
            macro = await macros.add(
                session, draft, officer=visit.officer, by=visit.actor
            )
    except InvalidInput as error:
        return await _page(services, visit, draft=draft, error=str(error))
    return RedirectResponse(f"{HERE}/{macro.id}?said=saved", 303)


@router.post("/{macro_id}")
async def change_macro(macro_id: MacroId, services: Use, visit: SignedIn) -> Response:
    """Keep other steps."""
    draft, macro = _draft(visit), None
    try:
        async with unit_of_work(services.sessions) as session:
            macro = await macros.by_id(session, macro_id, visit.officer)
            await macros.change(
                session, macro, draft, officer=visit.officer, by=visit.actor
            )
    except InvalidInput as error:
        return await _page(services, visit, macro=macro, draft=draft, error=str(error))
    return RedirectResponse(f"{HERE}/{macro_id}?said=saved", 303)


@router.post("/{macro_id}/switch")
async def switch_macro(macro_id: MacroId, services: Use, visit: SignedIn) -> Response:
    """Offer a macro no more, or again."""
    async with unit_of_work(services.sessions) as session:
        macro = await macros.by_id(session, macro_id, visit.officer)
        await macros.put_by(
            session,
            macro,
            active=not macro.active,
            officer=visit.officer,
            by=visit.actor,
        )
    return RedirectResponse(f"{HERE}/{macro_id}?said=saved", 303)


@router.post("/check/out")
async def check_macro(services: Use, visit: SignedIn) -> Response:
    """Say how the lines are read so far."""
    return render("macros/_read", **await _read(services, visit.form.get("script", "")))


def _draft(visit: Visit) -> Draft:
    form = visit.form
    return Draft(form.get("name", ""), form.get("script", ""), form.get("skill"))


async def _read(services: Services, script: str) -> dict[str, Any]:
    """Return how many steps a script has, or what is wrong with it."""
    if not script.strip():
        return {"steps": 0, "fault": None}
    try:
        async with read_only(services.sessions) as session:
            return {"steps": len(await macros.read(session, script)), "fault": None}
    except InvalidInput as error:
        return {"steps": 0, "fault": str(error)}


async def _page(
    services: Services,
    visit: Visit,
    *,
    macro: Macro | None = None,
    draft: Draft | None = None,
    note: str | None = None,
    error: str | None = None,
) -> Response:
    """Render the list beside the sheet."""
    async with read_only(services.sessions) as session:
        listed = await macros.listed(session, visit.officer)
        texts = await canned.listed(session, visit.officer)
    written = draft or Draft("", "")
    offered = [
        (text.title, verb(BY_USE[text.use]) + book()["by_canned"])
        for text in texts
        if text.officer_id is None and text.active
    ]
    return render(
        "macros",
        visit=visit,
        status=422 if error else 200,
        macros=listed,
        macro=macro,
        draft=written,
        verbs=[verb(do) for do in Do],
        offered=offered,
        skills=names().skills,
        may_change=visit.may("change_macro")
        and (macro is None or macros.may_change(macro, visit.officer)),
        note=note,
        error=error,
        **await _read(services, written.script),
    )
