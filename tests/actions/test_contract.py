"""What Rasa 3.6.21 sends is what the actions read.

The call was recorded from a running Rasa: the second message of a report of unpaid
wages, which names district, place and employer. Only the responses of its domain were
left out.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from rasa_sdk.interfaces import Tracker

from actions.forms import REQUESTED
from actions.turn import Turn

CALL = json.loads(Path(__file__).with_name("rasa_3_6_21_call.json").read_text("utf-8"))
ROOT = Path(__file__).parents[2]
START_SECONDS = 40
SECRET = "a-secret-between-processes"


def slots(events):
    return {e["name"]: e["value"] for e in events if e["event"] == "slot"}


class TestRecordedCall:
    def test_is_rasas(self):
        assert CALL["version"] == "3.6.21"
        assert CALL["next_action"] == "validate_report_wages_form"

    def test_is_read_as_a_turn(self):
        turn = Turn.of(Tracker.from_dict(CALL["tracker"]))

        assert turn.text == "在宝安福永的兴盛五金厂"
        assert turn.intent == "provide_info"
        assert turn.named("employer").text == "兴盛五金厂"
        assert turn.today.isoformat() == "2026-07-15"
        assert turn.message_id
        assert turn.spoken is False
        assert turn.active_form == "report_wages_form"
        assert not turn.begins("report_wages_form")
        assert not turn.was_answered("report_wages_form")

    async def test_is_answered_through_the_executor(self, stage):
        result = await stage.executor.run(CALL)

        assert result.responses == []
        found = slots(result.events)
        assert found["employer"] == "兴盛五金厂"
        assert found["area"] == "宝安福永"
        assert found[REQUESTED] == "unpaid_amount"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(tmp_path, port):
    """`python -m actions`, as `gonghui serve` starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "actions", "--port", str(port)],
        cwd=ROOT,
        env=os.environ
        | {"GONGHUI_DATA_DIR": str(tmp_path), "GONGHUI_BOT_SECRET": SECRET},
        stderr=subprocess.PIPE,
    )
    yield process
    process.kill()
    process.communicate()


def request(port, path, body=None, *, secret=SECRET):
    url = f"http://127.0.0.1:{port}{path}"
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    with urllib.request.urlopen(
        urllib.request.Request(url, data, headers), timeout=5
    ) as answer:
        return json.load(answer)


def wait_until_up(port):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            return request(port, "/health")
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the action server did not start")


class TestServer:
    def test_answers_rasa_and_stops_when_told(self, server, port):
        wait_until_up(port)

        answer = request(port, "/webhook", CALL)

        assert slots(answer["events"])["employer"] == "兴盛五金厂"
        for secret in ("", "wrong"):
            with pytest.raises(urllib.error.HTTPError, match="401"):
                request(port, "/webhook", CALL, secret=secret)
        with pytest.raises(urllib.error.HTTPError, match="413"):
            request(port, "/webhook", {"too": "large" * 500_000})
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
