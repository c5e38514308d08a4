"""The demo's calls: invented, whole, and handed in once."""

import asyncio
import re

import pytest

from helpdesk.seed.calls import hand_in, originals
from helpdesk.transcripts import Party, read
from helpdesk.transcripts.records import archive
from helpdesk.transcripts.uploads import work_off
from tests.helpdesk.transcripts.records.readers import Plain

PHONE = re.compile("[零一二三四五六七八九幺]{11}")
OURS = "幺三八零零幺三"  # nobody's


class TestOriginals:
    def test_are_calls_of_several_sentences(self):
        readings = [read(original) for original in originals()]

        assert len(readings) >= 6
        for reading in readings:
            parties = {segment.party for segment in reading.transcript.segments}
            assert Party.customer in parties
            assert parties <= {Party.customer, Party.agent, Party.bot}
            assert len(reading.transcript.segments) >= 10
            assert not reading.notes

    def test_tell_nobodys_number(self):
        for original in originals():
            for number in PHONE.findall(original.data.decode("unicode-escape")):
                assert number.startswith(OURS), number


@pytest.mark.only_sqlite
class TestHandIn:
    async def test_is_worked_off_like_any_upload(self, sessions, settings):
        assert await hand_in(sessions, data_dir=settings.data_dir)

        await work_off(
            sessions, Plain(), data_dir=settings.data_dir, stop=asyncio.Event()
        )

        async with sessions() as session:
            assert len(await archive.find(session)) == len(list(originals()))

    async def test_happens_once(self, sessions, settings):
        await hand_in(sessions, data_dir=settings.data_dir)

        assert not await hand_in(sessions, data_dir=settings.data_dir)
        assert len(list((settings.data_dir / "spool").iterdir())) == 1

    async def test_does_not_happen_where_there_are_calls(self, sessions, settings):
        await hand_in(sessions, data_dir=settings.data_dir)
        await work_off(
            sessions, Plain(), data_dir=settings.data_dir, stop=asyncio.Event()
        )

        assert not await hand_in(sessions, data_dir=settings.data_dir)
