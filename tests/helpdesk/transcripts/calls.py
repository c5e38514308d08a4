"""The twelve invented dialogues as canonical transcripts, with times of speech."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpdesk.transcripts import Party, Segment

FILE = Path(__file__).with_name("dialogues.yml")
CHARACTER = 190  # milliseconds
WITHIN = 150  # between two sentences of a turn
PARTIES = {"a": Party.agent, "c": Party.customer}


@dataclass(frozen=True)
class Call:
    """A dialogue with its segments."""

    id: str
    agent_channel: int
    segments: tuple[Segment, ...]

    @property
    def duration(self) -> int:
        return max(segment.end_ms for segment in self.segments) + 400


def calls() -> list[Call]:
    return [_call(entry) for entry in yaml.safe_load(FILE.read_text("utf-8"))]


def _call(entry) -> Call:
    segments, at = [], 300
    for turn in entry["turns"]:
        [(key, text)] = turn.items()
        who, _, pause = key.partition(" ")
        at += int(pause or 0)
        for sentence in re.findall(r"[^。？！]+[。？！]", text):
            length = CHARACTER * sum(char.isalnum() for char in sentence)
            segments.append((PARTIES[who], at, at + length, sentence))
            at += length + WITHIN
        at -= WITHIN
    return Call(entry["id"], entry["agent_channel"], _whole(entry, segments))


def _whole(entry, segments) -> tuple[Segment, ...]:
    whole, heard = [], 0
    for index, (party, begin, end, text) in enumerate(segments):
        agent = entry["agent_channel"]
        channel = agent if party is Party.agent else 1 - agent
        silence = max(0, begin - heard)
        whole.append(Segment(index, party, channel, begin, end, text, text, silence))
        heard = max(heard, end)
    return tuple(whole)
