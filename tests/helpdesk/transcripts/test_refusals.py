"""Broken input: each has its reason, in both languages, and nothing of it is taken."""

import io
import json
import zipfile

import pytest

from helpdesk.rules import rules
from helpdesk.transcripts import (
    BadTranscript,
    Original,
    Party,
    Reading,
    Refusal,
    errors,
    read,
    read_path,
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

    def test_utf16_is_read_as_such(self):
        text = WRITERS["srt"](CALL).decode("utf-8-sig")

        assert "utf16" in codes(text.encode("utf-16"))

    @pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
    def test_utf8_that_was_saved_in_a_wrong_encoding(self, wrong):
        data = WRITERS["webvtt"](CALL).decode(wrong, "replace").encode()

        assert refused(data).code == "spoilt"

    def test_gbk_that_was_read_as_utf8(self):
        data = WRITERS["table_gbk"](CALL).decode("utf-8", "replace").encode()

        assert refused(data).code == "spoilt"

    def test_one_broken_byte_spoils_no_file(self):
        data = WRITERS["srt"](CALL)
        at = data.rindex("谢".encode())

        text = read(Original("a", data[:at] + b"\xff" + data[at + 1 :])).transcript

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

    def test_a_file_that_is_too_large(self, tmp_path):
        path = tmp_path / "big.json"
        path.write_bytes(b" " * (limits().file_bytes + 1))

        assert only(path).error.code == "too_many_bytes"


class TestArchive:
    def test_every_file_of_it_is_read_or_refused(self, tmp_path):
        path = zipped(
            tmp_path,
            {
                "七月/c1.json": WRITERS["aliyun"](CALL),
                "c2.srt": b"",
                "notes.txt": b"hi",
            },
        )

        first, *others = read_path(path)

        assert isinstance(first, Reading)
        assert [(o.name, o.error.code) for o in others] == [
            ("c2.srt", "empty_file"),
            ("notes.txt", "unknown_format"),
        ]

    def test_a_chinese_name_of_windows_is_read(self, tmp_path):
        path = zipped(tmp_path, {"0000.srt": b""})
        path.write_bytes(
            path.read_bytes().replace(b"0000.srt", "七月.srt".encode("gbk"))
        )

        assert only(path).name == "七月.srt"

    @pytest.mark.parametrize(
        "name", ["../c1.json", "/etc/c1.json", "C:\\c1.json", "a/../../b", "a\x1b[2Jb"]
    )
    def test_a_name_that_leads_out(self, tmp_path, name):
        good = WRITERS["aliyun"](CALL)

        assert (
            only(zipped(tmp_path, {"c1": good, name: good})).error.code == "unsafe_name"
        )

    def test_a_link(self, tmp_path):
        link = zipfile.ZipInfo("c1.json")
        link.external_attr = 0o120777 << 16

        assert (
            only(zipped(tmp_path, {link: b"/etc/passwd"})).error.code == "unsafe_name"
        )

    def test_a_bomb(self, tmp_path):
        assert only(zipped(tmp_path, {"c1": b"\0" * 30_000_000})).error.code == "bomb"

    def test_a_bomb_that_states_a_small_size(self, tmp_path):
        path = zipped(tmp_path, {"c1": b"0" * 30_000_000})
        data = path.read_bytes()
        path.write_bytes(
            data.replace((30_000_000).to_bytes(4, "little"), b"\x09\0\0\0")
        )

        assert only(path).error.code in ("broken_archive", "bomb")

    def test_an_archive_in_an_archive(self, tmp_path):
        inner = zipped(tmp_path, {"c1": b"x"}).read_bytes()

        assert only(zipped(tmp_path, {"a.zip": inner})).error.code == "broken_archive"

    def test_more_files_than_anybody_sends(self, tmp_path):
        files = {str(number): b"" for number in range(limits().archive_files + 1)}

        assert only(zipped(tmp_path, files)).error.code == "bomb"

    def test_an_empty_one(self, tmp_path):
        assert only(zipped(tmp_path, {})).error.code == "empty_file"

    def test_a_broken_one(self, tmp_path):
        path = tmp_path / "a.zip"
        path.write_bytes(zipped(tmp_path, {"c": b"x" * 99}).read_bytes()[:60])

        assert only(path).error.code == "broken_archive"


class TestNames:
    @pytest.mark.parametrize(
        ("name", "identifier"),
        [("../../c1.json", "c1"), ("a\x1b[31mb.srt", "a_31mb"), ("..", "call")],
    )
    def test_a_call_is_named_harmlessly(self, name, identifier):
        data = WRITERS["srt"](CALL)

        assert read(Original(name, data)).transcript.call_id == identifier

    def test_the_name_does_not_decide_the_format(self):
        reading = read(Original("c1.csv", WRITERS["huawei"](CALL)))

        assert reading.transcript.source == "huawei"
        assert reading.transcript.segments[0].party is Party.agent


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


def zipped(folder, files):
    path = folder / "calls.zip"
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def only(path) -> Refusal:
    [result] = read_path(path)
    assert isinstance(result, Refusal)
    return result
