"""200 followers on a bad day: python -m benchmarks.wechat.followers.

Real assistant, real model; WeChat's deliveries come from here, repeated and cut off,
and customer-service messages go to the stand-in. Everything is counted from what
followers saw and from the records.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import httpx
import yaml

from benchmarks.wechat.judging import (
    Verdict,
    judge_follower,
    on_record,
    served,
    undone,
)
from benchmarks.wechat.sides import Assistant, assistant
from benchmarks.wechat.traffic import Load, Sent, WeChat

QUESTIONS = Path(__file__).with_name("questions.yml")
DRAIN_SECONDS = 180.0
ASKED = 'gonghui_turn_seconds_count{stage="bot"}'
TURNS = ("gonghui_turns_total", "gonghui_degraded_total")


def main() -> int:
    """Run, print one table, and fail when any bar is missed."""
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what runs is ended too
    load = Load(wanted.followers, wanted.rate, wanted.seconds)
    with TemporaryDirectory(prefix="followers-") as folder:
        try:
            with assistant(Path(folder), within=wanted.within) as running:
                sent, verdict, notes = asyncio.run(_measure(running, load, wanted.seed))
        finally:
            if wanted.log:
                shutil.copy(Path(folder) / "serve.log", wanted.log)
    print(_report(load, sent, verdict, notes))
    return 1 if +verdict.wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.wechat.followers")
    parser.add_argument("--followers", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20, help="messages a second")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--within",
        type=float,
        default=4,
        help="seconds for a passive answer; fewer bring more to customer service",
    )
    parser.add_argument("--seed", type=int, default=12351)
    parser.add_argument("--log", help="keep the assistant's log in this file")
    return parser.parse_args()


async def _measure(
    running: Assistant, load: Load, seed: int
) -> tuple[list[Sent], Verdict, list[str]]:
    texts = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    chance = random.Random(seed)  # noqa: S311 - a repeatable bad day
    wechat = WeChat(running.platform, url=running.url, standin=running.standin)
    warm_up = Load(followers=4, rate=1, seconds=8)
    await wechat.run(warm_up, texts, chance=random.Random(0))  # noqa: S311
    await _drained(running.folder)
    before = await _counted(running)
    sent = await wechat.run(load, texts, chance=chance)
    await wechat.close()
    drained = await _drained(running.folder)
    after = await _counted(running)
    verdict = Verdict()
    await _judge(running, sent, verdict)
    verdict.wrong["still undone"] += undone(running.folder)
    asked = round(after[ASKED] - before.get(ASKED, 0))
    verdict.wrong["dialogue run again"] += max(asked - len(sent), 0)
    verdict.wrong["dialogue not run"] += max(len(sent) - asked, 0)
    notes = [
        f"dialogue runs       {asked:7}",
        f"all done {drained:.1f} s after the last delivery",
        *(
            f"{name} {count - before.get(name, 0):g}"
            for name, count in after.items()
            if name.startswith(TURNS)
        ),
    ]
    return sent, verdict, notes


async def _drained(folder: Path) -> float:
    """Wait until everything is answered and sent; return the seconds it took."""
    begun = time.monotonic()
    while undone(folder) and time.monotonic() - begun < DRAIN_SECONDS:
        await asyncio.sleep(0.5)
    return time.monotonic() - begun


async def _judge(running: Assistant, sent: list[Sent], verdict: Verdict) -> None:
    of: dict[str, list[Sent]] = {}
    for one in sent:
        of.setdefault(one.openid, []).append(one)
    records = await on_record(running.folder, of)
    for openid, messages in of.items():
        shown = await served(running.standin, openid)
        since = min(one.at for one in messages)
        numbers = {one.number for one in messages}
        judge_follower(
            verdict,
            messages,
            [record for record in records[openid] if record.number in numbers],
            [one for one in shown if one.at >= since],
        )


async def _counted(running: Assistant) -> dict[str, float]:
    """Return how the gateway itself counted its turns."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        told = (await http.get(f"{running.url}/metrics")).text
    lines = (line.rpartition(" ") for line in told.splitlines() if line[0] != "#")
    return {name: float(count) for name, _, count in lines}


def _report(load: Load, sent: list[Sent], verdict: Verdict, notes: list[str]) -> str:
    deliveries = sum(one.deliveries for one in sent)
    cut = sum(one.cut for one in sent)
    answers = [taken for one in sent for taken in one.seconds]
    lines = [
        f"{load.followers} followers, {load.rate:g} messages/s for {load.seconds:g} s",
        f"messages            {len(sent):7}",
        f"deliveries          {deliveries:7}  ({cut} cut off)",
        f"answered passively  {verdict.passive:7}",
        f"by customer service {verdict.served:7}",
        f"seconds to the callback's answer:   {_spread(answers)}",
        f"seconds to a customer-service one:  {_spread(verdict.seconds_served)}",
        *notes,
    ]
    lines += [f"WRONG {count:7} × {what}" for what, count in (+verdict.wrong).items()]
    lines.append("every bar held" if not +verdict.wrong else "a bar was missed")
    return "\n".join(lines)


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "-"
    cuts = quantiles(seconds, n=100)
    shares = "  ".join(f"p{share} {cuts[share - 1]:.2f}" for share in (50, 95, 99))
    return f"{shares}  max {max(seconds):.2f}"


if __name__ == "__main__":
    sys.exit(main())
