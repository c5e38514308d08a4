"""The dialogues of tests/talks, played through the real assistant.

A talk is a list of turns: what the worker says and what must (`expect`) and must not
(`not`) stand in the answer; `ticket` describes the ticket that was told last: columns
of its row, and the kinds of `events` on its timeline. Words in braces are filled in:
{demo_phone}, {demo_id_tail}, {member_number}, {code} the one-time code of this talk,
{ticket} the newest ticket number that was told, {other_ticket} somebody else's.
A talk with `desk: closed` is held while no officer is at the desk.
"""

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpdesk.seed import DEMO_MEMBER

TALKS = Path(__file__).parents[1] / "talks"
NUMBER = re.compile(r"(\d{6}) (\d{3}) (\d{3})")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
SMS_SECONDS = 10.0
URGENT = "我们车间八十多号人都没拿到钱准备去堵门"  # one message, and a ticket is open


def talks() -> list[Any]:
    return [
        pytest.param(talk, id=f"{file.stem}: {talk['name']}")
        for file in sorted(TALKS.glob("*.yml"))
        for talk in yaml.safe_load(file.read_text("utf-8"))
    ]


class Player:
    """Plays a talk's turns and remembers numbers that were told."""

    def __init__(self, assistant, worker, somebody_else) -> None:
        self.assistant, self.worker = assistant, worker
        self.somebody_else = somebody_else
        self.said: list[str] = []
        self.ticket = ""
        self.codes_before = len(self._texts())

    def play(self, turn: dict[str, Any]) -> None:
        line = self._fill(str(turn["say"]))
        answer = self.worker.say(line)
        self.said += [f"职工: {line}", f"助手: {answer}"]
        self.ticket = number_in(answer) or self.ticket
        for fragment in turn.get("expect", ()):
            assert self._fill(fragment) in answer, self._story(f"lacks {fragment!r}")
        for fragment in turn.get("not", ()):
            assert self._fill(fragment) not in answer, self._story(f"has {fragment!r}")

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
        return answer.raise_for_status().json()

    def _newest_code(self) -> str:
        deadline = time.monotonic() + SMS_SECONDS
        while time.monotonic() < deadline:
            texts = self._texts()
            if len(texts) > self.codes_before:
                return CODE.search(texts[0]["text"])[0]
            time.sleep(0.2)
        pytest.fail(self._story("no one-time code came"))

    def _story(self, fault: str) -> str:
        return "\n".join([fault, *self.said])

    def check_ticket(self, expected: dict[str, Any]) -> None:
        """The ticket that was told is in the database as described."""
        assert self.ticket, self._story("no ticket number was told")
        found = stored_ticket(self.assistant.data / "gonghui.db", self.ticket)
        for column, value in expected.items():
            if column == "events":
                assert set(value) <= found[column], self._story(f"{found[column]}")
            else:
                assert found[column] == value, self._story(f"{column}: {found[column]}")


def number_in(answer: str) -> str:
    """Return the ticket number in an answer, empty when there is none."""
    told = NUMBER.search(answer)
    return "".join(told.groups()) if told else ""


def stored_ticket(database: Path, number: str) -> dict[str, Any]:
    """Read a ticket's row and the kinds of its events."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        [row] = connection.execute("SELECT * FROM tickets WHERE number = ?", (number,))
        events = connection.execute(
            "SELECT kind FROM ticket_events WHERE ticket_id = ?", (row["id"],)
        )
        return dict(row) | {"events": {event["kind"] for event in events}}


@pytest.mark.parametrize("talk", talks())
def test_talk(request, worker_of, talk):
    is_closed = talk.get("desk") == "closed"
    assistant = request.getfixturevalue(
        "closed_assistant" if is_closed else "assistant"
    )
    player = Player(assistant, worker_of(assistant), worker_of(assistant))

    for turn in talk["turns"]:
        player.play(turn)

    if "ticket" in talk:
        player.check_ticket(talk["ticket"])
