"""Nothing personal lies in the clear on the disk or in the log."""

import logging

import pytest
from sqlalchemy import select

from helpdesk.conversations import Reply, conversations
from helpdesk.database import unit_of_work
from helpdesk.identity import identity
from helpdesk.models import AuthorKind, ChannelKind, Member
from helpdesk.notifications import DemoSender, notifications
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets

SAID = "我叫王小明，电话13800138000，身份证440300199003070004"
CALLER = "13800138002"


async def _talk(sessions):
    """Leave personal data wherever a worker's talk can leave it."""
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(
            session, channel=ChannelKind.hotline, source_id=CALLER
        )
        message = await conversations.receive(session, talk, message_id="m1", text=SAID)
        await conversations.answer(session, message, [Reply(SAID)])
        await identity.request_code(
            session, talk, phone=DEMO_MEMBER.phone, id_tail=DEMO_MEMBER.id_number
        )
        ticket = await tickets.open(
            session,
            category="report_unpaid_wages",
            subject=SAID,
            details={"said": SAID},
            conversation=talk,
            contact_phone=CALLER,
        )
        await tickets.add_note(session, ticket, SAID, by=AuthorKind.member)
        await tickets.rate(session, ticket, 1, SAID)
        await tickets.withdraw(session, ticket, SAID)
    await notifications.deliver_due(sessions, DemoSender())


class TestDisk:
    @pytest.mark.only_sqlite
    async def test_holds_no_phone_and_no_id_number(self, sessions, engine, settings):
        await _talk(sessions)
        async with sessions() as session:
            people = (await session.scalars(select(Member))).all()
            secrets = {person.id_number for person in people} | {CALLER}
            secrets |= {person.phone for person in people if person.phone}
        await engine.dispose()

        files = [p for p in settings.data_dir.iterdir() if p.name != "keys.json"]
        disk = b"".join(path.read_bytes() for path in files)

        assert len(secrets) > 100
        assert DEMO_MEMBER.name.encode() in disk  # the bytes can be searched
        assert [secret for secret in secrets if secret.encode() in disk] == []
        assert SAID.encode() not in disk


class TestLog:
    async def test_holds_no_phone_and_no_id_number(self, sessions, caplog):
        with caplog.at_level(logging.DEBUG):
            await _talk(sessions)

        ours = [r.getMessage() for r in caplog.records if r.name.startswith("helpdesk")]
        assert ours
        assert not any("13800138" in line or "44030019" in line for line in ours)
