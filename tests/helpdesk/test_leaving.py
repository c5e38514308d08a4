"""A follower who unsubscribes: what remains anywhere, in any table and any file."""

import asyncio
import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import asdict, is_dataclass
from datetime import timedelta

import pytest
from sqlalchemy import URL, select

from helpdesk import clock, leaving
from helpdesk.conversations import Reply, conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound
from helpdesk.evidence import Fetched, evidence, vault
from helpdesk.identity import bindings
from helpdesk.members import members
from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AuditAction,
    AuditEntry,
    AuthorKind,
    Base,
    ChannelKind,
    Conversation,
    Delivery,
    Follower,
    Identity,
    LoginState,
    Member,
    Message,
    OptIn,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Ticket,
    WebLogin,
)
from helpdesk.sealing import sealer_of
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets
from tests.helpdesk.privacy.steps import talk_of

OPENID = "oDEMOleaving0001"
OTHER = "oDEMOstaying0002"
PHONE = "13800139977"
NAME = "诸葛小工"
WORDS = "我的工资卡丢了"
JPEG = b"\xff\xd8\xff\xe0photo"
PERSONAL = (OPENID, PHONE, NAME, WORDS)


async def _leave_traces(sessions, data_dir, openid=OPENID, words=WORDS, number=1):
    """Leave something in every table and file that an account leaves traces in."""
    said = f"{words}，我叫{NAME}，电话{PHONE}"
    async with unit_of_work(sessions) as session:
        talk = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id=openid
        )
        message = await conversations.receive(session, talk, message_id="m1", text=said)
        await conversations.answer(session, message, [Reply(f"收到：{said}")])
        settled = await tickets.open(
            session,
            category="report_card_problem",
            subject=said,
            details={"said": said, "contact_name": NAME},
            conversation=talk,
            message_id="m1",
            contact_phone=PHONE,
        )
        await tickets.withdraw(session, settled, said)
        for each in ("p1", "p2"):
            await evidence.receive(
                session,
                talk,
                message_id=each,
                kind=AttachmentKind.image,
                source=f"MEDIA-{openid}",
                name=f"{NAME}.jpg",
            )
        now, key = clock.now(), talk.identity_id
        session.add(Follower(identity_id=key, scene="zhaopinhui"))
        session.add(OptIn(identity_id=key, template_id="T1", left=1))
        session.add(
            Delivery(key_lookup=openid, identity_id=key, reply=said, received_at=now)
        )
        session.add(
            WebLogin(
                state_lookup=f"s{openid}",
                session_lookup=f"b{openid}",
                state=LoginState.known,
                identity_id=key,
                expires_at=now + timedelta(hours=1),
            )
        )
        for state in OutboxState:
            session.add(
                OutboxItem(
                    kind=OutboxKind.wechat,
                    identity_id=key,
                    request_key=f"test{number}:{state}",
                    payload={"openid": openid, "text": said},
                    state=state,
                    due_at=now,
                )
            )

    async def give(_source, _largest):
        return Fetched(JPEG)

    await evidence.fetch_due(sessions, give, data_dir=data_dir)
    _write_down(data_dir, talk.thread, said)
    return talk


def _write_down(data_dir, thread, said):
    """Do as the bot does, which keeps its dialogues in a file of its own."""
    with closing(sqlite3.connect(data_dir / "rasa.db")) as bot, bot:
        bot.execute("PRAGMA journal_mode = WAL")
        bot.execute(
            "CREATE TABLE IF NOT EXISTS dialogues"
            " (sender TEXT PRIMARY KEY, events TEXT, saved_at REAL)"
        )
        bot.execute("INSERT INTO dialogues VALUES (?, ?, 1)", (thread, said))


async def _member(session):
    found = await members.by_phone(session, DEMO_MEMBER.phone)
    assert found
    return found


async def _dump(sessions):
    """Return every row of every table, opened, as one text."""
    rows = []
    async with sessions() as session:
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                rows.append(json.dumps(dict(row), ensure_ascii=False, default=_plain))
    return "\n".join(rows)


def _plain(value):
    if isinstance(value, bytes):
        return value.hex()
    return asdict(value) if is_dataclass(value) else str(value)


def _disk(data_dir):
    return b"".join(
        file.read_bytes()
        for file in data_dir.rglob("*")
        if file.is_file() and file.name != "keys.json"
    )


async def _unsubscribe(sessions, data_dir, openid=OPENID):
    talks = URL.create("sqlite", database=str(data_dir / "rasa.db"))
    await leaving.unsubscribe(sessions, openid, data_dir=data_dir, talks=talks)


class TestUnsubscribe:
    async def test_leaves_nothing_of_a_stranger_anywhere(self, sessions, settings):
        talk = await _leave_traces(sessions, settings.data_dir)
        before, disk = await _dump(sessions), _disk(settings.data_dir)
        assert all(each in before for each in PERSONAL)
        assert WORDS.encode() in disk
        assert len(list(vault.listed(settings.data_dir))) == 2

        await _unsubscribe(sessions, settings.data_dir)

        after, disk = await _dump(sessions), _disk(settings.data_dir)
        for each in (*PERSONAL, talk.key, talk.thread):
            assert each not in after
            assert each.encode() not in disk
        assert list(vault.listed(settings.data_dir)) == []

    async def test_leaves_no_keyed_digest_of_the_openid(
        self, sessions, engine, settings
    ):
        await _leave_traces(sessions, settings.data_dir)
        sealer = sealer_of(engine.dialect)
        digests = [
            sealer.digest(OPENID, purpose=purpose).hex()
            for purpose in ("source_id", "wechat_delivery")
        ]
        before = await _dump(sessions)
        assert all(each in before for each in digests)

        await _unsubscribe(sessions, settings.data_dir)

        after = await _dump(sessions)
        assert not any(each in after for each in digests)

    async def test_leaves_others_as_they_were(self, sessions, settings):
        await _leave_traces(sessions, settings.data_dir, OTHER, "别人的话", 2)
        await _leave_traces(sessions, settings.data_dir)

        await _unsubscribe(sessions, settings.data_dir)

        after = await _dump(sessions)
        assert OTHER in after
        assert "别人的话" in after
        assert "别人的话".encode() in _disk(settings.data_dir)
        assert len(list(vault.listed(settings.data_dir))) == 2

    async def test_releases_a_member_who_stays_on_record(self, sessions, settings):
        async with unit_of_work(sessions) as session:
            member = await _member(session)
            talk = await talk_of(session, member, said=WORDS, openid=OPENID)
            await bindings.bind(session, talk, member.id)

        await _unsubscribe(sessions, settings.data_dir)

        async with sessions() as session:
            assert await session.get(Member, member.id)
            assert await bindings.channels_of(session, member.id) == []
            noted = (await session.scalars(select(AuditEntry.action))).all()
        assert AuditAction.unbound in noted
        assert AuditAction.deleted in noted
        after = await _dump(sessions)
        assert OPENID not in after
        assert WORDS not in after

    async def test_keeps_an_open_matter_with_its_evidence_and_no_way_back(
        self, sessions, settings
    ):
        async with unit_of_work(sessions) as session:
            talk = await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=OPENID
            )
            ticket = await tickets.open(
                session, category="report_overtime", subject="加班", conversation=talk
            )
        await _leave_traces(sessions, settings.data_dir)

        await _unsubscribe(sessions, settings.data_dir)

        async with sessions() as session:
            kept = await session.get_one(Ticket, ticket.id)
            assert kept.conversation_id is None
            files = await evidence.list_of(session, kept)
        assert [each.conversation_id for each in files] == [None, None]
        assert OPENID not in await _dump(sessions)
        for each in files:
            stored = vault.Stored(each.path, each.key)
            assert vault.get(settings.data_dir, stored) == JPEG

    async def test_begins_as_a_stranger_when_following_again(self, sessions, settings):
        async with unit_of_work(sessions) as session:
            member = await _member(session)
            before = await talk_of(session, member, openid=OPENID)
            await bindings.bind(session, before, member.id)
        await _unsubscribe(sessions, settings.data_dir)

        async with unit_of_work(sessions) as session:
            talk = await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=OPENID
            )
            bound = await bindings.bound_member(session, talk)
            told = await conversations.transcript(session, talk)

        assert (bound, talk.level, told) == (None, 0, [])
        assert talk.key != before.key

    async def test_of_a_stranger_or_twice_is_nothing(self, sessions, settings):
        await _unsubscribe(sessions, settings.data_dir)
        await _leave_traces(sessions, settings.data_dir)
        await _unsubscribe(sessions, settings.data_dir)
        once = await _dump(sessions)

        await _unsubscribe(sessions, settings.data_dir)

        assert await _dump(sessions) == once

    async def test_goes_on_while_the_bot_holds_its_file(
        self, sessions, settings, monkeypatch, caplog
    ):
        await _leave_traces(sessions, settings.data_dir)
        monkeypatch.setattr("helpdesk.retention.talks.WAIT_SECONDS", 0.05)

        with closing(sqlite3.connect(settings.data_dir / "rasa.db")) as bot:
            bot.execute("BEGIN IMMEDIATE")
            with caplog.at_level(logging.WARNING):
                await _unsubscribe(sessions, settings.data_dir)

        assert OPENID not in await _dump(sessions)
        assert caplog.messages == ["talks are forgotten later: OperationalError"]


class TestLateAnswers:
    async def test_find_their_conversation_gone(self, sessions, settings):
        talk = await _leave_traces(sessions, settings.data_dir)
        await _unsubscribe(sessions, settings.data_dir)

        async with unit_of_work(sessions) as session:
            with pytest.raises(NotFound) as refused:
                await conversations.by_key(session, talk.key)

        assert talk.key not in str(refused.value)

    async def test_bring_nothing_back_while_somebody_leaves(self, racing, settings):
        """Messages that arrive with the event are either forgotten or refused."""
        talk = await _leave_traces(racing, settings.data_dir)

        async def write(number):
            async with unit_of_work(racing) as session:
                found = await conversations.by_key(session, talk.key)
                await conversations.receive(
                    session, found, message_id=f"late{number}", text=WORDS
                )

        results = await asyncio.gather(
            *(write(number) for number in range(5)),
            _unsubscribe(racing, settings.data_dir),
            *(write(number) for number in range(5, 10)),
            return_exceptions=True,
        )

        assert results[5] is None
        async with racing() as session:
            for model in (Identity, Conversation, Message, Attachment):
                assert (await session.scalars(select(model.id))).all() == []
        assert WORDS not in await _dump(racing)

    async def test_note_of_an_officer_on_a_kept_matter_still_goes_in(
        self, sessions, settings
    ):
        async with unit_of_work(sessions) as session:
            talk = await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=OPENID
            )
            ticket = await tickets.open(
                session, category="report_overtime", subject="加班", conversation=talk
            )
        await _unsubscribe(sessions, settings.data_dir)

        async with unit_of_work(sessions) as session:
            kept = await session.get_one(Ticket, ticket.id)
            await tickets.add_note(session, kept, "已联系", by=AuthorKind.officer)
            assert (await tickets.timeline(session, kept))[-1].text == "已联系"
