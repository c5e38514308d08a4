"""Reach: by what way a worker hears of an answer, and whether it arrived."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.casework.repository import CaseworkRepository
from helpdesk.models import ChannelKind, OutboxState, Ticket, TicketEvent
from helpdesk.notifications import news

WAY = "way"  # the fact that says how an answer goes to the worker


class Way(StrEnum):
    """How a worker hears of something."""

    wechat = "wechat"
    page = "page"  # when they look at the page they wrote on
    call = "call"  # somebody calls them
    none = "none"  # there is no way back


class Delivery(StrEnum):
    """How far an answer is."""

    waiting = "waiting"
    held = "held"  # until the worker writes again
    sent = "sent"
    failed = "failed"
    on_page = "on_page"
    to_call = "to_call"
    unreachable = "unreachable"


ELSEWHERE: Mapping[Way, Delivery] = {
    Way.page: Delivery.on_page,
    Way.call: Delivery.to_call,
    Way.none: Delivery.unreachable,
}
"""What of an answer there is to know that leaves by no outbox."""


async def told(session: AsyncSession, ticket: Ticket) -> dict[str, str]:
    """Return by what way the worker will hear of it, as a fact of the event."""
    return {WAY: await way(session, ticket)}


async def way(session: AsyncSession, ticket: Ticket) -> Way:
    """Return how the worker of a ticket is reached."""
    if await news.reaches(session, ticket):
        return Way.wechat
    channel = await CaseworkRepository(session).channel_of(ticket)
    if channel is ChannelKind.web:
        return Way.page
    if ticket.contact_phone or channel is ChannelKind.hotline:
        return Way.call
    return Way.call if ticket.member_id is not None else Way.none


async def deliveries(
    session: AsyncSession, ticket: Ticket, events: Iterable[TicketEvent]
) -> dict[int, Delivery]:
    """Return how far each answer is, by the keys of their events.

    What WeChat took is cleared from the outbox after a day, what it did not take is
    kept: an answer that is gone from there was sent.
    """
    ways = {
        event.id: Way(event.facts[WAY])
        for event in events
        if event.facts and WAY in event.facts
    }
    written = [key for key, how in ways.items() if how is Way.wechat]
    states = await news.states(session, ticket, written)
    return {
        key: ELSEWHERE.get(how) or Delivery(states.get(key, OutboxState.sent))
        for key, how in ways.items()
    }
