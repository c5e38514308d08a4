import os

import pytest
from sqlalchemy import select

from helpdesk.calls import calls, recordings
from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound
from helpdesk.evidence import vault
from helpdesk.models import Attachment, AttachmentKind
from helpdesk.tickets import tickets

SOUND = b"\x10\x10" * 800
WHOLE = b"RIFF" + (36 + len(SOUND)).to_bytes(4, "little") + b"WAVEfmt " + bytes(28)
GROWING = b"RIFF" + bytes(4) + WHOLE[8:]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "calls").mkdir()
    return tmp_path / "calls"


@pytest.fixture
def record(sessions, folder):
    """Begin a call and write what Asterisk writes."""

    async def record(call_id="1795411026.0", *, head=WHOLE, sound=SOUND, seq=0):
        async with unit_of_work(sessions) as session:
            await calls.begin(session, call_id, caller="13800131234")
            name = await recordings.name(session, call_id, seq=seq)
        file = folder / f"{name}.wav"
        file.write_bytes(head + sound)
        return file

    return record


@pytest.fixture
def collect(sessions, folder, tmp_path):
    async def collect():
        return await recordings.collect(sessions, folder, data_dir=tmp_path)

    return collect


@pytest.fixture
def kept(sessions):
    async def kept():
        async with sessions() as session:
            return list(await session.scalars(select(Attachment)))

    return kept


async def _open_ticket(sessions, call_id):
    async with unit_of_work(sessions) as session:
        call = await calls.begin(session, call_id, caller="13800131234")
        conversation = await calls.conversation(session, call)
        return await tickets.open(
            session,
            category="report_unpaid_wages",
            subject="拖欠工资",
            conversation=conversation,
        )


class TestName:
    async def test_tells_no_number(self, record):
        file = await record("13800131234")

        assert "13800131234" not in file.name

    async def test_of_a_call_that_is_not_on_record_is_none(self, session):
        with pytest.raises(NotFound):
            await recordings.name(session, "unknown", seq=0)


class TestCollect:
    async def test_seals_what_is_whole_and_leaves_nothing_behind(
        self, record, collect, kept, tmp_path
    ):
        file = await record()

        assert await collect() == 1

        [row] = await kept()
        assert (row.kind, row.media_type) == (AttachmentKind.recording, "audio/wav")
        stored = vault.Stored(row.path, row.key)
        assert vault.get(tmp_path, stored) == WHOLE + SOUND
        assert SOUND not in (tmp_path / row.path).read_bytes()
        assert not file.exists()

    async def test_goes_to_the_ticket_of_its_call(
        self, sessions, record, collect, kept
    ):
        await record()
        ticket = await _open_ticket(sessions, "1795411026.0")

        await collect()

        assert [row.ticket_id for row in await kept()] == [ticket.id]

    async def test_goes_to_no_ticket_of_another_call(
        self, sessions, record, collect, kept
    ):
        await _open_ticket(sessions, "earlier")
        await record()

        await collect()

        assert [row.ticket_id for row in await kept()] == [None]

    async def test_what_is_still_written_waits(self, record, collect):
        file = await record(head=GROWING)

        assert await collect() == 0
        assert file.exists()

    async def test_what_nobody_writes_any_more_is_whole(self, record, collect):
        file = await record(head=GROWING)
        os.utime(file, (0, 0))

        assert await collect() == 1

    async def test_one_that_comes_back_after_a_crash_is_kept_once(
        self, record, collect, kept, tmp_path
    ):
        await record()
        await collect()
        again = await record()

        assert await collect() == 0

        assert len(await kept()) == 1
        assert len(list(vault.listed(tmp_path))) == 1
        assert not again.exists()

    async def test_a_call_that_comes_back_has_two(self, record, collect, kept):
        await record(seq=0)
        await record(seq=7)

        assert await collect() == 2
        assert len(await kept()) == 2

    async def test_nothing_is_kept_of_a_call_that_is_forgotten(
        self, folder, collect, kept
    ):
        file = folder / f"{'0' * 64}-0.wav"
        file.write_bytes(WHOLE + SOUND)

        assert await collect() == 0
        assert await kept() == []
        assert not file.exists()

    @pytest.mark.parametrize("content", [b"", b"RIFF", WHOLE])
    async def test_an_empty_one_is_none(self, record, collect, kept, content):
        file = await record(head=content, sound=b"")
        os.utime(file, (0, 0))

        assert await collect() == 0
        assert await kept() == []

    async def test_other_files_are_not_touched(self, folder, collect):
        other = folder / "somebody-elses.wav"
        other.write_bytes(WHOLE + SOUND)

        assert await collect() == 0
        assert other.exists()

    async def test_a_full_disk_leaves_it_for_later(self, record, collect, monkeypatch):
        file = await record()

        def full(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(vault, "put", full)

        with pytest.raises(OSError, match="No space"):
            await collect()
        assert file.exists()
