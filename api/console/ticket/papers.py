"""Attachments of a ticket: opened for officers, as they are, never as a page."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from api.console.gate import ConsoleRoute
from api.console.pages import PATH
from api.console.ticket.sheet import INLINE
from api.console.ticket.words import words
from api.console.visit import SignedIn
from api.services import Use
from helpdesk.casework import casework
from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound
from helpdesk.evidence import evidence
from helpdesk.models import Attachment
from helpdesk.numbers import in_groups

Number = Annotated[str, Path(pattern=r"^[0-9]{12}$")]
Key = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(
    prefix=f"{PATH}/tickets/{{case_number}}/papers",
    route_class=ConsoleRoute,
    include_in_schema=False,
)


@router.get("/{paper_id}")
async def open_paper(
    case_number: Number, paper_id: Key, services: Use, visit: SignedIn
) -> Response:
    """Give an attachment; who opened it is on record."""
    why = words().paper_reason.format(number=in_groups(case_number))
    async with unit_of_work(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
        papers = await evidence.list_of(session, ticket)
        paper = next((each for each in papers if each.id == paper_id), None)
        if paper is None:
            raise NotFound("no such attachment")
        content = await evidence.open_(
            session,
            paper,
            by=visit.actor,
            reason=why,
            data_dir=services.settings.data_dir,
        )
    return Response(content, headers=_headers(paper))


def _headers(paper: Attachment) -> dict[str, str]:
    """Let a browser show pictures, and put away all else; nothing of it can run."""
    shown = "inline" if paper.media_type in INLINE else "attachment"
    name = quote(paper.name or f"{paper.kind}-{paper.id}", safe="")
    return {
        "Content-Type": paper.media_type or "application/octet-stream",
        "Content-Disposition": f"{shown}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
