"""Compares what followers saw with what is on record, message by message."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from api.wechat.rendering import parts
from api.wechat.texts import load_texts
from benchmarks.wechat.traffic import Sent
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.models import ChannelKind

SLACK = 0.25
"""Seconds by which the clocks of two processes may differ in noting one moment."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A message on record: what its answer is, written for a follower."""

    number: str
    answer: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A customer-service message on a follower's telephone."""

    at: float
    text: str


@dataclass(slots=True)
class Verdict:
    """What was counted; the wrong things first of all."""

    wrong: Counter[str] = field(default_factory=Counter)
    passive: int = 0
    served: int = 0
    seconds_served: list[float] = field(default_factory=list)


async def on_record(folder: Path, openids: Iterable[str]) -> dict[str, list[OnRecord]]:
    """Read each follower's messages in the order in which they came in."""
    engine = create_engine(Settings(_env_file=None, data_dir=folder))
    sessions, texts = create_sessions(engine), load_texts()
    found: dict[str, list[OnRecord]] = {}
    for openid in openids:
        async with unit_of_work(sessions) as session:
            conversation = await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=openid
            )
            messages = await conversations.transcript(session, conversation, last=500)
        found[openid] = [
            OnRecord(
                message.message_id,
                None
                if message.replies is None
                else tuple(parts(message.replies, texts)),
            )
            for message in messages
        ]
    await engine.dispose()
    return found


UNDONE = """
    SELECT (SELECT count(*) FROM outbox_items WHERE state IN ('waiting', 'held'))
         + (SELECT count(*) FROM wechat_deliveries WHERE decided_at IS NULL)
         + (SELECT count(*) FROM messages WHERE replies IS NULL)
"""


def undone(folder: Path) -> int:
    """Count what is still to be sent, decided or answered."""
    with sqlite3.connect(folder / "gonghui.db", timeout=30) as records:
        (count,) = records.execute(UNDONE).fetchone()
    return int(count)


async def served(standin: str, openid: str) -> list[Shown]:
    """Return what customer service brought to a follower."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        got = await http.get(f"{standin}/standin/state", params={"openid": openid})
    return [
        Shown(one["at"], one["content"]["text"])
        for one in got.json()["seen"]
        if one["how"] == "service"
    ]


def judge_follower(
    verdict: Verdict,
    sent: Sequence[Sent],
    records: Sequence[OnRecord],
    shown: Sequence[Shown],
) -> None:
    """Check that each message was answered once, by one of the two ways, in order."""
    known = {record.number: record for record in records}
    verdict.wrong["recorded twice"] += len(records) - len(known)
    for one in sent:
        _judge_message(verdict, one, known.get(one.number))
    by_number = {one.number: one for one in sent}
    told = [by_number[r.number] for r in records if r.number in by_number]
    late = [
        (one, part)
        for one in told
        if one.shown is None
        for part in known[one.number].answer or ()
    ]
    _judge_served(verdict, late, shown)
    _judge_order(verdict, told, late, shown)


def _judge_message(verdict: Verdict, one: Sent, record: OnRecord | None) -> None:
    """Check one message by itself."""
    wrong = verdict.wrong
    wrong["answer slower than 5 s"] += one.late
    for refused in one.refused:
        wrong[f"refused: {refused}"] += 1
    wrong["no answer at all"] += not one.answered
    wrong["two deliveries, two answers"] += len(one.bodies) > 1
    if record is None:
        wrong["not on record"] += 1
    elif record.answer is None:
        wrong["no answer on record"] += 1
    elif not record.answer:
        wrong["an answer without words"] += 1
    elif one.shown is not None:
        verdict.passive += 1
        wrong["another answer than on record"] += (one.shown,) != record.answer
    else:
        verdict.served += 1


def _judge_served(
    verdict: Verdict, late: Sequence[tuple[Sent, str]], shown: Sequence[Shown]
) -> None:
    """Compare what customer service had to bring with what it brought."""
    wanted = Counter(part for _, part in late)
    brought = Counter(one.text for one in shown)
    verdict.wrong["lost"] += (wanted - brought).total()
    verdict.wrong["brought twice or unasked"] += (brought - wanted).total()
    if wanted == brought:
        order = [part for _, part in late] != [one.text for one in shown]
        verdict.wrong["customer service out of order"] += order
        for (one, _), there in zip(late, shown, strict=True):
            verdict.seconds_served.append(there.at - one.at)


def _judge_order(
    verdict: Verdict,
    told: Sequence[Sent],
    late: Sequence[tuple[Sent, str]],
    shown: Sequence[Shown],
) -> None:
    """Check that no answer overtook the one before, however each of them came.

    A message whose answer WeChat lost on the way is left out: nobody could know.
    """
    if len(late) != len(shown):
        return
    when: dict[str, list[float]] = defaultdict(list)
    for (one, _), there in zip(late, shown, strict=True):
        when[one.number].append(there.at)
    last = 0.0
    for one in told:
        if one.cut:
            continue
        times = when.get(one.number) or [one.shown_at]
        verdict.wrong["an answer overtook another"] += min(times) < last - SLACK
        last = max(last, *times)
