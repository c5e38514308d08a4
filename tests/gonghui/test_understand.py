import io
import json
import os
import subprocess
import sys
from datetime import date

import pytest

from gonghui.places import ROOT
from gonghui.questions import BadLine
from gonghui.understand import is_file, understand_lines
from language import Model


@pytest.fixture(scope="module")
def model(toy_model) -> Model:
    return toy_model


def understand(model: Model, *lines: bytes, **given) -> list[dict | BadLine]:
    day = date(2026, 7, 15)
    return [
        answer if isinstance(answer, BadLine) else json.loads(answer)
        for _, answer in understand_lines(model, lines, today=day, **given)
    ]


def asked(identifier: int, **fields) -> bytes:
    return json.dumps({"id": identifier, **fields}).encode()


class TestUnderstandLines:
    def test_answers_in_the_shape_of_the_contract(self, model):
        text = "宝安一个工地，老板欠了我三个月工资"
        line = json.dumps({"id": "a", "text": text, "channel": "chat"})

        [answer] = understand(model, line.encode())

        assert list(answer) == [
            *("id", "intent", "confidence", "skill", "entities", "requests")
        ]
        assert answer["id"] == "a"
        assert answer["intent"] == "report_unpaid_wages"
        assert answer["skill"] == "legal_aid"
        assert 0 <= answer["confidence"] <= 1
        assert answer["requests"][0]["intent"] == answer["intent"]
        found = {(e["entity"], e["text"], e["value"]) for e in answer["entities"]}
        assert ("district", "宝安", "宝安") in found
        assert ("duration", "三个月", "P3M") in found

    def test_offsets_point_into_the_text_as_given(self, model):
        text = "　嗯，那個ＯＫ  我喺寶安區　欠薪 ３ 個月😀"

        [answer] = understand(model, json.dumps({"id": 1, "text": text}).encode())

        for entity in answer["entities"]:
            assert text[entity["start"] : entity["end"]] == entity["text"]
        for request in answer["requests"]:
            assert 0 <= request["start"] <= request["end"] <= len(text)

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b"nonsense", "not JSON"),
            (b"[1]", "not an object"),
            (b"\xff", "not UTF-8"),
            (b'{"text": "a"}', '"id"'),
            (b'{"id": true, "text": "a"}', '"id"'),
            (b'{"id": 1}', '"text"'),
            (b'{"id": 1, "text": 5}', '"text"'),
            (b'{"id": 1, "text": "a", "channel": "fax"}', '"channel"'),
            (b"[" * 100_000, "not JSON"),
            (b'{"id": 1, "text": "a", "nbest": "a"}', '"nbest"'),
            (b'{"id": 1, "text": "a", "nbest": ["a"]}', '"nbest"'),
            (b'{"id": 1, "nbest": []}', '"text"'),
            (b'{"id": 1, "nbest": [{"text": 1, "confidence": 1}]}', '"nbest"'),
            (b'{"id": 1, "nbest": [{"text": "a"}]}', '"confidence"'),
            (b'{"id": 1, "nbest": [{"text": "a", "confidence": true}]}', '"conf'),
            (b'{"id": 1, "nbest": [{"text": "a", "confidence": NaN}]}', '"conf'),
            (b'{"id": 1, "nbest": [{"text": "a", "confidence": 1.1}]}', '"conf'),
        ],
    )
    def test_says_what_is_wrong_and_goes_on(self, model, line, reason):
        good = json.dumps({"id": 2, "text": "你好"}).encode()

        bad, answer = understand(model, line, good)

        assert isinstance(bad, BadLine)
        assert reason in str(bad)
        assert answer["intent"] == "greet"

    @pytest.mark.parametrize("text", ["", "\ud83d", "\x00", "😀", "a" * 10_000])
    def test_survives_strange_text(self, model, text):
        [answer] = understand(model, json.dumps({"id": 1, "text": text}).encode())

        assert answer["intent"]


class TestPages:
    LINES = (
        asked(3, text="你好"),
        b"nonsense",
        b" ",
        asked(1, nbest=[{"text": "卡丢了", "confidence": 0.9}]),
        asked(2, text="老板欠我工资"),
    )

    @pytest.mark.parametrize("page", [1, 2, 256])
    def test_keep_the_order_and_the_numbers(self, model, page):
        answers = understand_lines(model, self.LINES, today=None, page=page)

        told = [(number, str(answer)) for number, answer in answers]

        assert [number for number, _ in told] == [1, 2, 4, 5]
        assert [json.loads(a)["id"] for n, a in told if n != 2] == [3, 1, 2]
        assert told[1] == (2, "not JSON")

    def test_one_line_is_answered_before_the_next_is_read(self, model):
        read = []

        def lines():
            for number in range(3):
                read.append(number)
                yield asked(number, text="你好")

        next(understand_lines(model, lines(), today=None, page=1))

        assert read == [0]

    def test_only_files_are_read_in_pages(self, tmp_path):
        (tmp_path / "lines").write_bytes(b"")
        reader, writer = os.pipe()

        with open(tmp_path / "lines", "rb") as file, open(reader, "rb") as pipe:
            assert is_file(file)
            assert not is_file(pipe)

        os.close(writer)


class TestNbest:
    HEARD = (
        {"text": "卡丢了怎么补", "confidence": 0.9},
        {"text": "咖丢了怎么簿", "confidence": 0.1},
    )

    def test_tells_which_text_was_understood(self, model):
        [answer] = understand(model, asked(1, nbest=self.HEARD))

        assert answer["text"] == "卡丢了怎么补"
        assert answer["intent"] == "report_card_problem"

    def test_an_empty_list_leaves_the_text(self, model):
        [answer] = understand(model, asked(1, text="你好", nbest=[]))

        assert "text" not in answer
        assert answer["intent"] == "greet"


class TestCommand:
    def run(self, *arguments: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "gonghui", "understand", *arguments],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            timeout=60,
        )

    def test_writes_what_it_can_and_exits_1_after_a_bad_line(self, tmp_path):
        lines = io.BytesIO()
        for number in range(3):
            line = {"id": number, "text": "\ud83d 转人工"}
            lines.write(json.dumps(line).encode() + b"\n")
        lines.write(b"nonsense\n")

        out = tmp_path / "out.jsonl"
        done = self.run("-", "--out", str(out), stdin=lines.getvalue())

        assert done.returncode == 1
        assert b"line 4" in done.stderr
        answers = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert [answer["id"] for answer in answers] == [0, 1, 2]
        assert {answer["intent"] for answer in answers} == {"request_human"}

    def test_a_missing_file_is_wrong_usage(self):
        done = self.run("/no/such/file", stdin=b"")

        assert done.returncode == 2
        assert b"Traceback" not in done.stderr

    def test_loads_neither_rasa_nor_tensorflow(self):
        program = (
            "import sys, gonghui.understand; "
            "print([m for m in ('rasa', 'tensorflow') if m in sys.modules])"
        )

        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True
        )

        assert done.stdout.strip() == b"[]"
