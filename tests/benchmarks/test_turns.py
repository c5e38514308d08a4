import asyncio
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
import yaml

from benchmarks.processes import module_of, names, spent
from benchmarks.turns.client import ChatMessages, Line, RestChannel, Said, parse_head
from benchmarks.turns.dialogues import Dialogue, apologies, dialogues, script
from benchmarks.turns.load import Measure, Outcome, first_and_last, quantile
from benchmarks.turns.project import BESIDES, build
from benchmarks.turns.report import CLIENT, Measured, bar, sorted_rows, table

ANSWERS = {
    "系统": "对不起，系统这会儿出了点问题，您说的我没能记下来。",
    "无": "",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """The stock side's project, not trained."""
    folder = tmp_path_factory.mktemp("stock") / "project"
    build(folder)
    return folder


class Server:
    """Answers on the wire of our own as told, and remembers who was asked."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.connections = 0

    async def talk(self, reader, writer) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split()[0])
                asked = json.loads(await reader.readexactly(length))
                self.asked.append(asked)
                writer.write(self.answer(asked))
        except asyncio.IncompleteReadError:
            writer.close()

    def answer(self, asked: dict) -> bytes:
        text = asked["text"]
        key = asked.get("conversation") or f"key {len(self.asked)}"
        replies = [{"text": ANSWERS.get(text, f"听到{text}")}]
        body = json.dumps({"conversation": key, "replies": replies}).encode()
        status = "500 Oops" if text == "坏" else "200 OK"
        stays = "close" if text == "再见" else "keep-alive"
        head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n"
        return f"{head}Connection: {stays}\r\n\r\n".encode() + body


@pytest.fixture
async def server():
    told = Server()
    listening = await asyncio.start_server(told.talk, "127.0.0.1", 0)
    told.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield told
    listening.close()


@pytest.fixture
def measure(server) -> Measure:
    return Measure(server.url, ChatMessages(), apologies())


class TestDialogues:
    def test_there_are_twenty_questions_and_each_caller_begins_at_another(self):
        first, second = (next(dialogues("questions", "gonghui", n)) for n in (0, 1))

        assert len(set(first.lines)) == 20
        assert first.lines != second.lines
        assert set(first.lines) == set(second.lines)

    @pytest.mark.parametrize("side", ["gonghui", "stock Rasa"])
    def test_no_two_intakes_share_a_phone_number(self, side):
        talks = [
            talk for n in range(16) for talk in islice(dialogues("intake", side, n), 9)
        ]

        phones = {line for talk in talks for line in talk.lines if line.isdigit()}

        assert len(phones) == len(talks)
        assert all(len(phone) == 11 for phone in phones)
        assert all(talk.ends for talk in talks)

    def test_an_apology_is_told_from_an_answer(self):
        assert any(apology in ANSWERS["系统"] for apology in apologies())
        assert all(len(apology) > 5 for apology in apologies())


class TestLine:
    async def test_keeps_its_connection(self, server):
        async with Line(server.url, ChatMessages()) as line:
            first = await line.say("你好", None)
            second = await line.say("在吗", first.conversation)

        assert first == Said(200, "听到你好", "key 1")
        assert second.conversation == "key 1"
        assert server.connections == 1

    async def test_connects_again_when_the_server_hung_up(self, server):
        async with Line(server.url, ChatMessages()) as line:
            await line.say("再见", None)
            await line.say("你好", None)

        assert server.connections == 2

    async def test_nobody_listens(self):
        async with Line("http://127.0.0.1:1", ChatMessages()) as line:
            assert (await line.say("你好", None)).status == 0

    def test_reads_the_head(self):
        head = b"HTTP/1.1 503 Oops\r\nconnection: Close\r\nCONTENT-LENGTH: 7\r\n\r\n"

        assert parse_head(head) == (503, 7, False)

    def test_rasas_channel_names_the_sender(self):
        wire = RestChannel()

        assert wire.begin() != wire.begin()
        assert wire.write("你好", "u") == {"sender": "u", "message": "你好"}
        assert wire.read([{"text": "a"}, {"image": "b"}], "u").text == "a\n"


class TestMeasure:
    async def test_each_conversation_has_its_own_key(self, server, measure):
        talks = [Dialogue(("一", "二"), ends="二")] * 2

        outcome = await measure.run(lambda _: iter(talks), count=1, seconds=5)

        keys = [asked.get("conversation") for asked in server.asked]
        assert keys == [None, "key 1", None, "key 3"]
        assert (len(outcome.taken), outcome.finished) == (4, 2)
        assert not outcome.errors

    async def test_counts_what_is_no_answer(self, measure):
        talk = Dialogue(("系统", "无", "坏", "好"), ends="登记好了")

        outcome = await measure.run(lambda _: iter([talk]), count=2, seconds=5)

        faults = ("degraded", "empty", "status 500", "not finished")
        assert outcome.errors == dict.fromkeys(faults, 2)
        assert outcome.finished == 0

    async def test_stops_in_time(self, measure):
        outcome = await measure.run(
            lambda n: dialogues("questions", "gonghui", n), count=3, seconds=0.2
        )

        assert 0.2 <= outcome.seconds < 2

    async def test_one_sender_stays_in_one_conversation(self, server, measure):
        outcome = await measure.one_sender(["一", "二"], count=5, seconds=5)

        assert len(outcome.taken) == 5
        assert {asked.get("conversation") for asked in server.asked[1:]} == {"key 1"}

    async def test_no_message_is_no_error(self, measure):
        outcome = await measure.one_sender(["一"], count=0, seconds=5)

        assert not outcome.taken
        assert not outcome.errors


class TestFigures:
    def test_quantiles(self):
        taken = [float(n) for n in range(100)]

        assert quantile(taken, 0.95) == 95
        assert quantile(taken, 1.0) == 99
        assert quantile([], 0.5) == 0

    def test_first_and_last_hundred(self):
        assert first_and_last([1.0] * 100 + [9.0] * 300 + [2.0] * 100) == (1, 2)
        assert first_and_last([1.0]) == (0, 0)

    def test_rounds_add_up(self):
        outcome = Outcome(2.0, [0.1] * 6, Counter(empty=1), 1)

        outcome.add(Outcome(1.0, [0.3] * 6, Counter(empty=2), 2))

        assert outcome.rate == 4
        assert outcome.errors == {"empty": 3}
        assert outcome.finished == 3


class TestReport:
    @pytest.fixture
    def measured(self) -> Measured:
        told = Measured(memory={"api": (100.0, 120.0)})
        told.add(
            "intake", Outcome(2.0, [0.1] * 80), {"api": 0.4, "bot": 0.4, CLIENT: 8}
        )
        return told

    def test_the_callers_do_not_serve(self, measured):
        rows = dict(measured.rows())

        assert rows["intake: processor ms a turn, api"] == pytest.approx(5)
        assert rows["intake: processor ms a turn, all that serve"] == pytest.approx(10)

    def test_has_a_column_a_side_with_ratio_and_bar(self, measured):
        slower = Measured()
        slower.add("intake", Outcome(4.0, [0.1] * 80), {"rasa": 4.0})

        lines = table({"gonghui": measured, "stock Rasa": slower}).splitlines()

        assert lines[0] == "|  | gonghui | stock Rasa | ratio | bar |"
        assert "| intake: turns a second | 40.0 | 20.0 | 2.00 | ≥ 35: met |" in lines
        assert "| api: MB after | 120.0 | – |  |  |" in lines

    def test_names_the_errors(self, measured):
        measured.one_sender.errors.update(["degraded"])

        lines = table({"gonghui": measured}).splitlines()

        assert "| errors | 1 | ≤ 0: missed |" in lines
        assert lines[-1] == "gonghui: degraded × 1"

    def test_rows_of_one_subject_stand_together(self):
        first, second = {"a: x": 1.0, "errors": 0.0, "b: x": 1.0}, {"a: y": 1.0}

        assert sorted_rows([first, second]) == ["a: x", "a: y", "b: x", "errors"]

    @pytest.mark.parametrize(
        ("row", "value", "told"),
        [
            ("questions: turns a second", 99.9, "≥ 100: missed"),
            ("questions: p95 ms", 500.0, "≤ 500: met"),
            ("one sender: messages", 1.0, ""),
        ],
    )
    def test_bars(self, row, value, told):
        assert bar(row, value) == told


class TestProcesses:
    def test_a_name_with_spaces_does_not_shift_the_times(self):
        stat = "7 (a) b (c) S " + " ".join(["0"] * 10) + " 100 50 9 9"

        assert spent(stat) == spent(stat.replace("(a) b (c)", "(x)")) > 0

    def test_processes_are_named_by_module(self):
        assert module_of("python\0-W\0ignore\0-m\0rasa\0run\0-m\0x\0") == "rasa"
        assert module_of("/usr/bin/postgres\0-D\0x\0") == "postgres"

    def test_nobody_is_left_of_a_process_that_ended(self):
        assert names(2**22 + 1) == {}


class TestStockProject:
    def test_every_question_has_rule_response_and_examples(self, project):
        told = {
            path.stem: yaml.safe_load(path.read_text("utf-8"))
            for path in (project / "data").glob("*.yml")
        }
        domain = yaml.safe_load((project / "domain/questions.yml").read_text("utf-8"))
        questions = script()["questions"]

        examples = {entry["intent"]: entry["examples"] for entry in told["nlu"]["nlu"]}
        assert set(examples) == {*questions, "report_unpaid_wages", *BESIDES}
        assert all(f"- {line}\n" in examples[name] for name, line in questions.items())
        assert set(domain["responses"]) == {f"utter_{name}" for name in questions}
        assert len(told["questions"]["rules"]) == len(questions)

    def test_the_form_has_seven_slots_and_asks_for_each(self, project):
        domain = yaml.safe_load((project / "domain/intake.yml").read_text("utf-8"))
        slots = domain["forms"]["report_form"]["required_slots"]

        assert len(slots) == 7
        assert set(slots) == set(domain["slots"])
        assert {f"utter_ask_{slot}" for slot in slots} <= set(domain["responses"])

    def test_the_dialogue_answers_each_slot_and_one_of_them_twice(self, project):
        domain = yaml.safe_load((project / "domain/intake.yml").read_text("utf-8"))

        turns = len(script()["intake"]["stock Rasa"])

        assert turns == 1 + len(domain["forms"]["report_form"]["required_slots"]) + 1
