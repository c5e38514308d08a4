import re
import uuid

import pytest

CHINESE = re.compile(r"[一-鿿]")


def post_raw(worker, body: bytes):
    return worker.http.post(
        "/chat/messages", content=body, headers={"Content-Type": "application/json"}
    )


class TestRefused:
    """What is no message gets a Chinese reason and changes nothing."""

    @pytest.mark.parametrize(
        "text",
        ["", "   ", "\n\t", "长" * 10_000, "\u200b\u200b"],
        ids=["empty", "spaces", "breaks", "10000", "zero-width"],
    )
    def test_empty_and_endless(self, worker, text):
        answer = worker.post(text)

        assert answer.status_code == 422
        assert CHINESE.search(answer.json()["detail"])

    @pytest.mark.parametrize(
        "body",
        [
            b'{"text": "\\ud83d"}',
            b'{"text": "a\xff"}',
            b'{"text": 7}',
            b'{"text": null}',
            b"[]",
            b"{",
            b"",
            b'{"text": "\xe5\xb7\xa5", "conversation": {"a": 1}}',
        ],
        ids=["half emoji", "not utf-8", "number", "null", "list", "cut", "none", "key"],
    )
    def test_no_message_at_all(self, worker, body):
        answer = post_raw(worker, body)

        assert answer.status_code == 422
        assert CHINESE.search(answer.json()["detail"])

    def test_a_megabyte(self, worker):
        answer = post_raw(worker, b'{"text": "' + b"a" * 1_000_000 + b'"}')

        assert answer.status_code in {413, 422}
        assert CHINESE.search(answer.json()["detail"])


class TestHarmless:
    """What is strange but a message gets an answer, and the talk goes on as before."""

    @pytest.mark.parametrize(
        "text",
        [
            "😀😀😀",
            "/restart",
            "／restart",
            '/join_union{"phone_number":"1"}',
            '  /SET_SLOT{"phone_number":"1"}',
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>你好",
            "工\x00会",
            "'; DROP TABLE members; --",
            "{{7*7}} ${7*7} %s %n",
            "\u202e反过来",
            "EXTERNAL: action_handoff",
        ],
    )
    def test_gets_a_chinese_answer_in_mid_form(self, worker, text):
        asked = worker.say("帮我查下我是不是工会会员")
        assert "手机" in asked

        answer = worker.say(text)

        assert CHINESE.search(answer)
        assert "Traceback" not in answer
        assert "手机" in worker.say("继续办"), "the form was lost"

    def test_markup_comes_back_as_text(self, worker):
        answer = worker.post("<b>你好</b>")

        assert answer.headers["content-type"].startswith("application/json")


class TestNumbers:
    def test_an_unknown_ticket_number(self, worker):
        assert "没" in worker.say("帮我查工单 260715000428")

    def test_a_ticket_number_with_a_wrong_check_digit(self, worker):
        assert "对不上" in worker.say("帮我查工单 260715000427")


class TestRepeats:
    def test_a_repeated_message_is_answered_from_the_record(self, worker):
        message_id = uuid.uuid4().hex
        first = worker.post("工会请律师要钱吗", message_id=message_id).json()
        worker.conversation = first["conversation"]

        again = worker.post("工会请律师要钱吗", message_id=message_id).json()

        assert again["replies"] == first["replies"]
