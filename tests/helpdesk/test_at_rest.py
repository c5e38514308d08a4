"""Nothing personal lies in the clear on the disk or in the log."""

import logging
import re

import pytest
from sqlalchemy import select

from helpdesk.audit import Actor
from helpdesk.conversations import Reply, conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import HelpdeskError
from helpdesk.identity import identity
from helpdesk.models import AuthorKind, ChannelKind, Member
from helpdesk.notifications import DemoSender, notifications
from helpdesk.numbers import ID_CHECKS, ID_WEIGHTS
from helpdesk.privacy import Kind
from helpdesk.privacy.service import privacy
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets
from helpdesk.transcripts.records import archive
from tests.helpdesk.identity.steps import sent_code
from tests.helpdesk.privacy.steps import clerk, matters_of
from tests.helpdesk.transcripts.records.kept import kept, named, transcript

SAID = "我叫王小明，电话13800138000，身份证440300199003070004"
CALLER = "13800138002"
ADDRESS = "203.0.113.7"
# A record's columns lie side by side, so a number may begin right after a letter.
MOBILE = re.compile(rb"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])")
ID_NUMBER = re.compile(rb"(?<![0-9a-f])[1-9]\d{5}(?:19|20)\d{9}[\dX](?![0-9a-f])")


async def _talk(sessions):
    """Leave personal data wherever a worker's talk can leave it."""
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(
            session, channel=ChannelKind.hotline, source_id=CALLER
        )
        await identity.note_address(session, talk, ADDRESS)
        message = await conversations.receive(session, talk, message_id="m1", text=SAID)
        await conversations.answer(session, message, [Reply(SAID)])
        await identity.request_code(
            session, talk, phone=DEMO_MEMBER.phone, id_tail=DEMO_MEMBER.id_number
        )
        await identity.confirm_code(session, talk, code=await sent_code(session))
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
        said = transcript("请讲", SAID, call_id=f"20260715_{CALLER}")
        told = [named("phone_number", CALLER)]
        await archive.keep(session, [kept(of=said, routed=told, name=f"{CALLER}.json")])
    await notifications.deliver_due(sessions, DemoSender())


async def _serve(sessions):
    """Let an officer look, hand out and delete; wrong questions are asked as well."""
    async with unit_of_work(sessions) as session:
        person = await privacy.find(session, DEMO_MEMBER.phone)
        member = await session.get(Member, person.member_id)
        await matters_of(session, member)
        by = Actor(AuthorKind.officer, officer_id=(await clerk(session)).id)
        why = f"来电核实，{SAID}"
        await privacy.unmask(session, member, Kind.id_number, by=by, reason=why)
        await privacy.export(session, person, by=by, reason=why)
        for wrong in (SAID, DEMO_MEMBER.phone + "1", "440300192001010008"):
            with pytest.raises(HelpdeskError) as refused:
                await privacy.find(session, wrong)
            assert wrong not in str(refused.value)
    async with unit_of_work(sessions) as session:
        await privacy.delete(session, person, by=by, reason=why)


async def _secrets(sessions):
    async with sessions() as session:
        people = (await session.scalars(select(Member))).all()
    secrets = {person.id_number for person in people} | {CALLER, ADDRESS}
    return secrets | {person.phone for person in people if person.phone}


def _disk(settings):
    files = {path.name: path for path in settings.data_dir.iterdir()}
    assert "gonghui.db-wal" in files  # with what is not yet in the file itself
    return b"".join(
        path.read_bytes() for name, path in files.items() if name != "keys.json"
    )


def _numbers(text: bytes) -> set[bytes]:
    """Find what can be a mobile number, or an ID number whose check digit is right."""
    found = set(MOBILE.findall(text))
    for number in ID_NUMBER.findall(text):
        body = zip(number[:17].decode(), ID_WEIGHTS, strict=True)
        total = sum(int(digit) * weight for digit, weight in body)
        if ID_CHECKS[total % 11] == chr(number[17]):
            found.add(number)
    return found


class TestSearch:
    def test_finds_numbers_where_they_are(self):
        text = f"x{DEMO_MEMBER.phone}，{DEMO_MEMBER.id_number}王".encode()

        assert _numbers(text) == {
            DEMO_MEMBER.phone.encode(),
            DEMO_MEMBER.id_number.encode(),
        }

    def test_takes_no_ticket_number_for_one(self):
        assert _numbers(b"260715000428 20260715023000 0755-82696609") == set()


@pytest.mark.only_sqlite
class TestDisk:
    async def test_holds_no_phone_and_no_id_number(self, sessions, engine, settings):
        await _talk(sessions)
        secrets = await _secrets(sessions)

        disk = _disk(settings)

        assert len(secrets) > 100
        assert DEMO_MEMBER.name.encode() in disk  # the bytes can be searched
        assert [secret for secret in secrets if secret.encode() in disk] == []
        assert SAID.encode() not in disk
        assert _numbers(disk) == set()

    async def test_holds_none_when_an_officer_has_served_a_person(
        self, sessions, engine, settings
    ):
        await _talk(sessions)
        secrets = await _secrets(sessions)
        await _serve(sessions)

        disk = _disk(settings)

        assert [secret for secret in secrets if secret.encode() in disk] == []
        assert _numbers(disk) == set()


class TestLog:
    async def test_holds_no_phone_and_no_id_number(self, sessions, caplog):
        with caplog.at_level(logging.DEBUG):
            await _talk(sessions)
            await _serve(sessions)

        said = "\n".join(record.getMessage() for record in caplog.records)
        assert any(record.name.startswith("helpdesk") for record in caplog.records)
        assert _numbers(said.encode()) == set()
        assert CALLER not in said
        assert ADDRESS not in said
        assert "13800138" not in said
        assert DEMO_MEMBER.id_number not in said
