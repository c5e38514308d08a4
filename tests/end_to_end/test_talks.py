"""The dialogues of tests/talks, played through the real assistant.

A talk is a list of turns: what the worker says and what must (`expect`) and must not
(`not`) stand in the answer; `ticket` describes the ticket that the talk opens. Words in
braces are filled in: {demo_phone}, {demo_id_tail}, {member_number}, {code} the newest
one-time code, {ticket} the newest ticket number that was told.
"""

import re
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpdesk.seed import DEMO_MEMBER

TALKS = Path(__file__).parents[1] / "talks"
NUMBER = re.compile(r"(\d{6}) (\d{3}) (\d{3})")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
SMS_SECONDS = 10.0


def talks() -> list[Any]:
    return [
        pytest.param(talk, id=f"{file.stem}: {talk['name']}")
        for file in sorted(TALKS.glob("*.yml"))
        for talk in yaml.safe_load(file.read_text("utf-8"))
    ]


class Player:
    """Plays a talk's turns and remembers numbers that were told."""

    def __init__(self, assistant, worker) -> None:
        self.assistant, self.worker = assistant, worker
        self.said: list[str] = []
        self.ticket = ""
        self.codes_before = len(self._texts())

    def play(self, turn: dict[str, Any]) -> None:
        line = self._fill(str(turn["say"]))
        answer = self.worker.say(line)
        self.said += [f"职工: {line}", f"助手: {answer}"]
        if told := NUMBER.search(answer):
            self.ticket = "".join(told.groups())
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
        for name, value in known.items():
            line = line.replace(f"{{{name}}}", value)
        return line

    def _texts(self) -> list[dict[str, Any]]:
        answer = self.worker.http.get("/demo/sms", params={"phone": DEMO_MEMBER.phone})
        content = answer.json()
        return content["messages"] if isinstance(content, dict) else content

    def _newest_code(self) -> str:
        deadline = time.monotonic() + SMS_SECONDS
        while time.monotonic() < deadline:
            texts = self._texts()
            if len(texts) > self.codes_before:
                newest = max(texts, key=lambda text: text["sent_at"])
                return CODE.search(newest["text"])[0]
            time.sleep(0.2)
        pytest.fail(self._story("no one-time code came"))

    def _story(self, fault: str) -> str:
        return "\n".join([fault, *self.said])

    def check_ticket(self, expected: dict[str, str]) -> None:
        """The ticket that was told is in the database as described."""
        assert self.ticket, self._story("no ticket number was told")
        connection = sqlite3.connect(self.assistant.data / "gonghui.db")
        connection.row_factory = sqlite3.Row
        try:
            [row] = connection.execute(
                "SELECT * FROM tickets WHERE number = ?", (self.ticket,)
            )
        finally:
            connection.close()
        for column, value in expected.items():
            assert row[column] == value, self._story(f"{column} is {row[column]}")


@pytest.mark.parametrize("talk", talks())
def test_talk(assistant, worker, talk):
    player = Player(assistant, worker)

    for turn in talk["turns"]:
        player.play(turn)

    if "ticket" in talk:
        player.check_ticket(talk["ticket"])
