"""Calls by SIP and RTP on loopback: sipp, Asterisk, FastAGI, the bot, the records."""

import asyncio
import io
import re
import struct
import wave

import pytest
from sqlalchemy import select

from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions
from helpdesk.evidence import vault
from helpdesk.models import Attachment, AttachmentKind, Ticket
from helpdesk.seed.people import people
from tests.end_to_end.test_hotline import ANSWERS, TICKET

pytestmark = pytest.mark.timeout(400)  # the first call starts the assistant

SPOKEN = {
    "哪家单位": ANSWERS["employer"],
    "几个月": ANSWERS["unpaid_months"],
    "多少钱": ANSWERS["unpaid_amount"],
    "哪个区": ANSWERS["area"],
    "还在那里上班": ANSWERS["employment"],
    "多少人": ANSWERS["headcount"],
}
"""What is said to a question that holds these words."""

KEYED = {"接着听": "#", "现在打来的这个号码": "1", "对吗": "1"}

CALLERS = people(1_940)
DIGITS = "零幺二三四五六七八九"


@pytest.fixture
def member():
    """Somebody whom no other test knows."""
    return next(CALLERS)


@pytest.fixture
async def records(assistant):
    """Look into the assistant's own records."""
    engine = create_engine(Settings(_env_file=None, data_dir=assistant.data, demo=True))
    sessions = create_sessions(engine)

    async def records(model, *where):
        async with sessions() as session:
            return list(await session.scalars(select(model).where(*where)))

    yield records
    await engine.dispose()


@pytest.fixture
async def newest_ticket(records):
    """Wait for the ticket that is opened from now on."""
    before = len(await records(Ticket))

    async def newest_ticket():
        async with asyncio.timeout(20):
            while len(tickets := await records(Ticket)) == before:
                await asyncio.sleep(0.2)
        return tickets[-1]

    return newest_ticket


@pytest.fixture
def recording_of(records, assistant):
    """Wait until a ticket's recording lies in the vault, and open it."""

    async def recording_of(ticket):
        async with asyncio.timeout(30):
            while not (
                found := await records(
                    Attachment,
                    Attachment.ticket_id == ticket.id,
                    Attachment.kind == AttachmentKind.recording,
                )
            ):
                await asyncio.sleep(0.2)
        stored = vault.Stored(found[0].path, found[0].key)
        return vault.get(assistant.data, stored)

    return recording_of


async def _goes_on(phone, said):
    """Answer what is asked until a ticket's number is said; return that."""
    for _ in range(25):
        if TICKET.search(_spaced(said)):
            return said
        keyed = next((keys for words, keys in KEYED.items() if words in said), None)
        spoken = next((text for words, text in SPOKEN.items() if words in said), None)
        said = await (phone.presses(keyed) if keyed else phone.says(str(spoken)))
    raise AssertionError(said)


def _spaced(said):
    """Write pauses as the words have them."""
    return re.sub(r" +", " ", said)


def _loud_seconds(content):
    """How long something is to be heard in a recording."""
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getframerate(), file.getnchannels()) == (8000, 1)
        frames = file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(frames) // 2}h", frames)
    return sum(abs(sample) > 500 for sample in samples) / 8000


class TestCall:
    async def test_a_caller_who_is_owed_wages_gets_a_ticket(
        self, call, member, speech, records, recording_of
    ):
        phone = await call(member.phone)

        opening = await phone.hears()
        assert "机器人" in opening
        assert "录音" in opening
        asked = await phone.presses("1")
        assert "工资" in asked
        told = await _goes_on(phone, asked)
        tail = await phone.says("帮我查一下我是不是工会会员")
        assert "最后四位" in tail
        code = await phone.presses(member.id_number[-4:].replace("X", "*"))
        assert "验证码" in code
        phone.hangs_up()
        assert await phone.over() == 0

        number = TICKET.search(_spaced(told))[0][-14:].replace(" ", "")
        written = "".join(str(DIGITS.index(digit)) for digit in number)
        [ticket] = await records(Ticket, Ticket.number == written)
        assert ticket.category == "report_unpaid_wages"
        assert all(_loud_seconds(each) > 0.5 for each in speech.recordings)
        assert _loud_seconds(await recording_of(ticket)) > 10

    async def test_who_hangs_up_in_the_middle_is_called_back(
        self, call, member, newest_ticket, recording_of
    ):
        phone = await call(member.phone)
        await phone.hears()
        await phone.says("老板拖欠我工资不发")

        phone.hangs_up()
        assert await phone.over() == 0

        ticket = await newest_ticket()
        assert ticket.subject.startswith("通话中断，请回电")
        assert ticket.contact_phone == member.phone
        assert _loud_seconds(await recording_of(ticket)) > 0.5

    async def test_a_silent_caller_is_handed_to_a_seat(self, call, member, asterisk):
        phone = await call(member.phone)

        await phone.hears()
        assert "没有听到" in await phone.hears()
        assert "还是没有听到" in await phone.hears()
        await phone.hears()

        assert await phone.over() == 0  # the dialplan's seat hung up
        assert "HOTLINE transfer" in asterisk.log
        assert "SEAT reached" in asterisk.log

    async def test_nothing_that_was_said_is_left_lying_about(self, assistant, asterisk):
        spool = assistant.data / "telephony"

        assert list(spool.rglob("*.wav")) == []
        assert "富士康" not in asterisk.log
        assert not any("富士康" in line for line in assistant.log)
