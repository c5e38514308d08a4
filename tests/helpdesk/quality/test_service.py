"""Checks of calls on record."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound
from helpdesk.models import CallCheck, CallRecord
from helpdesk.quality import Book, Wanted, book, findings_from_json, quality
from helpdesk.quality import service as checking
from helpdesk.transcripts.records import archive
from tests.helpdesk.transcripts.records.kept import BEGAN, kept, silent, transcript

OTHER = transcript("喂", "手也受伤了", call_id="20260715-111111-2041")


@pytest.fixture
async def records(sessions):
    """Two calls on record."""
    async with unit_of_work(sessions) as session:
        return await archive.keep(session, [kept(), kept(of=OTHER, name="c2.json")])


@pytest.fixture
def next_edition(monkeypatch):
    """The rules as they are, but for a word."""

    def change():
        changed = Book(book().rules, "0" * 64)
        monkeypatch.setattr(checking, "book", lambda: changed)

    return change


async def checks_of(sessions):
    async with sessions() as session:
        found = await session.scalars(select(CallCheck).order_by(CallCheck.record_id))
        return found.all()


class TestCheckNew:
    async def test_keeps_score_and_findings_with_the_edition(self, sessions, records):
        checks = await quality.check_new(sessions)

        rows = await checks_of(sessions)
        assert [row.record_id for row in rows] == [record.id for record in records]
        for row in rows:
            found = checks[row.record_id]
            assert row.score == found.score
            assert findings_from_json(row.findings) == found.findings
            assert row.rules == book().digest
        assert any(row.findings for row in rows)

    async def test_knows_the_tickets_of_a_call(self, sessions, records):
        checks = await quality.check_new(sessions)

        broken = {finding.rule for finding in checks[records[0].id].findings}
        assert "matter_ticket" not in broken

    async def test_checks_each_call_once(self, sessions, records):
        await quality.check_new(sessions)

        assert await quality.check_new(sessions) == {}

    async def test_checks_again_when_the_rules_changed(
        self, sessions, records, next_edition
    ):
        await quality.check_new(sessions)
        next_edition()

        checks = await quality.check_new(sessions)

        assert set(checks) == {record.id for record in records}
        assert {row.rules for row in await checks_of(sessions)} == {"0" * 64}

    async def test_goes_on_behind_a_record(self, sessions, records):
        first = await quality.check_new(sessions, limit=1)
        after = Wanted(after=max(first), again=True)

        second = await quality.check_new(sessions, wanted=after)

        assert set(first) | set(second) == {record.id for record in records}
        assert not set(first) & set(second)

    async def test_leaves_earlier_calls_alone(self, sessions, records):
        wanted = Wanted(since=BEGAN + timedelta(seconds=1))

        assert await quality.check_new(sessions, wanted=wanted) == {}

    async def test_leaves_alone_what_was_cleared_or_came_twice(self, sessions, records):
        async with unit_of_work(sessions) as session:
            cleared = {"transcript": None, "cleared_at": BEGAN}
            first = CallRecord.id == records[0].id
            await session.execute(update(CallRecord).where(first).values(cleared))
            second = CallRecord.id == records[1].id
            same = {"same_as_id": records[0].id}
            await session.execute(update(CallRecord).where(second).values(same))

        assert await quality.check_new(sessions) == {}

    async def test_keeps_nothing_of_a_call_that_is_cleared_meanwhile(
        self, sessions, records, monkeypatch
    ):
        settle = quality._settle

        async def cleared_first(session, checks):
            first = CallRecord.id == records[0].id
            await session.execute(
                update(CallRecord).where(first).values(cleared_at=BEGAN)
            )
            await settle(session, checks)

        monkeypatch.setattr(quality, "_settle", cleared_first)

        await quality.check_new(sessions)

        rows = await checks_of(sessions)
        assert [row.record_id for row in rows] == [records[1].id]

    async def test_a_call_without_words_has_no_score(self, sessions):
        async with unit_of_work(sessions) as session:
            [record] = await archive.keep(session, [silent()])

        checks = await quality.check_new(sessions)

        assert checks[record.id].score is None
        [row] = await checks_of(sessions)
        assert (row.score, row.findings) == (None, [])


class TestKeep:
    async def test_checks_one_call_now(self, sessions, records):
        async with unit_of_work(sessions) as session:
            found = await quality.keep(session, records[0].id)

        [row] = await checks_of(sessions)
        assert row.score == found.score

    async def test_refuses_a_call_that_is_not_there(self, session):
        with pytest.raises(NotFound):
            await quality.keep(session, 10**6)
