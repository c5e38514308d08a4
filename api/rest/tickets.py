"""Tickets: listed, shown, opened, changed."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from api.rest.gate import Called, Caller, RestRoute
from api.rest.once import IdempotencyKey, once
from api.rest.problems import described
from api.rest.views import Page, TicketLine, TicketView, lines, ticket_view
from api.services import Use
from helpdesk.casework import KEEP, casework
from helpdesk.database import read_only, unit_of_work
from helpdesk.feed import Asked, Order, Place, feed
from helpdesk.idempotency import Answer
from helpdesk.models import Priority, ServiceClass, Ticket, TicketSource, TicketStatus
from helpdesk.tickets import Telling

MOST = 100
PREFIX = "/api/v1"

router = APIRouter(prefix="/tickets", route_class=RestRoute, tags=["tickets"])

Number = Annotated[
    str, Path(pattern=r"^\d{12}$", description="the ticket's twelve digits")
]
Category = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,47}$")]
Reason = Annotated[
    str | None,
    Header(
        description="why names and numbers are to be shown: UTF-8, percent-encoded, "
        "four characters or more; it goes into the audit log"
    ),
]
IfMatch = Annotated[
    str | None,
    Header(description="the ETag that was seen; another by now is answered 412"),
]


class Filter(BaseModel):
    """What to list."""

    model_config = ConfigDict(extra="forbid")

    order: Order = Field(
        Order.newest,
        description="`newest`: opened last first. `changed`: changed longest ago "
        "first, to keep a copy up to date; it ends five seconds ago.",
    )
    status: list[TicketStatus] = Field([], description="one of these", max_length=6)
    category: Category | None = None
    service_class: ServiceClass | None = None
    priority: Priority | None = None
    source: TicketSource | None = None
    officer: int | None = Field(None, ge=1, lt=2**31, description="an officer's key")
    organisation: int | None = Field(
        None, ge=1, lt=2**31, description="a union's key: with those below it"
    )
    changed_since: AwareDatetime | None = None
    cursor: str | None = Field(None, max_length=200, description="`next` of a page")
    limit: int = Field(50, ge=1, le=MOST)

    @property
    def asked(self) -> Asked:
        """Return what is asked."""
        return Asked(
            order=self.order,
            statuses=tuple(self.status),
            category=self.category,
            service_class=self.service_class,
            priority=self.priority,
            source=self.source,
            officer_id=self.officer,
            organisation_id=self.organisation,
            changed_since=self.changed_since,
        )


class NewTicket(BaseModel):
    """A matter that another system brings in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "category": "report_unpaid_wages",
                "subject": "厂里三个月没发工资",
                "details": {"employer": "岚禾电子"},
                "contact_phone": "13800138017",
            }
        },
    )

    category: Category
    subject: str = Field(min_length=1, max_length=200, description="one line")
    details: dict[
        Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,47}$")],
        Annotated[str, StringConstraints(max_length=2000)],
    ] = Field({}, max_length=40, description="answers of the form, by name")
    contact_phone: str | None = Field(None, max_length=20)
    priority: Priority | None = Field(None, description="null: by the rules")


class Changes(BaseModel):
    """What to change; what is not sent stays, `organisation` null is the city's."""

    model_config = ConfigDict(extra="forbid")

    category: Category | None = None
    priority: Priority | None = None
    service_class: ServiceClass | None = None
    organisation: int | None = Field(None, ge=1, lt=2**31)


@router.get("", responses=described("not-found"))
async def list_tickets(
    services: Use, caller: Called, wanted: Annotated[Filter, Query()]
) -> Page[TicketLine]:
    """List the tickets that the token sees, without their words."""
    after = Place.read(wanted.cursor) if wanted.cursor else None
    async with read_only(services.sessions) as session:
        found = await feed.page(
            session,
            wanted.asked,
            scope=caller.scope,
            after=after,
            limit=wanted.limit + 1,
        )
        shown = found[: wanted.limit]
        items = await lines(session, shown)
    more = len(found) > len(shown)
    place = str(feed.place(shown[-1], wanted.asked)) if more else None
    return Page(items=items, next=place)


@router.get(
    "/{number}",
    response_model=TicketView,
    responses=described("not-found") | {304: {"description": "as it was seen"}},
)
async def show_ticket(
    number: Number,
    services: Use,
    caller: Called,
    if_none_match: Annotated[str | None, Header()] = None,
    gonghui_reason: Reason = None,
) -> Response:
    """Show a ticket with its words, masked; or unmasked, to who says why."""
    async with unit_of_work(services.sessions) as session:
        ticket = await casework.find(session, number, scope=caller.scope)
        tag = etag(ticket)
        if caller.why is None and _agrees(if_none_match, tag):
            return Response(status_code=304, headers={"ETag": tag})
        shown = await feed.open(session, ticket, by=caller.actor, why=caller.why)
        view = await ticket_view(session, shown)
    return JSONResponse(view.model_dump(mode="json"), headers={"ETag": tag})


@router.post(
    "", status_code=201, response_model=TicketView, responses=described("key-reused")
)
async def open_ticket(
    body: NewTicket,
    request: Request,
    services: Use,
    caller: Called,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Open a ticket; which union sees to it follows from what it tells."""

    async def work(session: AsyncSession) -> Answer:
        told = Telling(
            category=body.category,
            subject=body.subject,
            details=body.details,
            contact_phone=body.contact_phone,
            priority=body.priority,
            source=TicketSource.api,
        )
        ticket = await casework.open_by_hand(session, told, by=caller.actor)
        return await _answer(session, caller, ticket, 201)

    return await once(request, services, caller, idempotency_key, work)


@router.patch(
    "/{number}",
    response_model=TicketView,
    responses=described("not-found", "stale", "claimed", "transition-not-allowed"),
)
async def change_ticket(
    number: Number,
    body: Changes,
    request: Request,
    services: Use,
    caller: Called,
    if_match: IfMatch = None,
) -> Response:
    """Change how a ticket is handled; what is not sent stays as it is."""

    async def work(session: AsyncSession) -> Answer:
        ticket = await held_ticket(session, caller, number, if_match)
        moves = "organisation" in body.model_fields_set
        await casework.change(
            session,
            ticket,
            by=caller.actor,
            category=body.category,
            priority=body.priority,
            service_class=body.service_class,
            organisation_id=body.organisation if moves else KEEP,
        )
        return await _answer(session, caller, ticket, 200)

    return await once(request, services, caller, None, work)


async def held_ticket(
    session: AsyncSession, caller: Caller, number: str, if_match: str | None
) -> Ticket:
    """Return a ticket for a change, of the version that was seen."""
    ticket = await casework.find(session, number, scope=caller.scope)
    version = None if if_match in (None, "*") else _opaque(if_match)
    return await feed.hold(session, ticket, version=version)


async def _answer(
    session: AsyncSession, caller: Caller, ticket: Ticket, status: int
) -> Answer:
    shown = await feed.open(session, ticket, by=caller.actor, why=None)
    view = await ticket_view(session, shown)
    headers = {"ETag": etag(ticket)}
    if status == 201:
        headers["Location"] = f"{PREFIX}/tickets/{ticket.number}"
    return Answer(status, view.model_dump(mode="json"), headers)


def etag(ticket: Ticket) -> str:
    """Return a ticket's version as HTTP writes it."""
    return f'"{feed.version(ticket)}"'


def _opaque(tag: str | None) -> str:
    return (tag or "").strip().removeprefix("W/").strip('"')


def _agrees(said: str | None, tag: str) -> bool:
    return said is not None and tag in [one.strip() for one in said.split(",")]
