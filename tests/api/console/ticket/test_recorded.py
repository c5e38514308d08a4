"""The call that a ticket came from, on the ticket's page."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from api.console.ticket.recorded import SHORT, WORTH, blocks
from helpdesk.database import unit_of_work
from helpdesk.models import AuditAction, AuditEntry, AuditSubject, Ticket
from tests.api.console.conftest import NAME, PHONE, wages
from tests.helpdesk.tickets.made import made, put

GREETING = tuple(f"第{number}句，请稍等" for number in range(SHORT))


@pytest.fixture
def of_call(sessions, keep):
    """Put a call on record and return the number of its ticket."""

    async def run(*texts):
        await keep(wages(*texts))
        async with sessions() as session:
            newest = select(Ticket.number).order_by(Ticket.id.desc()).limit(1)
            return await session.scalar(newest)

    return run


class TestShowRecorded:
    async def test_is_fetched_by_the_tickets_page(self, officer, of_call):
        number = await of_call()

        page = await officer.get(f"/console/tickets/{number}")

        assert f'hx-get="/console/tickets/{number}/call"' in page.text

    async def test_shows_the_talk_masked(self, officer, of_call):
        number = await of_call()

        part = await officer.get(f"/console/tickets/{number}/call")

        assert part.status_code == 200
        assert "厂里三个月没发工资" in part.text
        assert PHONE not in part.text
        assert NAME not in part.text
        assert "<html" not in part.text
        assert "中间" not in part.text

    async def test_marks_what_matters_and_folds_the_rest(self, officer, of_call):
        number = await of_call(
            "您好，请讲", f"{NAME}，厂里三个月没发工资", *GREETING, "好的，再见"
        )

        part = (await officer.get(f"/console/tickets/{number}/call")).text

        [folded] = part.split("<details>")[1:]
        assert "没发工资" not in folded.split("</details>")[0]
        assert "第9句" in folded.split("</details>")[0]
        assert 'customer moment"' in part

    async def test_is_in_the_log(self, officer, of_call, sessions):
        number = await of_call()

        await officer.get(f"/console/tickets/{number}/call")

        async with sessions() as session:
            seen = select(AuditEntry).where(AuditEntry.subject == AuditSubject.call)
            [entry] = (await session.scalars(seen)).all()
        assert entry.action is AuditAction.viewed
        assert entry.officer_id is not None

    async def test_a_ticket_of_a_chat_has_none(self, officer, sessions):
        async with unit_of_work(sessions) as session:
            [number] = await put(session, made())

        page = await officer.get(f"/console/tickets/{number}")
        part = await officer.get(f"/console/tickets/{number}/call")

        assert 'id="call"' not in page.text
        assert part.text.strip() == ""


class TestBlocks:
    def folded(self, count, *moments):
        turns = [SimpleNamespace(index=at) for at in range(count)]
        return [
            (block.is_folded, [turn.index for turn in block.turns])
            for block in blocks(turns, moments)
        ]

    def test_a_short_call_is_whole(self):
        assert self.folded(SHORT) == [(False, list(range(SHORT)))]

    def test_a_moment_is_open_with_its_neighbours(self):
        assert self.folded(30, 10) == [
            (False, [0, 1]),
            (True, list(range(2, 9))),
            (False, [9, 10, 11]),
            (True, list(range(12, 28))),
            (False, [28, 29]),
        ]

    def test_a_few_are_not_worth_a_fold(self):
        parts = self.folded(30, 2 + WORTH)

        assert parts[1] == (False, list(range(2, 1 + WORTH)))

    def test_nothing_is_lost(self):
        shown = [at for _, run in self.folded(100, 3, 50, 99) for at in run]

        assert shown == list(range(100))
