"""Broken input: each has its reason, in both languages, and nothing of it is taken."""

import json

import pytest

from helpdesk.rules import rules
from helpdesk.transcripts import (
    BadTranscript,
    Original,
    errors,
    read,
    reason,
)
from helpdesk.transcripts.faults import FILE
from helpdesk.transcripts.limits import limits
from helpdesk.transcripts.nodes import parse
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALL = calls()[0]
LINE = {"bg": "0", "ed": "900", "onebest": "喂您好", "speaker": "1"}


def refused(data: bytes) -> BadTranscript:
    with pytest.raises(BadTranscript) as caught:
        read(Original("c1.json", data))
    return caught.value


def refused_json(value) -> BadTranscript:
    return refused(json.dumps(value, ensure_ascii=False).encode())


def codes(data: bytes) -> set[str]:
    return {note.code for note in read(Original("c1", data)).notes}


class TestReasons:
    def test_every_error_has_words_in_both_languages(self):
        kinds = [k for k in vars(errors).values() if isinstance(k, type)]
        used = {k.code for k in kinds if "code" in vars(k)} - {"bad_transcript"}

        assert used == set(rules(FILE)["refused"])

    def test_a_reason_tells_where_in_chinese_and_english(self):
        told = reason(refused_json([{"bg": "0", "ed": "x", "onebest": "喂"}]))

        assert told == "“[0].ed”缺失或写法不对｜missing or wrong: [0].ed"


class TestText:
    @pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
    def test_an_empty_file(self, data):
        assert refused(data).code == "empty_file"

    def test_a_recording_instead_of_a_transcript(self):
        assert refused(b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0").code == "binary"

    def test_gbk_is_read_as_such(self):
        assert "gbk" in codes(WRITERS["table_gbk"](CALL))

    @pytest.mark.parametrize("begin", ["职工", "模具", "幸福里", "喂"])
    def test_gbk_is_read_whatever_it_begins_with(self, begin):
        text = f"text,begin_ms,end_ms\n{begin}厂里的事我想问一下,0,3000\n"

        [segment] = read(Original("a", text.encode("gbk"))).transcript.segments

        assert segment.text == f"{begin}厂里的事我想问一下"

    def test_gbk_of_little_chinese_is_read(self):
        part = LINE | {"onebest": "职工喂", "x": "a" * 5000}
        data = json.dumps([part], ensure_ascii=False).encode("gbk")

        assert read(Original("a", data)).transcript.segments[0].text == "职工喂"

    def test_utf16_is_read_as_such(self):
        text = WRITERS["srt"](CALL).decode("utf-8-sig")

        assert "utf16" in codes(text.encode("utf-16"))

    @pytest.mark.parametrize("wrong", ["gb18030", "latin-1", "cp1252"])
    def test_utf8_that_was_saved_in_a_wrong_encoding(self, wrong):
        data = WRITERS["webvtt"](CALL).decode(wrong, "replace").encode()

        assert refused(data).code == "spoilt"

    def test_words_whose_bytes_look_garbled_are_not(self):
        data = "text,begin_ms,end_ms\n" + "老板不给钱老板不管,0,3000\n" * 9

        assert len(read(Original("a", data.encode())).transcript.segments) == 9

    def test_gbk_that_was_read_as_utf8(self):
        data = WRITERS["table_gbk"](CALL).decode("utf-8", "replace").encode()

        assert refused(data).code == "spoilt"

    def test_one_broken_byte_spoils_no_file(self):
        data = WRITERS["srt"](CALL)
        at = data.rindex("谢".encode())

        text = read(Original("a", data[:at] + b"\xff" + data[at + 1 :])).transcript

        assert len(text.segments) == len(CALL.segments)

    def test_one_broken_byte_among_ascii_spoils_no_file(self):
        data = WRITERS["tencent_callback"](CALL)
        at = data.index(b"&text=")

        text = read(Original("a", data[:at] + b"\xff" + data[at:])).transcript

        assert len(text.segments) == len(CALL.segments)

    def test_text_of_no_format(self):
        error = refused("今天天气不错".encode())

        assert error.code == "unknown_format"
        assert "iflytek" in reason(error)


class TestJson:
    @pytest.mark.parametrize(
        "writer", ["funasr", "aliyun", "tencent", "iflytek", "huawei", "vcon"]
    )
    def test_a_file_that_ends_in_the_middle(self, writer):
        data = WRITERS[writer](CALL)

        for share in (3, 2):
            assert refused(data[: len(data) // share]).code in ("truncated", "spoilt")

    def test_json_within_json_that_ends_in_the_middle(self):
        answer = json.loads(WRITERS["iflytek"](CALL))
        content = answer["content"]
        content["orderResult"] = content["orderResult"][:-400]

        assert refused_json(answer).code == "truncated"

    def test_json_within_a_string_is_unwrapped(self):
        wrapped = json.dumps(WRITERS["huawei"](CALL).decode()).encode()

        assert "wrapped" in codes(wrapped)

    @pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000])
    def test_json_nested_without_end(self, text):
        assert refused(text.encode()).code == "too_deep"

    def test_nested_json_in_a_text_within(self):
        deep = {"orderInfo": {"status": 4}, "orderResult": "[" * 5000}

        assert refused_json({"content": deep}).code == "too_deep"

    @pytest.mark.parametrize("time", ["NaN", "Infinity", "1e999", "9" * 5000, '"x"'])
    def test_numbers_that_are_none(self, time):
        data = '[{"bg": "0", "ed": ' + time + ', "onebest": "喂"}]'

        assert refused(data.encode()).code == "malformed"

    def test_half_characters_are_marked(self):
        data = json.dumps([LINE | {"onebest": "喂\ud83d您好"}]).encode()

        [segment] = read(Original("a", data)).transcript.segments

        assert (segment.text, segment.raw_text) == ("喂\ufffd您好", "喂\ufffd您好")

    def test_brackets_within_texts_are_not_counted(self):
        assert parse(json.dumps(["[" * 100])) == ["[" * 100]

    @pytest.mark.parametrize("value", [{}, [], [1, 2], {"a": 1}, {"result": []}])
    def test_json_of_no_format(self, value):
        assert refused_json(value).code == "unknown_format"


class TestRecognisers:
    @pytest.mark.parametrize(
        "value",
        [
            {"TaskId": "t", "StatusCode": 21050001, "StatusText": "RUNNING"},
            {"TaskId": "t", "StatusCode": 21050002, "StatusText": "QUEUEING"},
            {"Data": {"TaskId": 1, "Status": 1, "StatusStr": "doing"}},
            {"content": {"orderInfo": {"status": 3}, "orderResult": ""}},
            {"status": "WAITING", "create_time": "2026-11-22T01:30:00Z"},
            {"resp": {"code": "2000", "message": "processing"}},
        ],
    )
    def test_one_that_is_not_done(self, value):
        assert refused_json(value).code == "unfinished"

    @pytest.mark.parametrize(
        "value",
        [
            {"TaskId": "t", "StatusCode": 41050001, "StatusText": "USER_BIZ"},
            {"Data": {"TaskId": 1, "Status": 3, "StatusStr": "failed"}},
            {"content": {"orderInfo": {"status": -1, "failType": 1}}},
            {"status": "ERROR", "create_time": "2026-11-22T01:30:00Z"},
            {"reqid": "a", "code": 1015, "message": "failed"},
        ],
    )
    def test_one_that_failed(self, value):
        assert refused_json(value).code == "recognition_failed"

    def test_a_callback_that_failed(self):
        data = b"code=10001&requestId=1&appid=1&text=&message=failed"

        assert refused(data).code == "recognition_failed"


class TestSize:
    def test_too_many_segments(self):
        assert (
            refused_json([LINE] * (limits().segments + 1)).code == "too_many_segments"
        )

    def test_a_segment_that_nobody_said(self):
        long = LINE | {"onebest": "啊" * (limits().segment_characters + 1)}

        assert refused_json([long]).code == "long_segment"

    def test_a_call_of_three_hours_is_fine(self):
        begins = range(0, 3 * 3_600_000, 3600)
        parts = [
            {
                "bg": str(b),
                "ed": str(b + 3000),
                "onebest": "我们老板没发工资，您帮我看看。",
            }
            for b in begins
        ]

        segments = read(Original("a", json.dumps(parts).encode())).transcript.segments

        assert len(segments) == 3000


class TestVcon:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"vcon": "0.9.0"}, "vcon_version"),
            ({"critical": ["wtf"]}, "vcon_extension"),
            ({"must_support": ["wtf"]}, "vcon_extension"),
            ({"analysis": []}, "vcon_body"),
        ],
    )
    def test_what_we_must_not_read(self, change, code):
        vcon = json.loads(WRITERS["vcon"](CALL)) | change

        assert refused_json(vcon).code == code

    def test_a_signed_one(self):
        assert refused_json({"payload": "e30", "signatures": []}).code == "vcon_sealed"

    def test_a_transcript_of_another_schema(self):
        vcon = json.loads(WRITERS["vcon"](CALL))
        vcon["analysis"][0]["schema"] = "somebody-else"

        assert refused_json(vcon).code == "vcon_body"
