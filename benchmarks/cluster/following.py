"""Followers on WeChat during a fault: what was taken, and what they were shown."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import yaml

from benchmarks.cluster.judging import Recorded, Verdict
from benchmarks.cluster.records import texts
from benchmarks.cluster.running import Cluster
from benchmarks.wechat.followers import QUESTIONS
from benchmarks.wechat.judging import served
from benchmarks.wechat.traffic import Load, Sent, WeChat

FOLLOWERS = 40


async def follow(cluster: Cluster, *, rate: float, seconds: float) -> list[Sent]:
    """Let followers write at a steady rate, to a WeChat on a bad day."""
    wechat = WeChat(cluster.platform, url=cluster.url, standin=cluster.standin)
    texts = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    chance = random.Random(12351)  # noqa: S311 - a repeatable bad day
    try:
        return await wechat.run(Load(FOLLOWERS, rate, seconds), texts, chance=chance)
    finally:
        await wechat.close()


async def shown(cluster: Cluster, sent: Iterable[Sent]) -> dict[str, list[str]]:
    """Return what customer service brought to each follower since the first message."""
    since: dict[str, float] = {}
    for one in sent:
        since[one.openid] = min(one.at, since.get(one.openid, one.at))
    return {
        openid: [
            one.text for one in await served(cluster.standin, openid) if one.at >= at
        ]
        for openid, at in since.items()
    }


def judge_followers(
    sent: Sequence[Sent], recorded: Iterable[Recorded], brought: dict[str, list[str]]
) -> Verdict:
    """Check that what WeChat was told we have is on record and reached the follower."""
    verdict = Verdict()
    known = {one.message_id: one for one in recorded}
    of: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        of[one.openid].append(one)
        _judge_message(verdict, one, known.get(one.number))
    for openid, messages in of.items():
        _judge_follower(verdict, messages, known, Counter(brought.get(openid, ())))
    return verdict


def _judge_message(verdict: Verdict, one: Sent, record: Recorded | None) -> None:
    wrong, notes = verdict.wrong, verdict.notes
    notes["delivered to WeChat's limit"] += not one.answered
    notes["delivered again"] += one.deliveries > 1
    wrong["two deliveries, two answers"] += len(one.bodies) > 1
    wrong["another follower's answer"] += "for somebody else" in one.refused
    if not one.answered:
        return
    if record is None and one.shown == texts().failed:
        notes["told to write again"] += 1
    elif record is None:
        wrong["taken on WeChat and lost"] += 1
    elif not record.parts:
        wrong["taken on WeChat and never answered"] += 1
    else:
        notes["told that it was kept"] += record.degraded
        wrong["shown another answer than on record"] += (
            one.shown is not None and (one.shown,) != record.parts
        )


def _judge_follower(
    verdict: Verdict,
    messages: Sequence[Sent],
    known: dict[str, Recorded],
    brought: Counter[str],
) -> None:
    """Compare what customer service had to bring with what it brought.

    What WeChat gave up may be brought or not. A message whose receipt was lost with a
    process is brought twice; nobody could know better, so it is only told.
    """
    wanted: Counter[str] = Counter()
    allowed: Counter[str] = Counter()
    for one in messages:
        record = known.get(one.number)
        if record is None or one.shown is not None:
            continue
        (wanted if one.answered else allowed).update(record.parts)
    verdict.wrong["promised and never brought"] += (wanted - brought).total()
    verdict.notes["brought twice"] += (brought - wanted - allowed).total()
