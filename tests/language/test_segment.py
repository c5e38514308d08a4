import tempfile
from pathlib import Path

import pytest

from language.segment import Segmenter


class TestCut:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("圆梦计划怎么报名", ["圆梦计划", "怎么", "报名"]),
            ("欠薪维权找工会", ["欠薪", "维权", "找", "工会"]),
            ("高温津贴多少钱", ["高温津贴", "多少", "钱"]),
            ("劳动仲裁要多久", ["劳动仲裁", "要", "多久"]),
            ("暖蜂驿站在哪", ["暖蜂驿站", "在", "哪"]),
            ("会员服务卡丢了", ["会员服务卡", "丢", "了"]),
            ("在龙华做外卖骑手", ["在", "龙华", "做", "外卖骑手"]),
            ("停工留薪期工资", ["停工留薪期", "工资"]),
        ],
    )
    def test_keeps_the_words_of_the_union(self, reader, text, words):
        assert [word.text for word in reader.segmenter.cut(text)] == words

    @pytest.mark.parametrize("text", ["", " a ，欠薪 1.5k!! ", "𠮷野家 \ud800 ok"])
    def test_words_together_are_the_text(self, reader, text):
        words = reader.segmenter.cut(text)

        assert "".join(word.text for word in words) == text
        assert all(text[word.start : word.end] == word.text for word in words)


class TestLoad:
    def test_cuts_as_the_saved_one_did(self, reader, tmp_path):
        text = "我们厂拖欠工资，想找工会律师"

        reader.segmenter.save(tmp_path)

        assert Segmenter.load(tmp_path).cut(text) == reader.segmenter.cut(text)


class TestBuild:
    def test_leaves_no_cache_file_behind(self, monkeypatch, tmp_path):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        Segmenter.build(["圆梦计划"]).cut("圆梦计划")

        assert list(Path(tmp_path).iterdir()) == []
