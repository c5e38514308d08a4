"""Synthetic calls as files: `python -m benchmarks.transcripts.synthetic --out FOLDER`.

What callers ask for is the held-out spoken data of every skill; seats' lines are
written by hand (lines.yml); both are spoilt as recognisers spoil them. The same seed
gives the same files. The formats are mixed; one call in twenty comes in an archive.
"""

from __future__ import annotations

import argparse
import random
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from benchmarks.transcripts.noise import Noise
from helpdesk.transcripts import Party, Segment
from language.cases import Case, read_heldout
from tests.helpdesk.transcripts.calls import CHARACTER, Call
from tests.helpdesk.transcripts.writers import WRITERS

LINES = Path(__file__).with_name("lines.yml")
HELD_OUT = Path(__file__).parents[2] / "nlu_data" / "heldout"
FORMATS = {
    **dict.fromkeys(("funasr", "aliyun", "tencent", "iflytek", "huawei"), "json"),
    **{"volcengine": "json", "vcon": "json", "webvtt": "vtt", "srt": "srt"},
    **{"table": "csv", "table_gbk": "csv"},
}
TURNS = 20
ASIDE = "conversation"  # the skill that nobody calls for
SECOND = 0.35  # of the calls ask for a second thing
PACKED, IN_ARCHIVE = 20, 50  # every so many calls, so many in an archive
IN_FOLDER = 1000
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that can be said."""

    lines: Mapping[str, Sequence[str]]
    values: Mapping[str, Sequence[str]]
    asked: Mapping[str, Sequence[Case]]
    """Held-out items by skill."""
    noise: Noise

    @classmethod
    def open(cls) -> Self:
        """Read it."""
        told = yaml.safe_load(LINES.read_text("utf-8"))
        fillers, values = told.pop("fillers"), told.pop("values")
        asked = defaultdict(list)
        for case in read_heldout(HELD_OUT):
            if case.channel == "asr" and not case.file.startswith(ASIDE):
                asked[case.file.partition("/")[0]].append(case)
        texts = (case.text for cases in asked.values() for case in cases)
        return cls(told, values, asked, Noise.learn(texts, fillers))


@dataclass(frozen=True, slots=True)
class Script:
    """A call before it is written in a format."""

    call: Call
    intents: tuple[str, ...]
    """What the caller asks for, in order."""


def scripts(count: int, *, seed: int = 0, turns: int = TURNS) -> Iterator[Script]:
    """Make calls up."""
    book = Book.open()
    for number in range(count):
        yield _script(book, number, random.Random(f"{seed}/{number}"), turns)  # noqa: S311 - repeatable


def write(
    folder: Path, count: int, *, seed: int = 0, turns: int = TURNS
) -> list[Script]:
    """Write calls as files, and return what they are."""
    made, waiting = [], list[tuple[str, bytes]]()
    for number, script in enumerate(scripts(count, seed=seed, turns=turns)):
        name, data = _file(script.call, number)
        made.append(script)
        if number % PACKED:
            path = folder / f"{number // IN_FOLDER:03}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        else:
            waiting.append((name, data))
        if len(waiting) == IN_ARCHIVE:
            _pack(folder, number, waiting)
    if waiting:
        _pack(folder, count, waiting)
    return made


def _pack(folder: Path, number: int, files: list[tuple[str, bytes]]) -> None:
    """Write an archive, and forget what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"until-{number:06}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)
    files.clear()


def _file(call: Call, number: int) -> tuple[str, bytes]:
    """Write a call in the format whose turn it is."""
    kinds = list(FORMATS)
    kind = kinds[number % len(kinds)]
    try:
        data = WRITERS[kind](call)
    except UnicodeEncodeError:  # GBK does not have every character
        data = WRITERS["table"](call)
    return f"{call.id}.{FORMATS[kind]}", data


def _script(book: Book, number: int, chance: random.Random, turns: int) -> Script:
    cases = book.asked[chance.choice(sorted(book.asked))]
    wishes = [chance.choice(cases)]
    if chance.random() < SECOND:
        wishes.append(chance.choice(cases))
    said = [_turn(book, chance, t, turns, wishes) for t in range(turns)]
    call_id = f"call{seed_of(chance)}{number:08}"
    intents = tuple(intent for case in wishes for intent in case.requests)
    return Script(Call(call_id, 0, tuple(_timed(said, chance))), intents)


def _turn(
    book: Book,
    chance: random.Random,
    turn: int,
    turns: int,
    wishes: Sequence[Case],
) -> tuple[Party, str]:
    """Say what is said at a place of the call; seats have the even ones."""
    if turn % 2 == 0:
        return Party.agent, _filled(book, chance, _seats(chance, turn, turns))
    places = {1: 0, turns // 2 | 1: 1}
    if (wish := places.get(turn)) is not None and wish < len(wishes):
        said = wishes[wish].text
        if wish == 0:
            said = f"{chance.choice(book.lines['beginnings'])} {said}"
    else:
        part = "thanks" if turn >= turns - 2 else "answers"
        said = _filled(book, chance, part)
    return Party.customer, book.noise.spoil(said, chance)


def _seats(chance: random.Random, turn: int, turns: int) -> str:
    """Return which of a seat's lines have their place here."""
    if turn == 0:
        return "openings"
    if turn >= turns - 2:
        return "closings"
    if turn >= turns - 4:
        return "promises"
    return chance.choice(("questions", "questions", "explanations"))


def _filled(book: Book, chance: random.Random, part: str) -> str:
    line = chance.choice(book.lines[part])
    values = {name: chance.choice(some) for name, some in book.values.items()}
    digits = "幺三八零零幺三" + "".join(chance.choices(DIGITS, k=4))
    return line.format(digits=digits, **values)


def _timed(
    said: Sequence[tuple[Party, str]], chance: random.Random
) -> Iterator[Segment]:
    """Give every turn the time that saying it takes."""
    at = heard = 300
    for index, (party, text) in enumerate(said):
        begin = at + chance.randrange(200, 900)
        end = begin + CHARACTER * max(2, sum(char.isalnum() for char in text))
        channel = 0 if party is Party.agent else 1
        yield Segment(index, party, channel, begin, end, text, text, begin - heard)
        at = heard = end


def seed_of(chance: random.Random) -> str:
    """Return what no other call's name has."""
    return f"{chance.getrandbits(48):012x}"


def main() -> None:
    """Write as many calls as are wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    made = write(given.out, given.count, seed=given.seed, turns=given.turns)
    print(f"{given.out}: {len(made):,} calls of {given.turns} turns")


if __name__ == "__main__":
    main()
