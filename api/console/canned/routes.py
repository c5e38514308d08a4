"""Canned texts: the list, and the one that is being written."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from api.console.canned.sheet import groups_of, read_wording, shown
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import note_of
from api.services import Services, Use
from helpdesk.canned import Wording, canned, fields
from helpdesk.canned.editing import KEEPERS
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.models import CannedText

HERE = f"{PATH}/canned"
TextId = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_canned(request: Request, services: Use, visit: SignedIn) -> Response:
    """List the texts that an officer may use, with an empty form beside them."""
    note = note_of(request)
    return await _page(services, visit, request=request, note=note)


@router.get("/{text_id}")
async def show_canned(
    text_id: TextId, request: Request, services: Use, visit: SignedIn
) -> Response:
    """Show a text in the form."""
    async with read_only(services.sessions) as session:
        text = await canned.by_id(session, text_id, visit.officer)
    note = note_of(request)
    return await _page(services, visit, request=request, text=text, note=note)


@router.post("")
async def add_canned(request: Request, services: Use, visit: SignedIn) -> Response:
    """Keep a new text."""
    wording = read_wording(visit.form)
    try:
        async with unit_of_work(services.sessions) as session:
            text = await canned.add(
                session, wording, officer=visit.officer, by=visit.actor
            )
    except InvalidInput as error:
        return await _page(
            services, visit, request=request, wording=wording, error=str(error)
        )
    return RedirectResponse(f"{HERE}/{text.id}?said=saved", 303)


@router.post("/{text_id}")
async def change_canned(
    text_id: TextId, request: Request, services: Use, visit: SignedIn
) -> Response:
    """Keep another wording."""
    wording = read_wording(visit.form)
    text: CannedText | None = None
    try:
        async with unit_of_work(services.sessions) as session:
            text = await canned.by_id(session, text_id, visit.officer)
            await canned.change(
                session, text, wording, officer=visit.officer, by=visit.actor
            )
    except InvalidInput as error:
        said = str(error)
        return await _page(
            services, visit, request=request, text=text, wording=wording, error=said
        )
    return RedirectResponse(f"{HERE}/{text_id}?said=saved", 303)


@router.post("/{text_id}/switch")
async def switch_canned(text_id: TextId, services: Use, visit: SignedIn) -> Response:
    """Offer a text no more, or again."""
    async with unit_of_work(services.sessions) as session:
        text = await canned.by_id(session, text_id, visit.officer)
        await canned.put_by(
            session,
            text,
            active=not text.active,
            officer=visit.officer,
            by=visit.actor,
        )
    return RedirectResponse(f"{HERE}/{text_id}?said=saved", 303)


@router.post("/try/out")
async def try_canned(visit: SignedIn) -> Response:
    """Show what a text would say; asked for while somebody is writing it."""
    return render("canned/_try", filled=canned.sample(visit.form.get("text", "")))


async def _page(
    services: Services,
    visit: Visit,
    *,
    request: Request,
    text: CannedText | None = None,
    wording: Wording | None = None,
    note: str | None = None,
    error: str | None = None,
) -> Response:
    """Render the list beside the form."""
    async with read_only(services.sessions) as session:
        texts = await canned.listed(session, visit.officer)
    asked = request.query_params
    written = wording or shown(text)
    return render(
        "canned",
        visit=visit,
        status=422 if error else 200,
        groups=groups_of(texts, asked, chosen=text),
        words_asked=asked.get("words", ""),
        skill_asked=asked.get("skill", ""),
        text=text,
        wording=written,
        filled=canned.sample(written.text),
        fields=fields(),
        may_share=visit.officer.role in KEEPERS,
        may_change=text is None or canned.may_change(text, visit.officer),
        note=note,
        error=error,
    )
