"""What happened to a ticket, and something more that is to happen."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.rest.deeds import AnyDeed
from api.rest.doing import do
from api.rest.gate import Called, Caller, RestRoute
from api.rest.once import IdempotencyKey, once
from api.rest.problems import described
from api.rest.tickets import IfMatch, Number, Reason, etag, held_ticket
from api.rest.views import EventView, TicketView, View, events, ticket_view
from api.services import Use
from helpdesk.casework import casework
from helpdesk.database import unit_of_work
from helpdesk.feed import feed
from helpdesk.idempotency import Answer
from helpdesk.models import Ticket

router = APIRouter(prefix="/tickets", route_class=RestRoute, tags=["events"])


class Timeline(View):
    """Everything that happened to a ticket, oldest first."""

    items: list[EventView]


class Done(View):
    """What was written down by it, and the ticket as it is now."""

    events: list[EventView]
    ticket: TicketView


@router.get("/{number}/events", responses=described("not-found"))
async def list_events(
    number: Number, services: Use, caller: Called, gonghui_reason: Reason = None
) -> Timeline:
    """Tell what happened to a ticket, as far as the token's role reads it."""
    async with unit_of_work(services.sessions) as session:
        ticket = await casework.find(session, number, scope=caller.scope)
        return Timeline(items=await _told(session, ticket, caller, why=caller.why))


@router.post(
    "/{number}/events",
    status_code=201,
    response_model=Done,
    responses=described(
        "not-found",
        "claimed",
        "transition-not-allowed",
        "conflict",
        "stale",
        "key-reused",
    ),
)
async def add_event(
    number: Number,
    body: AnyDeed,
    request: Request,
    services: Use,
    caller: Called,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Do something with a ticket, as an officer would on the console."""

    async def work(session: AsyncSession) -> Answer:
        ticket = await held_ticket(session, caller, number, if_match)
        before = {one.id for one in await _told(session, ticket, caller)}
        await do(session, ticket, body, caller=caller)
        told = await _told(session, ticket, caller)
        shown = await feed.open(session, ticket, by=caller.actor, why=None)
        done = Done(
            events=[one for one in told if one.id not in before],
            ticket=await ticket_view(session, shown),
        )
        return Answer(201, done.model_dump(mode="json"), {"ETag": etag(ticket)})

    return await once(request, services, caller, idempotency_key, work)


async def _told(
    session: AsyncSession, ticket: Ticket, caller: Caller, *, why: str | None = None
) -> list[EventView]:
    told = await feed.timeline(
        session, ticket, role=caller.account.role, by=caller.actor, why=why
    )
    return await events(session, told)
