"""What did not arrive: seen with its ticket, tried again, or told by telephone."""

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.models import (
    Audience,
    AuditEntry,
    AuditSubject,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Reply,
    TicketEvent,
)
from helpdesk.notifications.letter import Letter
from helpdesk.scope import Scope
from helpdesk.undelivered import undelivered
from tests.helpdesk.canned.conftest import actor, staff  # noqa: F401 - a fixture

CITY = Scope()


@pytest.fixture
async def letter(session, ticket, staff):  # noqa: F811 - the fixture
    """News of a ticket of a district that WeChat did not take."""
    ticket.path, ticket.organisation_id = staff.union.path, staff.union.id
    ticket.contact_phone = "13800138017"
    payload = Letter((Reply("办好了"),), ticket_id=ticket.id).to_json()
    return await failed(session, OutboxKind.wechat, payload, error="43004")


async def failed(session, kind, payload, *, error, state=OutboxState.failed):
    item = OutboxItem(
        kind=kind,
        payload=payload,
        state=state,
        tries=8,
        due_at=clock.now(),
        error=error,
    )
    session.add(item)
    await session.flush()
    return item


async def sms(session, error="x", **changes):
    payload = {"phone": "13800138018", "template": "one_time_code", "values": {}}
    return await failed(session, OutboxKind.sms, payload, error=error, **changes)


class TestListed:
    async def test_says_why_and_for_which_ticket_with_the_number_masked(
        self, session, letter, ticket
    ):
        [found] = await undelivered.listed(session, CITY)

        assert found.ticket is ticket
        assert found.why == "本人已经不关注公众号"
        assert found.phone == "138****8017"

    async def test_is_seen_with_its_ticket_only(self, session, letter, staff):  # noqa: F811
        await sms(session)

        ours = await undelivered.listed(session, Scope(staff.union.path))
        others = await undelivered.listed(session, Scope(staff.other.path))

        assert [each.item_id for each in ours] == [letter.id]
        assert others == []
        assert len(await undelivered.listed(session, CITY)) == 2

    async def test_what_can_not_be_read_stops_nothing(self, session, letter):
        await failed(session, OutboxKind.wechat, {"odd": 1}, error="unreadable: X")

        assert len(await undelivered.listed(session, CITY)) == 2

    async def test_leaves_out_what_is_still_on_its_way(self, session):
        await sms(session, state=OutboxState.waiting)

        assert await undelivered.listed(session, CITY) == []


class TestTryAgain:
    async def test_puts_it_back_into_the_queue(self, session, letter, staff):  # noqa: F811
        by = actor(staff.city)
        await undelivered.try_again(session, letter.id, scope=CITY, by=by)

        assert (letter.state, letter.tries) == (OutboxState.waiting, 0)
        with pytest.raises(NotFound):
            await undelivered.try_again(session, letter.id, scope=CITY, by=by)

    async def test_of_another_union_is_not_there(self, session, letter, staff):  # noqa: F811
        scope = Scope(staff.other.path)

        with pytest.raises(NotFound):
            await undelivered.try_again(
                session, letter.id, scope=scope, by=actor(staff.city)
            )


class TestTold:
    async def test_notes_it_on_the_ticket_and_forgets_the_letter(
        self,
        session,
        letter,
        ticket,
        staff,  # noqa: F811
    ):
        await undelivered.told(
            session, letter.id, words="他知道了", scope=CITY, by=actor(staff.city)
        )

        events = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)
        note = (await session.scalars(events.order_by(TicketEvent.id.desc()))).first()
        assert note.text == "消息没有送到，已用电话告知职工。他知道了"
        assert note.audience is Audience.officers
        assert (await session.scalars(select(OutboxItem))).all() == []
        about = AuditEntry.subject == AuditSubject.outbox_item
        [entry] = (await session.scalars(select(AuditEntry).where(about))).all()
        assert entry.officer_id == staff.city.id

    async def test_a_short_message_is_just_put_away(self, session, staff):  # noqa: F811
        item = await sms(session)

        await undelivered.told(
            session, item.id, words="", scope=CITY, by=actor(staff.city)
        )

        assert await undelivered.listed(session, CITY) == []
