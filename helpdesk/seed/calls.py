"""Demo calls: written by hand, taken in like any other transcript."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import read_only, unit_of_work
from helpdesk.rules import rules
from helpdesk.transcripts import Original, Party, Segment, Transcript, to_vcon
from helpdesk.transcripts.records import archive
from helpdesk.transcripts.uploads import Spool, uploads

NAME = "demo-calls.zip"
FILE = Path(__file__).with_name("calls.yml")
PARTIES = {
    "坐席": Party.agent,
    "来电人": Party.customer,
    "智能客服": Party.bot,
}
CHARACTER_MS = 210  # how long one is spoken
BREATH_MS = 450  # between two sentences
PAUSE = re.compile(r"（停顿(\d+)秒）")


async def hand_in(
    sessions: async_sessionmaker[AsyncSession], *, data_dir: Path
) -> bool:
    """Hand the demo calls in where there is no call yet; tell whether it was done.

    From there on they go the way of every upload.
    """
    async with read_only(sessions) as session:
        if await archive.find(session, limit=1):
            return False
    spool = Spool(data_dir)
    spool.write(_archive())
    spooled = spool.finish()
    async with unit_of_work(sessions) as session:
        job = await uploads.submit(session, spooled, name=NAME)
    if job.path != spooled.path:  # handed in before, and not worked off yet
        spooled.remove(data_dir)
    return job.path == spooled.path


def _archive() -> bytes:
    """Return all calls as one archive, the same one all day long."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archived:
        for file in originals():
            archived.writestr(zipfile.ZipInfo(file.name), file.data)
    return content.getvalue()


def originals() -> Iterator[Original]:
    """Yield the calls as files, dated from today."""
    for number, call in enumerate(rules(FILE)["calls"], 1):
        transcript = _transcript(number, call)
        vcon = to_vcon(transcript, created_at=transcript.started_at or clock.now())
        yield Original(f"demo-{number}.vcon", json.dumps(vcon).encode())


def _transcript(number: int, call: dict[str, Any]) -> Transcript:
    day = clock.today() - timedelta(days=call["days_ago"])
    began = datetime.combine(day, time.fromisoformat(call["at"]), clock.SHENZHEN)
    return Transcript(
        call_id=f"demo-{number}",
        source="vcon",
        started_at=began,
        language="zh",
        segments=tuple(_segments(call["lines"])),
    )


def _segments(lines: Sequence[str]) -> Iterator[Segment]:
    """Yield the sentences with times as if they were spoken."""
    at = silence = index = 0
    for line in lines:
        if pause := PAUSE.fullmatch(line):
            silence += int(pause[1]) * 1000
            continue
        who, _, text = line.partition("：")
        silence += BREATH_MS
        begin = at + silence
        at = begin + len(text) * CHARACTER_MS
        yield Segment(index, PARTIES[who], None, begin, at, text, text, silence)
        index, silence = index + 1, 0
