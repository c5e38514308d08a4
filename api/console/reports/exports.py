"""Tables for spreadsheets: asked for, waited for, fetched."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.console.calls.told import moment
from api.console.gate import ConsoleRoute
from api.console.names import names
from api.console.pages import HEADERS, PATH, is_fragment, render
from api.console.reports.asked import asked_of
from api.console.reports.words import words
from api.console.visit import SignedIn, Visit
from api.services import Services, Use
from helpdesk import clock
from helpdesk.audit.reasons import reason
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import Export, ExportState
from helpdesk.reports import exports as tables
from helpdesk.reports.exports import Form, NothingThere, Opened, TooMany, exports
from helpdesk.reports.repository import ReportRepository
from helpdesk.tickets.wanted import Wanted

LISTED = f"{PATH}/reports/exports"
KINDS = {
    Form.csv: "text/csv; charset=utf-8",
    Form.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

router = APIRouter(prefix=LISTED, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_exports(services: Use, visit: SignedIn) -> Response:
    """List what this officer asked for since yesterday."""
    return await _listed(services, visit)


@router.post("")
async def ask_export(services: Use, visit: SignedIn) -> Response:
    """Make a table with names and numbers masked."""
    return await _asked(services, visit, is_clear=False)


@router.post("/clear")
async def ask_clear_export(services: Use, visit: SignedIn) -> Response:
    """Make a table with names, numbers and words, for who says why."""
    try:
        why = reason(visit.form.get("reason", ""))
    except InvalidInput:
        return await _listed(services, visit, error=words().say["reason"])
    return await _asked(services, visit, is_clear=True, why=why)


@router.get("/{export_key}")
async def show_export(
    export_key: str, request: Request, services: Use, visit: SignedIn
) -> Response:
    """Say how far a table is; htmx asks until it is ready."""
    async with read_only(services.sessions) as session:
        export = await exports.of(session, export_key, visit.officer)
    page = "reports/_export" if is_fragment(request) else "reports/export"
    return render(page, visit=visit, export=export)


@router.get("/{export_key}/file")
async def fetch_export(export_key: str, services: Use, visit: SignedIn) -> Response:
    """Hand the file over; its name tells nothing but the day."""
    async with read_only(services.sessions) as session:
        export = await exports.of(session, export_key, visit.officer)
    if export.state is not ExportState.ready:
        return RedirectResponse(f"{LISTED}/{export.key}", 303)
    content = await exports.content(export, data_dir=services.settings.data_dir)
    form = Form(export.wanted["form"])
    headers = {
        **HEADERS,
        "Content-Disposition": f'attachment; filename="{_name(export, form)}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=KINDS[form], headers=headers)


async def _asked(
    services: Services, visit: Visit, *, is_clear: bool, why: str | None = None
) -> Response:
    try:
        async with unit_of_work(services.sessions) as session:
            form = visit.form
            request = tables.Request(
                form=_form(form),
                queue=_queue(form),
                opened=await _opened(ReportRepository(session), visit),
                is_clear=is_clear,
                scope=visit.scope.path,
                labels=_labels(),
            )
            export = await exports.ask(
                session, request, officer=visit.officer, by=visit.actor, reason=why
            )
    except TooMany as many:
        said = words().say["many"].format(total=many.total, most=many.most)
        return await _listed(services, visit, error=said)
    except NothingThere:
        return await _listed(services, visit, error=words().say["none"])
    except InvalidInput:
        return await _listed(services, visit, error=words().say["odd_table"])
    if export.state is ExportState.running:
        data_dir = services.settings.data_dir
        await tables.writer.write(services.sessions, export, data_dir=data_dir)
    return RedirectResponse(f"{LISTED}/{export.key}", 303)


async def _listed(
    services: Services, visit: Visit, *, error: str | None = None
) -> Response:
    async with read_only(services.sessions) as session:
        found = await exports.list_of(session, visit.officer)
    status = 422 if error else 200
    return render(
        "reports/exports",
        visit=visit,
        exports=found,
        moment=moment,
        error=error,
        status=status,
    )


async def _opened(repository: ReportRepository, visit: Visit) -> Opened | None:
    """Read which tickets of the board are wanted; none where the queue's are."""
    if visit.form.get("queue"):
        return None
    asked = asked_of(visit.form)
    if asked.is_odd:
        raise InvalidInput("what is asked for makes no sense")
    place = await repository.place(asked.place) if asked.place else None
    if asked.place and (place is None or not visit.scope.covers(place.path)):
        raise NotFound("no such union here")
    first, last = asked.period.first, asked.period.last
    return Opened(
        first=first.isoformat(),
        last=last.isoformat(),
        path=place.path if place else None,
        service=asked.service,
    )


def _queue(form: Mapping[str, str]) -> Wanted | None:
    """Read which list of the queue is wanted, as the queue wrote it."""
    said = form.get("queue")
    if not said:
        return None
    try:
        told = json.loads(said)
    except ValueError:
        raise InvalidInput("not a list of the queue") from None
    if not isinstance(told, dict):
        raise InvalidInput("not a list of the queue")
    return Wanted.read(told)


def _form(form: Mapping[str, str]) -> Form:
    said = form.get("form", "")
    if said not in Form:
        raise InvalidInput("no such form")
    return Form(said)


def _labels() -> dict[str, dict[str, str]]:
    """Return what columns' values are called; the worker does not know it."""
    book = names()
    return {
        "category": dict(book.intents),
        "service_class": _plain(book.service_classes),
        "status": _plain(book.statuses),
        "priority": _plain(book.priorities),
        "source": _plain(book.ticket_sources),
    }


def _plain[Kind: StrEnum](called: Mapping[Kind, str]) -> dict[str, str]:
    return {str(key): name for key, name in called.items()}


def _name(export: Export, form: Form) -> str:
    at: datetime = export.created_at.astimezone(clock.SHENZHEN)
    return f"tickets-{at:%Y%m%d-%H%M}.{form}"
