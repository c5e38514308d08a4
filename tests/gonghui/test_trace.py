import json

import pytest
from typer.testing import CliRunner

from gonghui.cli import app
from gonghui.trace import about, written

ID, OTHER = "0af7651916cd43dd8448eb211c80319c", "1af7651916cd43dd8448eb211c80319c"
TICKET = "260715000428"


def line(second: int, **fields: object) -> str:
    time = f"2026-07-15T10:00:{second:02}.000+00:00"
    return json.dumps({"time": time, "process": "api", "message": "x", **fields}) + "\n"


LOG = [
    line(3, trace=ID, message="POST /chat/messages 200 12 ms"),
    line(1, trace=ID, process="bot", message="report_unpaid_wages 0.97"),
    "actions-1  | " + line(2, trace=ID, ticket=TICKET, event="opened"),
    line(2, trace=OTHER, ticket="260715000436"),
    line(9),
    f"no object, but {TICKET}\n",
    f'{{"half": "an object {TICKET}\n',
    "[1, 2]\n",
    '{"trace": "' + ID + '"}\n',
]


@pytest.fixture
def gonghui(tmp_path):
    file = tmp_path / "log"
    file.write_text("".join(LOG), "utf-8")

    def run(*arguments: str, **options: object):
        return CliRunner().invoke(app, ["trace", *arguments], **options)

    run.file = str(file)
    return run


class TestAbout:
    @pytest.mark.parametrize("what", [TICKET, "260715 000 428", ID])
    def test_finds_all_lines_of_the_message_that_moved_a_ticket(self, what):
        found = about(what, lambda: LOG)

        assert {one["trace"] for one in found} == {ID}
        assert len(found) == 3

    def test_finds_nothing_of_what_is_not_there(self):
        assert about("260715000436", lambda: LOG[:3]) == []


class TestTrace:
    def test_tells_in_the_order_of_time(self, gonghui):
        told = gonghui(TICKET, gonghui.file)

        assert told.exit_code == 0
        places = [told.stdout.index(word) for word in ("bot", "event=opened", "POST")]
        assert places == sorted(places)

    def test_reads_what_is_handed_to_it(self, gonghui):
        told = gonghui(ID, "--json", input="".join(LOG))

        assert len([json.loads(one) for one in told.stdout.splitlines()]) == 3

    def test_says_when_there_is_nothing(self, gonghui):
        assert gonghui(OTHER[::-1].replace("c", "d"), gonghui.file).exit_code == 1

    @pytest.mark.parametrize("what", ["260715000429", "hello", "", "0" * 31])
    def test_refuses_what_is_neither(self, gonghui, what):
        told = gonghui(what, gonghui.file)

        assert told.exit_code == 2
        assert "neither a ticket's number nor an id" in told.stderr


class TestWritten:
    def test_shows_fields_behind_the_message(self):
        told = written(json.loads(line(1, ms=12.5, error="KeyError at f (x.py:1)")))

        assert told.startswith("2026-07-15T10:00:01.000+00:00  api")
        assert told.endswith("x  KeyError at f (x.py:1)  ms=12.5")
