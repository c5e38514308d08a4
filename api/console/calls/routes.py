"""The pages of calls: a list, and each as a dialogue."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.calls.listing import Choice, choice_of, line_of
from api.console.calls.sheet import sheet_of
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.audit.reasons import reason
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.scope import Scope
from helpdesk.transcripts.records import CallLine, OpenedCall, archive
from helpdesk.transcripts.suggestions import Suggestion, suggest

ON_A_PAGE = 30

RecordId = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(
    prefix=f"{PATH}/calls", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def list_calls(request: Request, services: Use, visit: SignedIn) -> Response:
    """List calls, the newest first; no name and no number is in the list."""
    choice = choice_of(request.query_params)
    found = await _found(services, choice, visit.scope)
    shown = found[:ON_A_PAGE]
    more = choice.address(shown[-1].cursor) if len(found) > ON_A_PAGE else None
    return render(
        "calls",
        visit=visit,
        choice=choice,
        lines=[line_of(call) for call in shown],
        more=more,
        note=words().say["filter"] if choice.is_odd else None,
    )


@router.get("/{record_id}")
async def show_call(record_id: RecordId, services: Use, visit: SignedIn) -> Response:
    """Show a call with names and numbers masked; the log knows who opened it."""
    return await _shown(services, visit, record_id)


@router.post("/{record_id}")
async def unmask_call(record_id: RecordId, services: Use, visit: SignedIn) -> Response:
    """Show a call with names and numbers, once, to who says why."""
    try:
        why = reason(visit.form.get("reason", ""))
    except InvalidInput:
        said = words().say["reason"]
        return await _shown(services, visit, record_id, error=said, status=422)
    async with unit_of_work(services.sessions) as session:
        call = await archive.unmask(
            session, record_id, by=visit.actor, reason=why, scope=visit.scope
        )
        articles = await _articles(session, call)
    shown = await asyncio.to_thread(sheet_of, call, articles=articles, is_clear=True)
    return render("call", visit=visit, call=shown)


async def _shown(
    services: Services,
    visit: Visit,
    record_id: int,
    *,
    error: str | None = None,
    status: int = 200,
) -> Response:
    async with unit_of_work(services.sessions) as session:
        call = await archive.open(session, record_id, by=visit.actor, scope=visit.scope)
        articles = await _articles(session, call)
    # A call of three hours takes a second: others must not wait for it.
    shown = await asyncio.to_thread(sheet_of, call, articles=articles)
    return render("call", visit=visit, call=shown, error=error, status=status)


async def _articles(session: AsyncSession, call: OpenedCall) -> Sequence[Suggestion]:
    """Return what the seat may read out."""
    return await suggest(session, call.analysis) if call.analysis else ()


async def _found(
    services: Services, choice: Choice, scope: Scope
) -> Sequence[CallLine]:
    """Return one call more than fits: it tells whether there is a next page."""
    async with read_only(services.sessions) as session:
        return await archive.find(
            session,
            choice.wanted,
            scope=scope,
            after=choice.after,
            limit=ON_A_PAGE + 1,
        )
