"""What must hold when two do it at once, on either database."""

import asyncio

from sqlalchemy import func, select

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import (
    HelpdeskError,
    IdentityMismatch,
    Locked,
    TransitionNotAllowed,
)
from helpdesk.identity import identity
from helpdesk.models import (
    Attempt,
    ChannelKind,
    Identity,
    Message,
    OutboxItem,
    OutboxState,
    Ticket,
    TicketStatus,
)
from helpdesk.notifications import notifications
from helpdesk.numbers import luhn_valid
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import UNKNOWN_PHONES

CALLERS = 12


async def _started(sessions):
    async with unit_of_work(sessions) as session:
        return await conversations.start(session, channel=ChannelKind.web)


async def _together(job, times=CALLERS):
    return await asyncio.gather(*(job(turn) for turn in range(times)))


class TestTickets:
    async def test_one_message_opens_one_ticket(self, racing):
        conversation = await _started(racing)

        async def open_it(_turn):
            async with unit_of_work(racing) as session:
                ticket = await tickets.open(
                    session,
                    category="report_unpaid_wages",
                    subject="拖欠工资",
                    conversation=conversation,
                    message_id="m1",
                )
                return ticket.number

        numbers = await _together(open_it)

        assert len(set(numbers)) == 1
        async with racing() as session:
            assert await session.scalar(select(func.count(Ticket.id))) == 1

    async def test_numbers_are_never_given_twice(self, racing):
        async def open_one(_turn):
            async with unit_of_work(racing) as session:
                ticket = await tickets.open(session, category="greet", subject="x")
                return ticket.number

        numbers = await _together(open_one)

        assert sorted(int(number[6:11]) for number in numbers) == list(
            range(1, CALLERS + 1)
        )
        assert all(luhn_valid(number) for number in numbers)

    async def test_of_two_last_steps_one_is_refused(self, racing):
        async with unit_of_work(racing) as session:
            ticket = await tickets.open(session, category="greet", subject="x")
            await tickets.move(session, ticket, to=TicketStatus.open)
        ends = [TicketStatus.resolved, TicketStatus.withdrawn] * 3

        async def end(turn):
            async with unit_of_work(racing) as session:
                held = await tickets.by_number(session, ticket.number)
                await asyncio.sleep(0)
                await tickets.move(session, held, to=ends[turn])

        answers = await asyncio.gather(
            *(end(turn) for turn in range(len(ends))), return_exceptions=True
        )

        assert answers.count(None) == 1
        assert sum(isinstance(a, TransitionNotAllowed) for a in answers) == 5


class TestConversations:
    async def test_one_delivery_is_one_message(self, racing):
        conversation = await _started(racing)

        async def receive(_turn):
            async with unit_of_work(racing) as session:
                held = await conversations.by_key(session, conversation.key)
                message = await conversations.receive(
                    session, held, message_id="m1", text="你好"
                )
                return message.id

        ids = await _together(receive)

        assert len(set(ids)) == 1
        async with racing() as session:
            assert await session.scalar(select(func.count(Message.id))) == 1

    async def test_one_openid_is_one_identity(self, racing):
        async def start(_turn):
            async with unit_of_work(racing) as session:
                await conversations.start(
                    session, channel=ChannelKind.wechat, source_id="o-1"
                )

        await _together(start)

        async with racing() as session:
            assert await session.scalar(select(func.count(Identity.id))) == 1


class TestIdentity:
    async def test_tries_at_once_are_all_counted(self, racing):
        conversation = await _started(racing)

        async def guess(turn):
            async with unit_of_work(racing) as session:
                held = await conversations.by_key(session, conversation.key)
                await identity.request_code(
                    session, held, phone=UNKNOWN_PHONES[0], id_tail=f"{turn:04d}"
                )

        answers = await asyncio.gather(
            *(guess(turn) for turn in range(CALLERS)), return_exceptions=True
        )

        assert all(isinstance(answer, HelpdeskError) for answer in answers)
        wrong = [a for a in answers if isinstance(a, IdentityMismatch)]
        assert sorted(answer.left for answer in wrong) == [1, 2, 3, 4]
        assert sum(isinstance(a, Locked) for a in answers) == CALLERS - 4
        async with racing() as session:
            locked = select(func.count(Attempt.locked_until))
            assert await session.scalar(locked) == 2


class TestOutbox:
    async def test_two_workers_send_each_message_once(self, racing):
        sent = []

        class Recorder:
            async def send(self, message):
                await asyncio.sleep(0)
                sent.append(message.values["code"])

        async with unit_of_work(racing) as session:
            for code in range(10):
                await notifications.send_sms(
                    session,
                    phone="13800138000",
                    template="one_time_code",
                    values={"code": f"{code}", "minutes": "5"},
                )

        await _together(lambda _: notifications.deliver_due(racing, Recorder()), 2)

        assert sorted(sent) == [f"{code}" for code in range(10)]
        async with racing() as session:
            states = await session.scalars(select(OutboxItem.state))
            assert set(states) == {OutboxState.sent}
