"""How many calls a core judges a second, and how well on the invented calls.

python -m benchmarks.quality [--seconds 3]
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator

from helpdesk.quality import book, check
from tests.helpdesk.quality.spoken import SpokenCall, load

HALVES = ("development", "heldout", "fresh")
CALLS_A_SECOND = 200


def main() -> None:
    """Print the rate, then hits, extras and misses of each half and each rule."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=3.0)
    seconds = arguments.parse_args().seconds
    halves = {half: load(half) for half in HALVES}
    rate = calls_a_second(
        [call for calls in halves.values() for call in calls], seconds
    )
    print(f"{rate:,.0f} calls a second of one core's time; bar {CALLS_A_SECOND}")
    rules: dict[str, Counter[str]] = {rule.id: Counter() for rule in book().rules}
    for half, calls in halves.items():
        whole = Counter[str]()
        for rule, outcome in (one for call in calls for one in outcomes(call)):
            whole[outcome] += 1
            rules[rule][outcome] += 1
        print(f"{half}: {told(whole)}")
    for rule, counts in rules.items():
        print(f"  {rule:<22}{told(counts)}")


def calls_a_second(calls: list[SpokenCall], seconds: float) -> float:
    """Judge calls for a while; processor time, so that neighbours do not count."""
    for call in calls:
        check(*call.arguments)
    begun, done = time.process_time(), 0
    while time.process_time() - begun < seconds:
        for call in calls:
            check(*call.arguments)
        done += len(calls)
    return done / (time.process_time() - begun)


def outcomes(call: SpokenCall) -> Iterator[tuple[str, str]]:
    """Tell which rules were rightly found broken, which wrongly, and which missed."""
    found = {finding.rule for finding in check(*call.arguments).findings}
    yield from ((rule, "hit") for rule in found & call.broken)
    yield from ((rule, "extra") for rule in found - call.broken)
    yield from ((rule, "miss") for rule in call.broken - found)


def told(counts: Counter[str]) -> str:
    """Tell precision and recall."""
    hit, extra, miss = counts["hit"], counts["extra"], counts["miss"]
    precision, recall = hit / max(1, hit + extra), hit / max(1, hit + miss)
    return f"{hit:>3} found, precision {precision:.2f}, recall {recall:.2f}"


if __name__ == "__main__":
    main()
