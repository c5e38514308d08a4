"""Webhooks on record, and what happens to a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from helpdesk.audit import Actor
from helpdesk.errors import DeliveryFailed
from helpdesk.models import (
    AuthorKind,
    EventKind,
    HookDelivery,
    HookEvent,
    Officer,
    TicketEvent,
    TicketStatus,
)
from helpdesk.scope import Scope
from helpdesk.webhooks import Call, Fence, webhooks

HERE = Fence(networks=("127.0.0.0/8", "::1/128"), plain=True)
ELSEWHERE = "http://127.0.0.1:9/told"
EVERYTHING = tuple(HookEvent)


def by(officer: Officer) -> Actor:
    return Actor(AuthorKind.officer, officer_id=officer.id)


async def add(session, officer, *, scope=None, events=EVERYTHING, url=ELSEWHERE):
    return await webhooks.add(
        session,
        url=url,
        events=events,
        scope=scope or Scope(),
        fence=HERE,
        by=by(officer),
    )


async def happens(session, ticket, kind=EventKind.note, **more) -> None:
    event = TicketEvent(
        ticket_id=ticket.id, kind=kind, author=AuthorKind.officer, **more
    )
    session.add(event)
    await session.flush()
    await webhooks.of_event(session, ticket, event)


async def resolved(session, ticket) -> None:
    before, after = TicketStatus.open, TicketStatus.resolved
    kind = EventKind.moved
    await happens(session, ticket, kind, from_status=before, to_status=after)


async def put_down(session) -> list[HookDelivery]:
    return list(await session.scalars(select(HookDelivery).order_by(HookDelivery.id)))


@dataclass
class Receiver:
    """Answers what it is told to, and remembers the calls."""

    calls: list[Call] = field(default_factory=list)
    answers: list[int | Exception] = field(default_factory=list)
    always: Mapping[str, int] = field(default_factory=dict)

    async def __call__(self, call: Call) -> int:
        self.calls.append(call)
        if call.url in self.always:
            return self.always[call.url]
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


NOBODY = DeliveryFailed("ConnectError")
