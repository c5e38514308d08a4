import json

import pytest

from speech import BadAddress
from speech.funasr import FunASR
from speech.hot_words import FORMATS, HEAVIEST, read

WORDS = [("圆梦计划", 10), ("法律援助", 5), ("这个词语太长了不是热词", 3), ("入会", 1)]


class TestFormats:
    @pytest.mark.parametrize(
        ("form", "text"),
        [
            ("funasr", "圆梦计划 30\n法律援助 20\n入会 12\n"),
            ("tencent", "圆梦计划|10\n法律援助|5\n入会|1\n"),
        ],
    )
    def test_writes_a_line_a_word(self, form, text):
        assert FORMATS[form].written(WORDS, most=None) == text

    def test_writes_aliyuns_object(self):
        written = json.loads(FORMATS["aliyun"].written(WORDS, most=None))

        assert written == {"圆梦计划": 4, "法律援助": 2, "入会": 1}

    @pytest.mark.parametrize(
        ("form", "most", "lightest", "heaviest"),
        [("funasr", 1000, 1, 100), ("aliyun", 500, -6, 5), ("tencent", 1000, 1, 10)],
    )
    def test_stays_within_the_vendors_limits(self, form, most, lightest, heaviest):
        many = [(f"第{n}个词", 1 + n % HEAVIEST) for n in range(3000)]

        written = FORMATS[form].written(many, most=None)

        count = len(json.loads(written)) if form == "aliyun" else written.count("\n")
        weights = {FORMATS[form].weight(n) for n in range(1, HEAVIEST + 1)}
        assert count == most
        assert lightest <= min(weights)
        assert max(weights) <= heaviest

    def test_writes_fewer_where_fewer_are_asked_for(self):
        assert FORMATS["tencent"].written(WORDS, most=1) == "圆梦计划|10\n"


class TestRead:
    def test_reads_what_was_written(self, tmp_path):
        file = tmp_path / "words.txt"
        file.write_text(FORMATS["funasr"].written(WORDS, most=None), "utf-8")

        assert read(file) == {"圆梦计划": 30, "法律援助": 20, "入会": 12}

    @pytest.mark.parametrize("content", [b"\xff\xfe", "词 重\n".encode(), b"a b c\n"])
    def test_refuses_what_is_no_list(self, tmp_path, content):
        file = tmp_path / "words.txt"
        file.write_bytes(content)

        with pytest.raises(BadAddress):
            FunASR(f"ws://localhost/?hotwords={file}")

    def test_refuses_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(BadAddress):
            FunASR(f"ws://localhost/?hotwords={tmp_path}/none")
