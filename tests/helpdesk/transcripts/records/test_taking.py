"""From files to records: what is broken is told and nothing of it is on record."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from helpdesk.models import CallRecord
from helpdesk.transcripts import Original, Refusal, reason
from helpdesk.transcripts.records import Kept, archive, take_in
from helpdesk.transcripts.speakers import OTHER
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.records.broken import (
    GOOD,
    HOUR,
    MENDED,
    REFUSED,
    parts,
    zipped,
)
from tests.helpdesk.transcripts.records.readers import WAGES, Plain
from tests.helpdesk.transcripts.writers import WRITERS


async def kept_of(session, results):
    kept = [each for each in results if isinstance(each, Kept)]
    return await archive.keep(session, kept)


class TestTakeIn:
    @pytest.mark.parametrize("name", REFUSED)
    async def test_what_is_broken_is_told_and_not_kept(self, session, tmp_path, name):
        data, code, says = REFUSED[name]
        path = tmp_path / f"{name}.json"
        path.write_bytes(data)

        results = take_in([path], Plain())
        await kept_of(session, results)

        [refusal] = results
        assert isinstance(refusal, Refusal)
        assert refusal.error.code == code
        assert says in reason(refusal.error)
        assert await session.scalar(select(func.count(CallRecord.id))) == 0

    @pytest.mark.parametrize("name", MENDED)
    async def test_what_can_be_mended_is_kept_with_a_note(self, session, name):
        data, code = MENDED[name]

        [record] = await kept_of(session, take_in([Original(name, data)], Plain()))

        found = await archive.record(session, record.id)
        assert code in {note.code for note in found.notes}
        assert found.transcript.segments

    async def test_swapped_speakers_are_put_right(self, session):
        call = calls()[0]
        turned = (replace(s, party=OTHER[s.party]) for s in call.segments)
        data = WRITERS["table"](replace(call, segments=tuple(turned)))

        [record] = await kept_of(session, take_in([Original("c1.csv", data)], Plain()))

        found = await archive.record(session, record.id)
        assert "speakers_swapped" in {note.code for note in found.notes}
        assert [s.party for s in found.transcript.segments] == [
            s.party for s in call.segments
        ]

    async def test_a_silent_recording_is_a_call_without_requests(self, session):
        silent = b'{"TaskId": "t", "StatusCode": 21050003, "StatusText": "NONE"}'

        [record] = await kept_of(session, take_in([Original("c1", silent)], Plain()))

        found = await archive.record(session, record.id)
        assert (found.transcript.segments, found.requests) == ((), ())
        assert "no_speech" in {note.code for note in found.notes}

    async def test_a_call_of_three_hours_is_kept_whole(self, session):
        data = parts(*((b, b + 3000) for b in range(0, 3 * HOUR, 3600)))

        [record] = await kept_of(session, take_in([Original("c1", data)], Plain()))

        assert record.duration_ms > 3 * HOUR - 3600
        [request] = (await archive.record(session, record.id)).requests
        assert len(request.segments) == 3000

    def test_the_good_ones_of_an_archive_are_taken(self):
        data = zipped({"c1.json": GOOD, "c2.json": b"", "c3.json": GOOD + b" "})

        one, other, last = take_in([Original("七月.zip", data)], Plain())

        assert isinstance(one, Kept)
        assert isinstance(other, Refusal)
        assert isinstance(last, Kept)
        assert (one.original.name, other.name) == ("c1.json", "c2.json")

    def test_a_file_that_is_not_there_is_told(self, tmp_path):
        [refusal] = take_in([tmp_path / "gone.json"], Plain())

        assert refusal.error.code == "unopened"
        assert "文件打不开" in reason(refusal.error)

    @pytest.mark.parametrize("writer", ["funasr", "tencent", "vcon", "webvtt", "srt"])
    async def test_one_call_in_two_formats_opens_one_ticket(self, session, writer):
        [call] = [c for c in calls() if any("工资" in s.text for s in c.segments)][:1]
        files = [Original(w, WRITERS[w](call)) for w in ("aliyun", writer)]

        first, other = await kept_of(session, take_in(files, Plain()))

        assert other.same_as_id == first.id
        [one] = (await archive.record(session, first.id)).requests
        [same] = (await archive.record(session, other.id)).requests
        assert one.category == WAGES
        assert one.ticket.id == same.ticket.id
