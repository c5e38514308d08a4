"""The index follows the records, whoever writes them, and keeps nothing of its own."""

import asyncio
import logging

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from helpdesk.audit import SYSTEM
from helpdesk.conversations import conversations
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import (
    CallRecord,
    ChannelKind,
    Message,
    SearchDue,
    SearchEntry,
    SearchKind,
    Ticket,
    TicketStatus,
)
from helpdesk.privacy.repository import Person
from helpdesk.privacy.service import privacy
from helpdesk.retention import Pace, retention
from helpdesk.scope import Scope
from helpdesk.search import begin_anew, index_due, left
from helpdesk.search.due_repository import DueRepository
from helpdesk.tickets import tickets
from helpdesk.transcripts.records import archive
from tests.helpdesk.search.steps import find, index, numbers, opened
from tests.helpdesk.transcripts.records.kept import kept, transcript

SAID = "鑫盛达拖欠工资"


async def count(sessions, model):
    async with read_only(sessions) as session:
        return await session.scalar(select(func.count()).select_from(model))


async def talked(sessions, said=SAID, **on):
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(session, channel=ChannelKind.web)
        await conversations.receive(session, talk, message_id="m1", text=said)
    return talk


async def called(sessions, said=SAID):
    async with unit_of_work(sessions) as session:
        told = transcript("您好", said, call_id="20260715-0002")
        [record] = await archive.keep(session, [kept(of=told)])
    return record


async def hits(sessions, said="鑫盛达"):
    return {
        kind.value: len((await find(sessions, said, kind=kind)).hits)
        for kind in SearchKind
    }


class TestTriggers:
    """A revision that rebuilds a table on SQLite loses its triggers: see 0020."""

    async def test_note_what_is_written_by_whatever_way(self, sessions):
        ticket = await opened(sessions)
        talk = await talked(sessions)
        await index(sessions)
        async with unit_of_work(sessions) as session:
            await session.execute(
                update(Ticket).where(Ticket.id == ticket.id).values(subject="改了")
            )
            await session.execute(
                insert(Message).values(
                    conversation_id=talk.id,
                    message_id="m2",
                    text="还有",
                    received_at=talk.created_at,
                )
            )

        async with read_only(sessions) as session:
            notes = (await session.scalars(select(SearchDue))).all()
        assert {(note.kind, note.subject_id) for note in notes} == {
            (SearchKind.ticket, ticket.id),
            (SearchKind.conversation, talk.id),
        }

    async def test_are_all_there(self, sessions, settings):
        is_sqlite = settings.database_url is None
        listing = (
            "SELECT count(*) FROM sqlite_master WHERE type='trigger' AND name LIKE "
            if is_sqlite
            else "SELECT count(DISTINCT trigger_name) FROM information_schema.triggers "
            "WHERE trigger_name LIKE "
        )
        async with read_only(sessions) as session:
            found = await session.scalar(text(f"{listing}'search~_%'".replace("~", "")))

        assert found == (15 if is_sqlite else 14)

    async def test_leave_nothing_of_a_change_that_was_rolled_back(self, sessions):
        async with sessions() as session:
            await tickets.open(session, category="report_overtime", subject=SAID)
            await session.rollback()

        assert await count(sessions, SearchDue) == 0


class TestIndexing:
    async def test_takes_a_note_away_with_the_entry(self, sessions):
        await opened(sessions)

        await index(sessions)

        assert await count(sessions, SearchDue) == 0
        assert await count(sessions, SearchEntry) == 1
        assert await index_due(sessions) == 0

    async def test_that_is_cut_off_is_done_again(self, sessions, monkeypatch):
        ticket = await opened(sessions)
        take = DueRepository.take

        async def killed(self, keys):
            await take(self, keys)
            raise KeyboardInterrupt

        monkeypatch.setattr(DueRepository, "take", killed)
        with pytest.raises(KeyboardInterrupt):
            await index_due(sessions)
        monkeypatch.undo()
        await index(sessions)

        assert await numbers(sessions, "工资") == [ticket.number]

    async def test_leaves_a_change_of_meanwhile_to_its_own_note(
        self, sessions, monkeypatch
    ):
        ticket = await opened(sessions, "拖欠工资")
        take = DueRepository.take

        async def late(self, keys):
            async with self.session.begin_nested():
                await self.session.execute(
                    update(Ticket).where(Ticket.id == ticket.id).values(subject="工伤")
                )
            return await take(self, keys)

        monkeypatch.setattr(DueRepository, "take", late)
        await index_due(sessions)
        monkeypatch.undo()
        assert await count(sessions, SearchDue) == 1

        await index(sessions)

        assert await numbers(sessions, "工伤") == [ticket.number]
        assert await numbers(sessions, "工资") == []

    async def test_by_several_at_once_indexes_everything(self, sessions):
        made = {(await opened(sessions, f"拖欠工资{n}")).number for n in range(30)}

        await asyncio.gather(*(index(sessions) for _ in range(4)))

        found = await find(sessions, "工资")
        assert {hit.tickets[0].number for hit in found.hits} == made
        assert await count(sessions, SearchEntry) == 30

    async def test_skips_a_call_that_is_damaged(self, sessions, caplog):
        record = await called(sessions)
        ticket = await opened(sessions)
        async with unit_of_work(sessions) as session:
            await session.execute(
                update(CallRecord)
                .where(CallRecord.id == record.id)
                .values(transcript={"nothing": SAID})
            )

        with caplog.at_level(logging.ERROR):
            await index(sessions)

        assert ticket.number in await numbers(sessions, "工资")
        assert "KeyError" in caplog.text
        assert SAID not in caplog.text


class TestErasure:
    async def test_of_a_person_leaves_nothing_to_be_found(self, sessions):
        phone = "13800138009"
        talk = await talked(sessions)
        ticket = await opened(sessions, SAID, conversation=talk, contact_phone=phone)
        async with unit_of_work(sessions) as session:
            for to in (TicketStatus.open, TicketStatus.resolved, TicketStatus.closed):
                await tickets.move(session, ticket, to=to)
        await index(sessions)
        assert (await hits(sessions))["ticket"] == 1

        async with unit_of_work(sessions) as session:
            await privacy.delete(
                session, Person(phone=phone), by=SYSTEM, reason="本人要求删除"
            )

        assert await hits(sessions) == {"ticket": 0, "conversation": 0, "call": 0}
        async with read_only(sessions) as session:
            rows = (await session.scalars(select(SearchEntry.ticket_id))).all()
        assert ticket.id not in rows
        await index(sessions)
        assert await numbers(sessions, "鑫盛达") == []

    async def test_by_time_leaves_no_entry(self, sessions, settings, time):
        talk = await talked(sessions)
        ticket = await opened(sessions, SAID, conversation=talk)
        await called(sessions)
        async with unit_of_work(sessions) as session:
            await tickets.move(session, ticket, to=TicketStatus.open)
            await tickets.move(session, ticket, to=TicketStatus.resolved)
        await index(sessions)
        assert await hits(sessions) == {"ticket": 1, "conversation": 1, "call": 1}

        time.forward(days=181)
        await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)
        assert await hits(sessions) == {"ticket": 1, "conversation": 0, "call": 0}
        await index(sessions)
        async with read_only(sessions) as session:
            entries = (await session.scalars(select(SearchEntry))).all()
        assert {entry.conversation_id for entry in entries} == {None}
        assert {entry.record_id for entry in entries} == {None}

        time.forward(days=1000)
        await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)
        assert (await hits(sessions))["ticket"] == 0

    async def test_takes_the_digests_out_of_the_list_as_well(self, sessions, settings):
        ticket = await opened(sessions)
        await index(sessions)
        async with unit_of_work(sessions) as session:
            await session.execute(delete(SearchEntry))
        if settings.database_url is None:
            async with read_only(sessions) as session:
                rows = await session.execute(text("SELECT rowid FROM search_words"))
                assert rows.all() == []

        assert await numbers(sessions, "工资") == []
        assert ticket.id


class TestBeginningAnew:
    async def test_indexes_everything_the_newest_first(self, sessions, time):
        talk = await talked(sessions)
        await opened(sessions, SAID, conversation=talk)
        await called(sessions)
        time.forward(days=1)
        newest = await opened(sessions, SAID)
        await index(sessions)
        before = await hits(sessions)

        async with unit_of_work(sessions) as session:
            total = await begin_anew(session)

        assert total == await count(sessions, SearchDue) == 5
        assert await hits(sessions) == {"ticket": 0, "conversation": 0, "call": 0}
        await index_due(sessions, limit=1)
        assert await numbers(sessions, "工资") == [newest.number]
        async with read_only(sessions) as session:
            assert await left(session) == 4
        await index(sessions)
        assert await hits(sessions) == before

    async def test_may_be_done_where_there_is_nothing(self, sessions):
        async with unit_of_work(sessions) as session:
            assert await begin_anew(session) == 0


class TestAtRest:
    @pytest.mark.only_sqlite
    async def test_no_word_lies_in_the_clear(self, sessions, settings, engine):
        ticket = await opened(sessions, "x", details={"said": "腊肠狗与甲骨文"})
        await index(sessions)
        assert await numbers(sessions, "甲骨文") == [ticket.number]
        assert await numbers(sessions, "甲骨文", scope=Scope("/9/")) == []
        await engine.dispose()

        files = settings.data_dir.glob("gonghui.db*")
        disk = b"".join(file.read_bytes() for file in files)

        for piece in ("腊肠", "甲骨", "骨文"):
            assert piece.encode() not in disk
            assert piece.encode("unicode_escape") not in disk
