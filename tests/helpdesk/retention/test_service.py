import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from helpdesk import clock
from helpdesk.conversations import Reply, conversations
from helpdesk.database import read_only, unit_of_work
from helpdesk.identity import identity
from helpdesk.models import (
    Attempt,
    AuditEntry,
    AuthorKind,
    ChannelKind,
    Conversation,
    Identity,
    Message,
    OneTimeCode,
    OutboxItem,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.notifications import DemoSender, notifications
from helpdesk.retention import Pace, retention
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.identity.steps import PHONE, TAIL, lock, prove, request

SAID = "老板拖欠工资三个月"


async def _run(sessions, settings, pace, **options):
    return await retention.run(
        sessions, pace=pace, data_dir=settings.data_dir, **options
    )


async def _count(sessions, model):
    async with read_only(sessions) as session:
        return await session.scalar(select(func.count()).select_from(model))


async def _talk(sessions, channel=ChannelKind.web, source_id=None):
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(session, channel=channel, source_id=source_id)
        message = await conversations.receive(session, talk, message_id="m1", text=SAID)
        await conversations.answer(session, message, [Reply("好的")])
    return talk


@pytest.fixture
def hourly(sessions, settings):
    async def run(**options):
        return await _run(sessions, settings, Pace.hour, **options)

    return run


@pytest.fixture
def minutely(sessions, settings):
    async def run(**options):
        return await _run(sessions, settings, Pace.minute, **options)

    return run


@pytest.mark.usefixtures("time")
class TestMinutely:
    async def test_deletes_codes_and_sent_messages_after_a_day(
        self, sessions, minutely, time
    ):
        talk = await _talk(sessions)
        async with unit_of_work(sessions) as session:
            await request(session, talk)
        await notifications.deliver_due(sessions, DemoSender())
        time.forward(days=1)
        assert (await minutely())["codes"] == 0

        time.forward(seconds=1)
        done = await minutely()

        assert (done["codes"], done["short_messages"]) == (1, 1)
        assert await _count(sessions, OneTimeCode) == 0
        assert await _count(sessions, OutboxItem) == 0

    async def test_leaves_a_message_that_still_has_to_go_out(
        self, sessions, minutely, time
    ):
        async with unit_of_work(sessions) as session:
            await notifications.send_sms(
                session,
                phone=PHONE,
                template="one_time_code",
                values={"code": "1", "minutes": "5"},
            )
        time.forward(days=2)

        await minutely()

        assert await _count(sessions, OutboxItem) == 1

    async def test_leaves_locks_in_force(self, sessions, minutely, time):
        talk = await _talk(sessions)
        async with unit_of_work(sessions) as session:
            await lock(session, talk)
        time.forward(minutes=29)
        await minutely()
        assert await _count(sessions, Attempt) > 0

        time.forward(minutes=32)
        await minutely()

        assert await _count(sessions, Attempt) == 0


@pytest.mark.usefixtures("time")
class TestMessages:
    async def test_go_after_half_a_year_and_the_talk_a_little_later(
        self, sessions, hourly, time
    ):
        await _talk(sessions)
        time.forward(days=180)
        assert (await hourly())["messages"] == 0

        time.forward(seconds=1)
        assert (await hourly())["messages"] == 1
        assert await _count(sessions, Conversation) == 1

        time.forward(days=10)
        done = await hourly()

        assert (done["conversations"], done["identities"]) == (1, 1)
        assert await _count(sessions, Message) == 0

    async def test_go_in_batches(self, sessions, hourly, time):
        for _ in range(5):
            await _talk(sessions)
        time.forward(days=181)

        assert (await hourly(batch=2))["messages"] == 5

    async def test_leave_a_line_in_the_audit_log(self, sessions, hourly, time):
        await _talk(sessions)
        time.forward(days=181)

        await hourly()

        async with read_only(sessions) as session:
            [entry] = (await session.scalars(select(AuditEntry))).all()
        assert entry.after == {"table": "messages", "rows": 1, "action": "delete"}
        assert "聊天内容" in entry.reason

    async def test_that_are_fresh_stay(self, sessions, hourly):
        await _talk(sessions)

        assert set((await hourly()).values()) == {0}


@pytest.mark.usefixtures("time")
class TestConversations:
    async def test_with_a_ticket_stay(self, sessions, hourly, time):
        talk = await _talk(sessions)
        async with unit_of_work(sessions) as session:
            await tickets.open(
                session, category="report_overtime", subject="x", conversation=talk
            )
        time.forward(days=400)

        await hourly()

        assert await _count(sessions, Conversation) == 1
        assert await _count(sessions, Identity) == 1

    async def test_lose_their_address_after_six_months(self, sessions, hourly, time):
        talk = await _talk(sessions)
        async with unit_of_work(sessions) as session:
            await identity.note_address(session, talk, "203.0.113.7")
        time.forward(days=183)
        assert (await hourly())["addresses"] == 0

        time.forward(seconds=1)

        assert (await hourly())["addresses"] == 1
        assert (await hourly())["addresses"] == 0

    async def test_of_a_bound_account_go_and_the_account_stays(
        self, sessions, hourly, time
    ):
        talk = await _talk(sessions, ChannelKind.wechat, "oInventedOpenid0001")
        async with unit_of_work(sessions) as session:
            await prove(session, talk, PHONE, TAIL)
        time.forward(days=400)

        await _run_all(hourly, sessions)

        assert await _count(sessions, Identity) == 1


async def _run_all(hourly, sessions):
    """The codes hold their talk until they are gone themselves."""
    async with unit_of_work(sessions) as session:
        for code in await session.scalars(select(OneTimeCode)):
            await session.delete(code)
    await hourly()


@pytest.mark.usefixtures("time")
class TestTickets:
    async def _settled(self, sessions):
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(
                session,
                category="report_unpaid_wages",
                subject=SAID,
                details={"said": SAID},
                contact_phone=UNKNOWN_PHONES[0],
            )
            await tickets.add_note(session, ticket, SAID, by=AuthorKind.member)
            await tickets.move(session, ticket, to=TicketStatus.open)
            await tickets.move(session, ticket, to=TicketStatus.resolved)
            await tickets.rate(session, ticket, 5, SAID)
        return ticket.id

    async def test_lose_words_and_phone_and_keep_number_and_rating(
        self, sessions, hourly, time
    ):
        ticket_id = await self._settled(sessions)
        time.forward(days=1096, seconds=1)

        assert (await hourly())["tickets"] == 1

        async with read_only(sessions) as session:
            ticket = await session.get(Ticket, ticket_id)
            events = (await session.scalars(select(TicketEvent))).all()
        assert (ticket.details, ticket.contact_phone, ticket.contact_lookup) == (
            {},
            None,
            None,
        )
        assert SAID not in ticket.subject
        assert (ticket.rating, ticket.category) == (5, "report_unpaid_wages")
        assert {event.text for event in events} == {None}
        assert (await hourly())["tickets"] == 0

    async def test_that_nobody_settled_keep_everything(self, sessions, hourly, time):
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(
                session, category="report_overtime", subject=SAID
            )
        time.forward(days=4000)

        await hourly()

        async with read_only(sessions) as session:
            assert (await session.get(Ticket, ticket.id)).subject == SAID


@pytest.mark.usefixtures("time")
class TestAuditLog:
    async def test_goes_after_three_years(self, sessions, hourly, time):
        await _talk(sessions)
        time.forward(days=181)
        await hourly()
        first = await _count(sessions, AuditEntry)
        time.forward(days=1097)

        done = await hourly()

        assert first == 1
        assert done["audit"] == 1


class TestTrackerFile:
    """The bot's file holds what people wrote in the clear."""

    @pytest.fixture
    def tracker(self, settings):
        file = settings.data_dir / "rasa.db"
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(
                "CREATE TABLE dialogues (sender TEXT PRIMARY KEY, events TEXT, "
                "saved_at FLOAT)"
            )
        return file

    def _say(self, file, sender, ago, text="电话13800138002"):
        at = (clock.now() - timedelta(minutes=ago)).timestamp()
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(
                "INSERT INTO dialogues (sender, events, saved_at) VALUES (?, ?, ?)",
                (sender, text, at),
            )

    def _senders(self, file):
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("SELECT sender FROM dialogues")
            return {sender for (sender,) in found}

    async def test_loses_talks_that_ended_an_hour_ago(self, tracker, minutely):
        self._say(tracker, "ended", 65)
        self._say(tracker, "goes on", 5)

        assert (await minutely())["tracker"] == 1
        assert self._senders(tracker) == {"goes on"}

    async def test_holds_no_bytes_of_what_was_deleted(self, tracker, minutely):
        self._say(tracker, "ended", 70)
        assert b"13800138002" in tracker.read_bytes()

        await minutely()

        assert b"13800138002" not in tracker.read_bytes()

    async def test_may_be_missing_or_still_empty(self, settings, minutely):
        assert (await minutely())["tracker"] == 0
        sqlite3.connect(settings.data_dir / "rasa.db").close()

        assert (await minutely())["tracker"] == 0
