"""Calls to our own line, once they are over: transcript, analysis, their tickets."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.calls import calls
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import Call, CallRequest, CallTurn, Ticket
from helpdesk.transcripts.drafts import CHINESE
from helpdesk.transcripts.model import Original, Party, Segment, Transcript, as_json
from helpdesk.transcripts.records.kept import Kept
from helpdesk.transcripts.records.repository import RecordRepository
from helpdesk.transcripts.records.requests import requests_of
from helpdesk.transcripts.records.service import LIVE, row_of
from helpdesk.transcripts.records.taking import Reader
from helpdesk.transcripts.texts import tidy

AT_ONCE = 20
CHARACTER_MS = 200  # of speech; the line knows when an event came, not how long it took


@dataclass(frozen=True, slots=True)
class Speech:
    """What one side says in an event."""

    party: Party
    begin_ms: int
    end_ms: int
    text: str


async def keep_calls(sessions: async_sessionmaker[AsyncSession], reader: Reader) -> int:
    """Keep the calls to our own line that are over; return how many there were."""
    async with read_only(sessions) as session:
        over = await calls.list_over(session, limit=AT_ONCE)
    transcripts = [transcript_of(call, turns) for call, turns in over]
    analyses = await asyncio.to_thread(reader.analyse, transcripts)
    for (call, _), told, analysis in zip(over, transcripts, analyses, strict=True):
        data = json.dumps(as_json(told), ensure_ascii=False).encode(errors="replace")
        original = Original(f"{told.call_id}.json", data)
        async with unit_of_work(sessions) as session:
            await _keep(session, call, Kept(original, told, analysis))
    return len(over)


def transcript_of(call: Call, turns: Sequence[CallTurn]) -> Transcript:
    """Write a call down; how long somebody spoke is reckoned from the words."""
    segments, heard_until = list[Segment](), 0
    for index, one in enumerate(_speeches(call, turns)):
        segments.append(
            Segment(
                index=index,
                party=one.party,
                channel=None,
                begin_ms=one.begin_ms,
                end_ms=one.end_ms,
                text=tidy(one.text),
                raw_text=one.text,
                silence_before_ms=max(0, one.begin_ms - heard_until),
            )
        )
        heard_until = max(heard_until, one.end_ms)
    name = f"{LIVE}-{call.id}"
    return Transcript(name, LIVE, call.began_at, CHINESE, tuple(segments))


def _speeches(call: Call, turns: Sequence[CallTurn]) -> Iterator[Speech]:
    """Yield what is said: an event comes when its words are over, then we speak."""
    begins = [0]
    for turn in turns:
        came = _ms(call, turn.received_at)
        spoken = CHARACTER_MS * len(turn.heard or "")
        begins.append(max(begins[-1], came - spoken))
    for turn, begin, then in zip(turns, begins[1:], [*begins[2:], None], strict=True):
        came = max(begin, _ms(call, turn.received_at))
        if turn.heard:
            yield Speech(Party.customer, begin, came, turn.heard)
        say = str((turn.answer or {}).get("say") or "")
        if say:
            until = came + CHARACTER_MS * len(say)
            last = until if then is None else max(came, min(until, then))
            yield Speech(Party.bot, came, last, say)


def _ms(call: Call, moment: datetime) -> int:
    return max(0, round((moment - call.began_at).total_seconds() * 1000))


async def _keep(session: AsyncSession, call: Call, kept: Kept) -> None:
    """Put a call on record with the tickets that it opened; none is opened here."""
    repository = RecordRepository(session)
    await repository.one_by_one()
    if await repository.of_call(call.id) is not None:
        return
    record = row_of(kept)
    record.call_id, record.identity_id = call.id, call.identity_id
    record.phone = await calls.caller(session, call)
    record.call_name_lookup = call.call_lookup
    session.add(record)
    await session.flush()
    tickets = await repository.list_opened(call.conversation_id)
    session.add_all(_requests(record.id, call, kept, tickets))
    await session.flush()


def _requests(
    record_id: int, call: Call, kept: Kept, tickets: Sequence[Ticket]
) -> Iterator[CallRequest]:
    """Yield what was asked for with its ticket, then the other tickets of the call."""
    by_category = {ticket.category: ticket for ticket in tickets}
    asked = [(r.category, r.segments) for r in requests_of(kept.analysis)]
    named = {category for category, _ in asked}
    opened = [
        (ticket.category, _told_before(call, kept, ticket.created_at))
        for ticket in tickets
        if ticket.category not in named and _is_during(call, ticket.created_at)
    ]
    for position, (category, segments) in enumerate([*asked, *opened]):
        ticket = by_category.get(category)
        yield CallRequest(
            record_id=record_id,
            position=position,
            category=category,
            ticket_id=ticket.id if ticket else None,
            segments=list(segments),
        )


def _is_during(call: Call, moment: datetime) -> bool:
    """Tell whether it happened in this call: a conversation may go on in another."""
    is_before_end = call.ended_at is None or moment <= call.ended_at
    return call.began_at <= moment and is_before_end


def _told_before(call: Call, kept: Kept, moment: datetime) -> tuple[int, ...]:
    """Return what the caller said last before something happened."""
    at = _ms(call, moment)
    told = (
        segment.index
        for segment in reversed(kept.transcript.segments)
        if segment.party is Party.customer and segment.end_ms <= at
    )
    return tuple(islice(told, 1))
