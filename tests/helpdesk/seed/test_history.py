"""The demo's tickets: invented, of every kind, and told once."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import (
    Audience,
    EventKind,
    Officer,
    OfficerRole,
    Organisation,
    OutboxItem,
    Priority,
    Ticket,
    TicketEvent,
    TicketSource,
    TicketStatus,
)
from helpdesk.rules import rules
from helpdesk.seed.history import TICKETS, lay_out, span

pytestmark = pytest.mark.only_sqlite
CASES = rules(TICKETS)["tickets"]


NOW = datetime(2026, 7, 15, 2, 30, tzinfo=UTC)


@pytest.fixture
async def told(sessions):
    with clock.as_of(NOW):
        async with unit_of_work(sessions) as session:
            assert await lay_out(session)
    return sessions


class TestFile:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["key"])
    def test_nothing_happens_before_or_after_now(self, case):
        assert all(span(deed["after"]) < span(case["ago"]) for deed in case["deeds"])

    def test_names_nobodys_number(self):
        assert not re.search(r"1[3-9]\d{9}", TICKETS.read_text("utf-8"))


class TestLayOut:
    async def test_is_told_once(self, told):
        async with unit_of_work(told) as session:
            before = await session.scalar(select(func.count(TicketEvent.id)))

            assert not await lay_out(session)

            assert await session.scalar(select(func.count(TicketEvent.id))) == before

    async def test_there_is_everything_to_see(self, told):
        async with told() as session:
            tickets = (await session.scalars(select(Ticket))).all()
            kinds = set(await session.scalars(select(TicketEvent.kind)))
            layers = set(await session.scalars(select(TicketEvent.audience)))

        assert len(tickets) >= 35
        assert {ticket.status for ticket in tickets} == set(TicketStatus)
        assert {ticket.source for ticket in tickets} >= set(TicketSource) - {
            TicketSource.api
        }
        assert {ticket.priority for ticket in tickets} == set(Priority)
        assert kinds == set(EventKind) - {EventKind.attached, EventKind.released}
        assert layers == set(Audience)
        overdue = [
            ticket
            for ticket in tickets
            if not ticket.status.is_settled and ticket.due_on < NOW.date()
        ]
        assert len(overdue) >= 3
        assert sum(ticket.supervised_at is not None for ticket in tickets) >= 3
        assert sum(ticket.organisation_id is not None for ticket in tickets) >= 6

    async def test_events_lie_in_the_past_and_in_order(self, told):
        async with told() as session:
            events = (
                await session.scalars(select(TicketEvent).order_by(TicketEvent.id))
            ).all()

        moments = [event.created_at for event in events]
        assert moments == sorted(moments)
        assert moments[-1] < NOW

    async def test_officers_of_every_role_and_two_streets(self, told):
        async with told() as session:
            officers = (await session.scalars(select(Officer))).all()
            unions = set(
                await session.scalars(
                    select(Organisation.street).where(
                        Organisation.id.in_([one.organisation_id for one in officers])
                    )
                )
            )

        assert {one.role for one in officers} == set(OfficerRole)
        assert unions == {"西乡", "民治"}
        assert max(Counter(one.login for one in officers).values()) == 1

    async def test_nobody_is_written_to(self, told):
        async with told() as session:
            assert not (await session.scalars(select(OutboxItem))).all()
