"""What officers open: a ticket for who waits to talk."""

import pytest

from helpdesk.casework import casework
from helpdesk.conversations import floor
from helpdesk.errors import NotFound
from helpdesk.models import Floor
from helpdesk.scope import Scope
from helpdesk.tickets import tickets


@pytest.fixture
async def waiting(session, talk):
    """Somebody who waits and has told nothing yet."""
    await floor.queue(session, talk, reason="想找人问问")
    return talk


class TestTakeTalk:
    async def test_opens_a_ticket_and_takes_the_floor(self, session, waiting, li):
        ticket = await casework.take_talk(session, waiting.id, scope=Scope(), by=li)

        await session.refresh(waiting)
        assert waiting.floor is Floor.officer
        assert await floor.holder(session, waiting) == li.officer_id
        assert ticket.conversation_id == waiting.id
        assert ticket.subject == "想找人问问"
        assert ticket.opened_by_id == li.officer_id

    async def test_goes_on_with_the_ticket_that_there_is(self, session, waiting, li):
        known = await tickets.open(
            session,
            category="report_unpaid_wages",
            subject="欠薪",
            conversation=waiting,
        )

        ticket = await casework.take_talk(session, waiting.id, scope=Scope(), by=li)

        assert ticket.id == known.id

    async def test_the_second_finds_nobody(self, session, waiting, li, wang):
        await casework.take_talk(session, waiting.id, scope=Scope(), by=li)

        with pytest.raises(NotFound):
            await casework.take_talk(session, waiting.id, scope=Scope(), by=wang)

        assert await floor.holder(session, waiting) == li.officer_id

    async def test_who_has_no_ticket_waits_at_the_front_desk(
        self, session, waiting, li
    ):
        with pytest.raises(NotFound):
            await casework.take_talk(session, waiting.id, scope=Scope("/1/7/"), by=li)

        await session.refresh(waiting)
        assert waiting.floor is Floor.queued
