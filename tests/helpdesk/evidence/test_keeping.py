"""How long evidence is kept, and who is told of it."""

import os

import pytest
from sqlalchemy import select

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.evidence import Fetched, evidence, vault
from helpdesk.models import Attachment, AttachmentKind, ChannelKind
from helpdesk.privacy.repository import Person
from helpdesk.privacy.service import privacy
from helpdesk.retention import Pace, retention
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets
from tests.helpdesk.privacy.steps import REASON, by_clerk

JPEG = b"\xff\xd8\xff\xe0photo"


@pytest.fixture
def send(sessions, time, tmp_path):
    """Send a picture, for a matter or for none, and fetch it."""

    async def run(*, member_id=None, settled=None):
        async with unit_of_work(sessions) as session:
            talk = await conversations.start(session, channel=ChannelKind.web)
            if settled is not None:
                ticket = await tickets.open(
                    session,
                    category="report_overtime",
                    subject="加班费",
                    conversation=talk,
                    member_id=member_id,
                )
            sent = await evidence.receive(
                session,
                talk,
                message_id="p1",
                kind=AttachmentKind.image,
                source="MEDIA",
                name="考勤表.jpg",
            )
            if settled:
                await tickets.withdraw(session, ticket, "解决了")

        async def give(_source, _largest):
            return Fetched(JPEG)

        await evidence.fetch_due(sessions, give, data_dir=tmp_path)
        return sent

    return run


@pytest.fixture
def retain(sessions, tmp_path):
    """Be the worker once an hour: rows first, then files."""

    async def run():
        await retention.run(sessions, pace=Pace.hour, data_dir=tmp_path)
        for path, _ in vault.listed(tmp_path):
            os.utime(tmp_path / path, (0, 0))
        await evidence.sweep(sessions, data_dir=tmp_path)
        async with sessions() as session:
            rows = (await session.scalars(select(Attachment.id))).all()
        return len(rows), len(list(vault.listed(tmp_path)))

    return run


class TestRetention:
    @pytest.mark.parametrize(("days", "left"), [(6.9, (1, 1)), (7.1, (0, 0))])
    async def test_drops_what_belongs_to_no_matter(
        self, send, retain, time, days, left
    ):
        await send()
        time.forward(days=days)

        assert await retain() == left

    @pytest.mark.parametrize(("days", "left"), [(1095, (1, 1)), (1097, (0, 0))])
    async def test_goes_when_its_ticket_is_cleared(
        self, send, retain, time, days, left
    ):
        await send(settled=True)
        time.forward(days=days)

        assert await retain() == left

    async def test_stays_as_long_as_the_matter_is_open(self, send, retain, time):
        await send(settled=False)
        time.forward(days=2000)

        assert await retain() == (1, 1)


class TestExport:
    async def test_lists_what_was_sent(self, sessions, send):
        async with sessions() as session:
            person = await privacy.find(session, DEMO_MEMBER.phone)
        await send(member_id=person.member_id, settled=False)

        async with unit_of_work(sessions) as session:
            book = await privacy.export(
                session, person, by=await by_clerk(session), reason=REASON
            )

        [listed] = book["图片、文件和通话录音"]
        assert listed["文件名"] == "考勤表.jpg"
        assert listed["保存情况"] == "已保存"
        assert listed["大小（字节）"] == len(JPEG)
        assert "MEDIA" not in str(book)

    async def test_lists_nothing_of_others(self, sessions, send):
        await send(settled=False)

        async with unit_of_work(sessions) as session:
            book = await privacy.export(
                session,
                Person(phone="13800139900"),
                by=await by_clerk(session),
                reason=REASON,
            )

        assert "图片、文件和通话录音" not in book
