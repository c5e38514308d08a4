from dataclasses import replace

import pytest

from helpdesk.conversations import conversations
from helpdesk.models import DeadlineClass, EventKind
from helpdesk.tickets import UNREAD, Telling, TicketStatus, tickets
from helpdesk.unanswered import unanswered

TOLD = "老板三个月没发工资"
PHONE = "13800138123"


@pytest.fixture
async def message(session, conversation):
    """A message that the bot is late to answer."""
    return await conversations.receive(
        session, conversation, message_id="m5", text=TOLD
    )


@pytest.fixture
def told(conversation):
    """What the bot makes of it after all."""
    return Telling(
        category="report_unpaid_wages",
        subject="拖欠工资",
        details={"employer": "鑫盛达塑胶厂", "area": "宝安"},
        conversation=conversation,
        first_message_id="m1",
        message_id="m5",
        contact_phone=PHONE,
    )


class TestUnderstoodLate:
    async def test_the_ticket_that_was_told_becomes_what_was_meant(
        self, session, conversation, message, told, time
    ):
        kept = await unanswered.keep(session, conversation, message)
        number = kept.ticket.number

        ticket = await tickets.take_up(session, told)

        assert (ticket.id, ticket.number) == (kept.ticket.id, number)
        assert (ticket.category, ticket.skill) == ("report_unpaid_wages", "legal_aid")
        assert ticket.deadline_class is DeadlineClass.difficult
        assert ticket.due_on.isoformat() == "2026-08-05"
        assert ticket.details == {"message": TOLD, **told.details}
        assert (ticket.contact_phone, ticket.first_message_id) == (PHONE, "m1")

    async def test_officers_see_what_it_was(self, session, conversation, message, told):
        kept = await unanswered.keep(session, conversation, message)

        await tickets.take_up(session, told)

        *_, event = await tickets.timeline(session, kept.ticket)
        assert event.kind is EventKind.changed
        assert event.facts["category"] == [UNREAD, "report_unpaid_wages"]

    async def test_a_second_matter_of_the_message_is_a_ticket_of_its_own(
        self, session, conversation, message, told
    ):
        kept = await unanswered.keep(session, conversation, message)
        first = await tickets.take_up(session, told)

        other = await tickets.take_up(
            session, replace(told, category="report_overtime")
        )

        assert first.id == kept.ticket.id != other.id

    async def test_another_message_opens_its_own(
        self, session, conversation, message, told
    ):
        kept = await unanswered.keep(session, conversation, message)

        other = await tickets.take_up(session, replace(told, message_id="m6"))

        assert other.id != kept.ticket.id

    async def test_what_was_settled_meanwhile_stays_so(
        self, session, conversation, message, told
    ):
        kept = await unanswered.keep(session, conversation, message)
        await tickets.withdraw(session, kept.ticket, "不用了")

        other = await tickets.take_up(session, told)

        assert other.id != kept.ticket.id
        assert kept.ticket.status is TicketStatus.withdrawn


class TestKeptLate:
    async def test_a_message_that_opened_a_ticket_is_told_that_one(
        self, session, conversation, message, told
    ):
        opened = await tickets.take_up(session, told)

        kept = await unanswered.keep(session, conversation, message)

        assert kept.is_new  # to the worker, who has not heard of it
        assert kept.ticket.id == opened.id
        assert kept.ticket.category == "report_unpaid_wages"
