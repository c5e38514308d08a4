import asyncio
import hashlib
import logging
import os
from dataclasses import dataclass, field

import pytest
from sqlalchemy import delete, select

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import FetchFailed, Gone, TooLarge
from helpdesk.evidence import Fetched, evidence, vault
from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AttachmentState,
    ChannelKind,
    EventKind,
    OutboxItem,
    Ticket,
)
from helpdesk.tickets import tickets

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 100


@dataclass
class Provider:
    """Stands where WeChat's media are: gives, refuses, or fails."""

    gives: bytes = JPEG
    fails: Exception | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def __call__(self, source, largest):
        self.asked.append((source, largest))
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails
        return Fetched(self.gives, "照片.jpg")


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
async def sent(sessions, time):
    """One picture sent on WeChat for a matter that is open."""
    async with unit_of_work(sessions) as session:
        talk = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id="oDEMO1"
        )
        await tickets.open(
            session,
            category="report_unpaid_wages",
            subject="拖欠工资",
            conversation=talk,
            message_id="m1",
        )
        return await evidence.receive(
            session,
            talk,
            message_id="p1",
            kind=AttachmentKind.image,
            source="MEDIA1",
        )


@pytest.fixture
def fetch(sessions, provider, tmp_path):
    async def run():
        return await evidence.fetch_due(sessions, provider, data_dir=tmp_path)

    return run


async def _now(sessions, sent):
    async with sessions() as session:
        return await session.get(Attachment, sent.id)


async def _notes(sessions, sent):
    async with sessions() as session:
        ticket = await session.get_one(Ticket, sent.ticket_id)
        timeline = await tickets.timeline(session, ticket)
        return [event.text for event in timeline if event.kind is EventKind.note]


async def _told(sessions):
    async with sessions() as session:
        return (await session.scalars(select(OutboxItem))).all()


class TestFetchDue:
    async def test_keeps_the_bytes_sealed(self, sessions, sent, fetch, tmp_path):
        assert await fetch() == 1

        kept = await _now(sessions, sent)
        assert kept.state is AttachmentState.stored
        assert (kept.media_type, kept.size) == ("image/jpeg", len(JPEG))
        assert kept.sha256 == hashlib.sha256(JPEG).hexdigest()
        assert kept.name == "照片.jpg"
        assert kept.source is None
        assert vault.get(tmp_path, vault.Stored(kept.path, kept.key)) == JPEG

    async def test_fetches_once(self, sent, fetch, provider, time):
        await fetch()
        time.forward(days=1)

        assert await fetch() == 0
        assert provider.asked == [("MEDIA1", 10_485_760)]

    @pytest.mark.parametrize(
        ("fails", "state", "told"),
        [
            (TooLarge("x"), AttachmentState.refused, "太大"),
            (Gone("40007"), AttachmentState.lost, "过期"),
        ],
    )
    async def test_says_what_can_not_be_had(
        self, sessions, sent, fetch, provider, fails, state, told
    ):
        provider.fails = fails

        assert await fetch() == 0

        assert (await _now(sessions, sent)).state is state
        assert told in (await _notes(sessions, sent))[-1]
        [item] = await _told(sessions)
        assert told in str(item.payload)

    @pytest.mark.parametrize(
        "gives",
        [b"", b"<html><script>", b"MZ\x90", b"%PDF-1.4", JPEG.ljust(10_485_761)],
        ids=["nothing", "page", "program", "no picture", "too large"],
    )
    async def test_keeps_nothing_that_is_not_what_it_says(
        self, sessions, sent, fetch, provider, tmp_path, gives
    ):
        provider.gives = gives

        assert await fetch() == 0

        refused = await _now(sessions, sent)
        assert refused.state is AttachmentState.refused
        assert (refused.path, refused.source) == (None, None)
        assert list(vault.listed(tmp_path)) == []

    async def test_tries_again_later_and_later(
        self, sessions, sent, fetch, provider, time
    ):
        provider.fails = FetchFailed("no answer")
        pauses = []
        for _ in range(4):
            await fetch()
            pauses.append(((await _now(sessions, sent)).due_at - time.at).seconds)
            time.at = (await _now(sessions, sent)).due_at

        assert pauses == [10, 20, 40, 80]
        provider.fails = None
        assert await fetch() == 1

    async def test_does_not_ask_before_the_pause_is_over(
        self, sent, fetch, provider, time
    ):
        provider.fails = FetchFailed("no answer")
        await fetch()
        time.forward(seconds=9)

        await fetch()

        assert len(provider.asked) == 1

    async def test_gives_up_after_three_days(
        self, sessions, sent, fetch, provider, time
    ):
        provider.fails = FetchFailed("no answer")
        time.forward(hours=72.1)

        await fetch()

        assert (await _now(sessions, sent)).state is AttachmentState.lost

    async def test_waits_while_the_disk_is_full(
        self, sessions, sent, fetch, monkeypatch, time, caplog
    ):
        def full(_handle):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
            broken.setattr(os, "fsync", full)
            assert await fetch() == 0

        assert [record.getMessage() for record in caplog.records] == [
            "evidence is not stored: OSError"
        ]
        assert (await _now(sessions, sent)).state is AttachmentState.waiting
        time.forward(seconds=11)
        assert await fetch() == 1

    async def test_leaves_no_file_of_who_left_meanwhile(
        self, sessions, sent, provider, tmp_path
    ):
        async def leave(source, largest):
            async with unit_of_work(sessions) as session:
                await session.execute(delete(Attachment))
            return await provider(source, largest)

        assert await evidence.fetch_due(sessions, leave, data_dir=tmp_path) == 0

        assert list(vault.listed(tmp_path)) == []

    async def test_two_workers_fetch_it_once(self, racing, sent, provider, tmp_path):
        done = await asyncio.gather(
            *(evidence.fetch_due(racing, provider, data_dir=tmp_path) for _ in range(3))
        )

        assert sum(done) == 1
        assert len(provider.asked) == 1
