"""The dialogues of tests/talks and how they are played through the real assistant.

A talk is a list of turns: what the worker says, what is answered (`answer`: names of
responses and ids of articles), and what must (`expect`) and must not (`not`) stand in
the words of the answer. Besides: `channel: voice` for a call, `channel: wechat` for a
new follower of the WeChat account, `ticket` for the ticket
that was told last (columns of its row, and the kinds of `events` on its timeline),
`records` for the newest row of a table made during the talk, `desk: closed` for a talk
while no officer is at the desk. `never` is what must not stand in any answer of the
talk; `who: another` has a line said by somebody else, in a conversation of their own.

Words in braces are filled in: {demo_phone}, {demo_id_tail}, {member_number}, {code} the
one-time code of this talk, {ticket} the newest ticket number that was told,
{other_ticket} somebody else's. Of the demo member, and of two members whom no other
talk knows, there are besides {demo_…}, {other_…} and {third_…}: phone, id_number,
id_tail, name, masked (the name as it is shown), number and code. The phone of the demo
member takes five codes in a whole run: who is to be proved or locked is another.

Whatever a talk asks, no answer may tell a figure that comes from nowhere (tracing.py).
"""

import asyncio
import re
import secrets
import sqlite3
import string
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.knowledge.figures import figures
from helpdesk.models import ChannelKind
from helpdesk.privacy import mask_name
from helpdesk.seed import DEMO_MEMBER, Person
from tests.tracing import Context, on_record, untraced

TALKS = Path(__file__).parents[1] / "talks"
NUMBER = re.compile(r"(\d{6}) (\d{3}) (\d{3})")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
SMS_SECONDS = 10.0
AGAIN_SECONDS = 3.0  # for another code, where one has come
URGENT = "我们车间八十多号人都没拿到钱准备去堵门"  # one message, and a ticket is open
TURN = frozenset({"who", "say", "answer", "expect", "not"})
TALK = frozenset({"name", "channel", "desk", "never", "turns", "ticket", "records"})
ANOTHER = "another"
LETTERS = string.ascii_letters  # of an openid; digits would be figures from nowhere


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
    who: str = ""


@dataclass
class Player:
    """Plays a talk's turns and remembers numbers that were told."""

    assistant: Any
    worker: Any
    somebody_else: Any
    another: Any
    strangers: Iterator[Person]
    ticket: str = ""
    played: list[Played] = field(default_factory=list)
    never: tuple[str, ...] = ()
    heard: frozenset[str] = frozenset()  # figures that the worker said, or was told

    def __post_init__(self) -> None:
        """Look which codes and records there were before."""
        self.people = {
            "demo": DEMO_MEMBER,
            "other": next(self.strangers),
            "third": next(self.strangers),
        }
        self.codes_before = {
            role: len(self._texts(one.phone)) for role, one in self.people.items()
        }
        self.codes: dict[str, str] = {}
        self.database = self.assistant.data / "gonghui.db"

    def play(self, talk: dict[str, Any]) -> None:
        """Play a whole talk.

        Raises:
            AssertionError: Something is not as told; the message is the whole talk.
        """
        before = {
            table: newest(self.database, table) for table in talk.get("records", ())
        }
        self._open(talk.get("channel", "chat"))
        forget_tries(self.database)
        self.never = tuple(map(str, talk.get("never", ())))
        for turn in talk["turns"]:
            self._take(turn)
            assert not self.played[-1].faults, self.story(talk["name"])
        faults = [*self._ticket_faults(talk.get("ticket", {}))]
        for table, expected in talk.get("records", {}).items():
            faults += self._record_faults(table, before[table], expected)
        assert not faults, self.story(talk["name"], *faults)

    def _open(self, channel: str) -> None:
        """Let both speakers use a channel."""
        for speaker in (self.worker, self.another):
            speaker.channel = "chat" if channel == "wechat" else channel
            if channel == "wechat":
                speaker.conversation = asyncio.run(follow(self.assistant.data))

    def _take(self, turn: dict[str, Any]) -> None:
        line = self._fill(str(turn["say"]))
        who = turn.get("who", "")
        speaker = self.another if who == ANOTHER else self.worker
        answer, said = speaker.exchange(line)
        told = self._untraced(line, speaker.bubbles, said)
        self.ticket = number_in(answer) or self.ticket
        faults = [
            f"says no {name}" for name in turn.get("answer", ()) if name not in said
        ]
        faults += [f"tells {figure}, which stands nowhere" for figure in told]
        for fragment in map(self._fill, map(str, turn.get("expect", ()))):
            faults += [] if fragment in answer else [f"lacks “{fragment}”"]
        unwanted = (*map(str, turn.get("not", ())), *self.never)
        for fragment in map(self._fill, unwanted):
            faults += [f"has “{fragment}”"] if fragment in answer else []
        self.played.append(Played(line, answer, said, tuple(faults), who))

    def _untraced(
        self, line: str, bubbles: Sequence[str], said: tuple[str, ...]
    ) -> list[str]:
        """Return figures without a source; one that is traced may be told again."""
        self.heard |= figures(line)
        context = Context(self.heard, on_record(self.database))
        told = untraced(bubbles, said, context)
        self.heard |= figures("\n".join(bubbles)) - set(told)
        return told

    def story(self, name: str, *faults: str) -> str:
        """Return the whole talk as it went, each difference below its answer."""
        lines = [f"\n《{name}》"]
        for turn in self.played:
            lines += [f"  {'别人' if turn.who else '职工'} │ {turn.line}"]
            lines += [f"  助手 │ {line}" for line in turn.answer.splitlines()]
            lines += [f"       │ ({', '.join(turn.said)})"]
            lines += [f"  ≠≠≠≠ │ {fault}" for fault in turn.faults]
        return "\n".join([*lines, *(f"  ≠≠≠≠ │ {fault}" for fault in faults)])

    def _fill(self, line: str) -> str:
        known = {
            "member_number": DEMO_MEMBER.member_number or "",
            "ticket": self.ticket,
        }
        for role, one in self.people.items():
            known |= {f"{role}_{key}": text for key, text in facts(one).items()}
            if f"{{{role}_code}}" in line:
                known[f"{role}_code"] = self._newest_code(role)
        known["member_number"] = known["demo_number"]
        if "{code}" in line:
            known["code"] = self._newest_code("demo")
        if "{other_ticket}" in line:
            known["other_ticket"] = number_in(self.somebody_else.say(URGENT))
        for name, value in known.items():
            line = line.replace(f"{{{name}}}", value)
        return line

    def _texts(self, phone: str) -> list[dict[str, Any]]:
        answer = self.worker.http.get("/demo/sms", params={"phone": phone})
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    def _newest_code(self, role: str) -> str:
        """Return the code that was sent last, also when it is still on its way."""
        known = self.codes.get(role)
        deadline = time.monotonic() + (SMS_SECONDS if known is None else AGAIN_SECONDS)
        while time.monotonic() < deadline:
            texts = self._texts(self.people[role].phone)
            if len(texts) > self.codes_before[role]:
                self.codes_before[role] = len(texts)
                self.codes[role] = CODE.findall(texts[0]["text"])[0]
                return self.codes[role]
            time.sleep(0.2)
        if known is None:
            raise AssertionError("no one-time code came")
        return known  # said once more

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


def facts(one: Person) -> Mapping[str, str]:
    """Return what a talk may name, or must not hear, of somebody."""
    return {
        "phone": one.phone,
        "id_number": one.id_number,
        "id_tail": one.id_number[-4:],
        "name": one.name,
        "masked": mask_name(one.name),
        "number": one.member_number or "",
    }


def number_in(answer: str) -> str:
    """Return the ticket number in an answer, empty when there is none."""
    told = NUMBER.search(answer)
    return "".join(told.groups()) if told else ""


def forget_tries(database: Path) -> None:
    """Forget the codes and wrong tries of other talks: all share one demo member."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM one_time_codes")
        connection.execute("DELETE FROM attempts")


async def follow(data: Path) -> str:
    """Begin the talk of a new follower; return its key, as the gateway knows it."""
    engine = create_engine(Settings(_env_file=None, data_dir=data))
    async with unit_of_work(create_sessions(engine)) as session:
        begun = await conversations.start(
            session,
            channel=ChannelKind.wechat,
            source_id="oDEMO" + "".join(secrets.choice(LETTERS) for _ in range(23)),
        )
    await engine.dispose()
    return begun.key


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
