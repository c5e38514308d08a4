"""The dialogues of tests/talks and how they are played through the real assistant.

A talk is a list of turns: what the worker says, what is answered (`answer`: names of
responses and ids of articles), and what must (`expect`) and must not (`not`) stand in
the words of the answer. Besides: `channel: voice` for a call, `ticket` for the ticket
that was told last (columns of its row, and the kinds of `events` on its timeline),
`records` for the newest row of a table made during the talk, `desk: closed` for a talk
while no officer is at the desk.

Words in braces are filled in: {demo_phone}, {demo_id_tail}, {member_number}, {code} the
one-time code of this talk, {ticket} the newest ticket number that was told,
{other_ticket} somebody else's.

Whatever a talk asks, no answer may tell a figure that comes from nowhere (tracing.py).
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from helpdesk.knowledge.figures import figures
from helpdesk.seed import DEMO_MEMBER
from tests.tracing import Context, on_record, untraced

TALKS = Path(__file__).parents[1] / "talks"
NUMBER = re.compile(r"(\d{6}) (\d{3}) (\d{3})")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
SMS_SECONDS = 10.0
URGENT = "我们车间八十多号人都没拿到钱准备去堵门"  # one message, and a ticket is open
TURN = frozenset({"say", "answer", "expect", "not"})
TALK = frozenset({"name", "channel", "desk", "turns", "ticket", "records"})


def talks(folder: Path = TALKS) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every talk with the name of its file.

    Raises:
        ValueError: A talk or turn has a key that nobody reads.
    """
    for file in sorted(folder.glob("*.yml")):
        for talk in yaml.safe_load(file.read_text("utf-8")):
            unknown = set(talk) - TALK
            unknown |= {key for turn in talk["turns"] for key in set(turn) - TURN}
            if unknown:
                raise ValueError(f"{file.name}: {talk['name']}: {sorted(unknown)}")
            yield file.stem, talk


@dataclass(frozen=True, slots=True)
class Played:
    """One turn: the worker's line, the answer, and what it consisted of."""

    line: str
    answer: str
    said: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass
class Player:
    """Plays a talk's turns and remembers numbers that were told."""

    assistant: Any
    worker: Any
    somebody_else: Any
    ticket: str = ""
    played: list[Played] = field(default_factory=list)
    heard: frozenset[str] = frozenset()  # figures that the worker said, or was told

    def __post_init__(self) -> None:
        """Look which codes and records there were before."""
        self.codes_before = len(self._texts())
        self.database = self.assistant.data / "gonghui.db"

    def play(self, talk: dict[str, Any]) -> None:
        """Play a whole talk.

        Raises:
            AssertionError: Something is not as told; the message is the whole talk.
        """
        before = {
            table: newest(self.database, table) for table in talk.get("records", ())
        }
        self.worker.channel = talk.get("channel", "chat")
        for turn in talk["turns"]:
            self._take(turn)
            assert not self.played[-1].faults, self.story(talk["name"])
        faults = [*self._ticket_faults(talk.get("ticket", {}))]
        for table, expected in talk.get("records", {}).items():
            faults += self._record_faults(table, before[table], expected)
        assert not faults, self.story(talk["name"], *faults)

    def _take(self, turn: dict[str, Any]) -> None:
        line = self._fill(str(turn["say"]))
        answer, said = self.worker.exchange(line)
        told = self._untraced(line, said)
        self.ticket = number_in(answer) or self.ticket
        faults = [
            f"says no {name}" for name in turn.get("answer", ()) if name not in said
        ]
        faults += [f"tells {figure}, which stands nowhere" for figure in told]
        for fragment in map(self._fill, map(str, turn.get("expect", ()))):
            faults += [] if fragment in answer else [f"lacks “{fragment}”"]
        for fragment in map(self._fill, map(str, turn.get("not", ()))):
            faults += [f"has “{fragment}”"] if fragment in answer else []
        self.played.append(Played(line, answer, said, tuple(faults)))

    def _untraced(self, line: str, said: tuple[str, ...]) -> list[str]:
        """Return figures without a source; one that is traced may be told again."""
        bubbles = self.worker.bubbles
        self.heard |= figures(line)
        context = Context(self.heard, on_record(self.database))
        told = untraced(bubbles, said, context)
        self.heard |= figures("\n".join(bubbles)) - set(told)
        return told

    def story(self, name: str, *faults: str) -> str:
        """Return the whole talk as it went, each difference below its answer."""
        lines = [f"\n《{name}》"]
        for turn in self.played:
            lines += [f"  职工 │ {turn.line}"]
            lines += [f"  助手 │ {line}" for line in turn.answer.splitlines()]
            lines += [f"       │ ({', '.join(turn.said)})"]
            lines += [f"  ≠≠≠≠ │ {fault}" for fault in turn.faults]
        return "\n".join([*lines, *(f"  ≠≠≠≠ │ {fault}" for fault in faults)])

    def _fill(self, line: str) -> str:
        known = {
            "demo_phone": DEMO_MEMBER.phone,
            "demo_id_tail": DEMO_MEMBER.id_number[-4:],
            "member_number": DEMO_MEMBER.member_number,
            "ticket": self.ticket,
        }
        if "{code}" in line:
            known["code"] = self._newest_code()
        if "{other_ticket}" in line:
            known["other_ticket"] = number_in(self.somebody_else.say(URGENT))
        for name, value in known.items():
            line = line.replace(f"{{{name}}}", value)
        return line

    def _texts(self) -> list[dict[str, Any]]:
        answer = self.worker.http.get("/demo/sms", params={"phone": DEMO_MEMBER.phone})
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    def _newest_code(self) -> str:
        deadline = time.monotonic() + SMS_SECONDS
        while time.monotonic() < deadline:
            texts = self._texts()
            if len(texts) > self.codes_before:
                return CODE.findall(texts[0]["text"])[0]
            time.sleep(0.2)
        raise AssertionError("no one-time code came")

    def _ticket_faults(self, expected: dict[str, Any]) -> Iterator[str]:
        if not expected:
            return
        if not self.ticket:
            yield "no ticket number was told"
            return
        found = stored_ticket(self.database, self.ticket)
        for column, value in expected.items():
            right = (
                set(value) <= found[column]
                if column == "events"
                else (found[column] == value)
            )
            if not right:
                yield f"ticket.{column} is {found[column]}, not {value}"

    def _record_faults(
        self, table: str, before: int, expected: dict[str, Any]
    ) -> Iterator[str]:
        row = newest_row(self.database, table)
        if row is None or row["id"] <= before:
            yield f"no row of {table} was made"
            return
        for column, value in expected.items():
            if row[column] != value:
                yield f"{table}.{column} is {row[column]}, not {value}"


def number_in(answer: str) -> str:
    """Return the ticket number in an answer, empty when there is none."""
    told = NUMBER.search(answer)
    return "".join(told.groups()) if told else ""


def newest(database: Path, table: str) -> int:
    """Return the highest id of a table, 0 when it is empty."""
    row = newest_row(database, table)
    return int(row["id"]) if row else 0


def newest_row(database: Path, table: str) -> dict[str, Any] | None:
    """Read the newest row of a table."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(
            f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1"  # noqa: S608 - our own files name tables
        ).fetchone()
        return dict(found) if found else None


def stored_ticket(database: Path, number: str) -> dict[str, Any]:
    """Read a ticket's row and the kinds of its events."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        [row] = connection.execute("SELECT * FROM tickets WHERE number = ?", (number,))
        events = connection.execute(
            "SELECT kind FROM ticket_events WHERE ticket_id = ?", (row["id"],)
        )
        return dict(row) | {"events": {event["kind"] for event in events}}
