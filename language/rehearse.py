"""Teaching the splitter: messages of one request beside messages made of two.

No message in the examples holds two requests. Two that the rehearsing classifier has
not seen, put together as people do, show it what two look like.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from language.examples import Example
from language.reading import Reading
from language.softmax import SEED, Floats
from language.split import GROUNDS, Decide, Splitter, pieces

LONGEST = 45
"""Characters of a sentence that is put together with another."""

PAIRS_A_SINGLE = 0.3
"""How many messages of two requests stand beside one of one."""

RELATED = 0.5
"""How many of them ask for two things of one skill, as people do."""

STEPS, CAUTION = 25, 1.0

Heard = tuple[Reading, Floats]
"""A reading, and what each of its clauses says."""

Hear = Callable[[Sequence[Example]], Iterable[Heard]]


def weights(
    splitter: Splitter,
    singles: Sequence[Example],
    joints: Sequence[str],
    hear: Hear,
    decide: Decide,
) -> tuple[float, ...]:
    """Learn how much each ground for a cut is worth; from no example, nothing."""
    if not singles:
        return ()
    grounds, right = [], []
    practice, wanted = zip(*_practice(singles, joints, splitter.skills), strict=True)
    for (reading, evidence), intents in zip(hear(practice), wanted, strict=True):
        for cut in splitter.cuts(pieces(reading, evidence), decide):
            grounds.append(cut.grounds)
            right.append(cut.intents == intents)
    return _logistic(grounds, right)


def _practice(
    singles: Sequence[Example], joints: Sequence[str], skills: Mapping[str, str]
) -> Iterator[tuple[Example, tuple[str, ...]]]:
    """Give messages with the requests that are in them."""
    for example in singles:
        yield example, (example.intent,)
    chance = random.Random(SEED)  # noqa: S311 - practice, not secrecy
    short = [example for example in singles if len(example.text) <= LONGEST]
    related: dict[str, list[Example]] = {}
    for example in short:
        related.setdefault(skills[example.intent], []).append(example)
    for _ in range(int(len(singles) * PAIRS_A_SINGLE) if short else 0):
        first = chance.choice(short)
        near = related[skills[first.intent]]
        second = chance.choice(near if chance.random() < RELATED else short)
        if first.intent != second.intent:
            yield _joined(first, chance.choice(joints), second)


def _joined(
    first: Example, joint: str, second: Example
) -> tuple[Example, tuple[str, str]]:
    """Put two messages together."""
    text = first.text.rstrip("。，？！ ") + joint + second.text
    made = Example(text, first.intent, first.channel)
    return made, (first.intent, second.intent)


def _logistic(grounds: list[tuple[float, ...]], right: list[bool]) -> tuple[float, ...]:
    """Fit a small logistic regression by Newton's steps; without any hit, none."""
    if not any(right):
        return ()
    rows, hits = np.array(grounds), np.array(right, float)
    found = np.zeros(len(GROUNDS))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (hits - chances) - CAUTION * found
        bend = (rows.T * (chances * (1 - chances))) @ rows
        found = found + np.linalg.solve(bend + CAUTION * np.eye(len(found)), slope)
    return tuple(round(float(weight), 4) for weight in found)
