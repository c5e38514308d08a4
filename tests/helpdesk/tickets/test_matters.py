from dataclasses import replace

import pytest

from helpdesk.conversations import conversations
from helpdesk.errors import Conflict
from helpdesk.models import AuthorKind, ChannelKind, DeadlineClass, EventKind
from helpdesk.tickets import Telling, TicketStatus, tickets

PHONE = "13800138123"


@pytest.fixture
def told(conversation):
    return Telling(
        category="report_unpaid_wages",
        subject="老板三个月没发工资",
        details={"employer": "鑫盛达塑胶厂", "unpaid_months": "3"},
        conversation=conversation,
        first_message_id="m1",
        message_id="m5",
        contact_phone=PHONE,
    )


class TestTakeUp:
    async def test_opens_with_skill_class_and_due_day(self, session, told, time):
        ticket = await tickets.take_up(session, told)

        assert ticket.skill == "legal_aid"
        assert ticket.deadline_class is DeadlineClass.difficult
        assert ticket.due_on.isoformat() == "2026-08-05"
        assert ticket.message_id == "m5"

    async def test_adds_to_the_open_ticket_of_the_same_matter(self, session, told):
        first = await tickets.take_up(session, told)
        more = replace(
            told,
            subject="上次说的工资又拖了",
            details={"employer": "鑫盛达", "unpaid_months": "4", "area": "宝安"},
            message_id="m9",
            contact_phone="13900139123",
        )

        again = await tickets.take_up(session, more)

        assert again.id == first.id
        assert again.message_id == "m5"
        assert again.last_message_id == "m9"
        assert again.details["area"] == "宝安"
        assert again.details["unpaid_months"] == "3"  # what was told first is kept
        *_, note = await tickets.timeline(session, first)
        assert (note.kind, note.author) == (EventKind.note, AuthorKind.member)
        assert note.text == "上次说的工资又拖了\n鑫盛达\n4\n宝安\n13900139123"

    @pytest.mark.parametrize(
        "change",
        [
            {"category": "report_dismissal"},
            {"details": {"employer": "永兴电子厂"}},
        ],
    )
    async def test_opens_another_for_another_matter(self, session, told, change):
        first = await tickets.take_up(session, told)

        other = await tickets.take_up(session, replace(told, message_id="m9", **change))

        assert other.id != first.id

    async def test_opens_another_when_the_first_is_settled(self, session, told):
        first = await tickets.take_up(session, told)
        await tickets.withdraw(session, first, "给钱了")

        other = await tickets.take_up(session, replace(told, message_id="m9"))

        assert other.id != first.id

    async def test_knows_a_proved_member_in_another_conversation(
        self, session, told, member
    ):
        first = await tickets.take_up(session, replace(told, member_id=member.id))
        elsewhere = await conversations.start(session, channel=ChannelKind.web)

        again = await tickets.take_up(
            session, replace(told, conversation=elsewhere, member_id=member.id)
        )

        assert again.id == first.id

    async def test_keeps_strangers_apart(self, session, told):
        first = await tickets.take_up(session, told)
        elsewhere = await conversations.start(session, channel=ChannelKind.web)

        other = await tickets.take_up(session, replace(told, conversation=elsewhere))

        assert other.id != first.id


class TestTranscript:
    async def test_is_what_was_said_of_the_matter(self, session, conversation, told):
        for number in range(1, 8):
            await conversations.receive(
                session, conversation, message_id=f"m{number}", text=f"第{number}句"
            )
        ticket = await tickets.take_up(session, replace(told, first_message_id="m3"))

        said = await tickets.transcript(session, ticket)

        assert [message.text for message in said] == ["第3句", "第4句", "第5句"]

    async def test_is_empty_when_the_messages_are_gone(self, session, told):
        ticket = await tickets.take_up(session, told)

        assert await tickets.transcript(session, ticket) == []


class TestReopen:
    async def test_undoes_a_withdrawal(self, session, ticket):
        await tickets.withdraw(session, ticket, "给钱了")

        await tickets.reopen(session, ticket, "撤错了")

        assert ticket.status is TicketStatus.open
        assert ticket.settled_at is None

    async def test_is_refused_after_a_while(self, session, ticket, time):
        await tickets.withdraw(session, ticket, "给钱了")
        time.forward(days=16)

        with pytest.raises(Conflict):
            await tickets.reopen(session, ticket, "撤错了")


class TestListOf:
    async def test_gives_the_newest_first_and_nobody_elses(
        self, session, conversation, told
    ):
        first = await tickets.take_up(session, told)
        second = await tickets.take_up(
            session, replace(told, category="report_overtime", message_id="m9")
        )
        elsewhere = await conversations.start(session, channel=ChannelKind.web)
        await tickets.take_up(session, replace(told, conversation=elsewhere))

        found = await tickets.list_of(session, conversation)

        assert [ticket.id for ticket in found] == [second.id, first.id]


class TestDueOn:
    async def test_is_reckoned_for_tickets_of_before(self, session, ticket, time):
        ticket.due_on = None

        assert tickets.due_on(ticket) > time.at.date()
