"""Demo calls: written by hand, taken in like any other transcript."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.rules import rules
from helpdesk.transcripts import Original, Party, Segment, Transcript, to_vcon
from helpdesk.transcripts.records import Kept, archive, take_in
from helpdesk.transcripts.records.taking import Reader

FILE = Path(__file__).with_name("calls.yml")
PARTIES = {
    "坐席": Party.agent,
    "来电人": Party.customer,
    "智能客服": Party.bot,
}
CHARACTER_MS = 210  # how long one is spoken
BREATH_MS = 450  # between two sentences
PAUSE = re.compile(r"（停顿(\d+)秒）")


async def seed_calls(session: AsyncSession, analyst: Reader) -> int:
    """Keep the demo calls where there is no call yet; return how many they were."""
    if await archive.page(session, limit=1):
        return 0
    taken = take_in(list(originals()), analyst)
    kept = [each for each in taken if isinstance(each, Kept)]
    await archive.keep(session, kept)
    return len(kept)


def originals() -> Iterator[Original]:
    """Yield the calls as files, dated from today."""
    for number, call in enumerate(rules(FILE)["calls"], 1):
        vcon = to_vcon(_transcript(number, call), created_at=clock.now())
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
