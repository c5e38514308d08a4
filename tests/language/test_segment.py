import tempfile
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.segment import Segmenter

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba

SIGNS = "工会员工资没发一二0137aBkx ,.。-+#&%_？𠮷"


def jiebas_cut(frequencies: dict[str, int]):
    """Give the cuts of jieba's own tokenizer, without guessing at new words."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = dict(frequencies)
    tokenizer.total = sum(frequencies.values())
    tokenizer.initialized = True
    return lambda text: tuple(tokenizer.cut(text, HMM=False))


@pytest.fixture(scope="module")
def jiebas(reader):
    return jiebas_cut(reader.segmenter.frequencies)


@pytest.fixture(scope="module")
def words(reader) -> list[str]:
    """Give some words of the dictionary, each with others that begin alike."""
    known = sorted(w for w, count in reader.segmenter.frequencies.items() if count)
    starts = range(0, len(known), 500)
    return [word for start in starts for word in known[start : start + 5]]


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
        assert [*reader.segmenter.cut(text)] == words

    @pytest.mark.parametrize("text", ["", " a ，欠薪 1.5k!! ", "𠮷野家 \ud800 ok"])
    def test_words_together_are_the_text(self, reader, text):
        assert "".join(reader.segmenter.cut(text)) == text

    @given(data=st.data())
    def test_cuts_words_as_jieba_does(self, reader, jiebas, words, data):
        several = st.lists(st.sampled_from(words) | st.sampled_from(SIGNS))
        text = "".join(data.draw(several))

        assert reader.segmenter.cut(text) == jiebas(text)

    @given(text=st.text(st.sampled_from(SIGNS) | st.characters(categories=["L", "N"])))
    def test_cuts_any_signs_as_jieba_does(self, reader, jiebas, text):
        assert reader.segmenter.cut(text) == jiebas(text)

    def test_cuts_the_examples_as_jieba_does(self, reader, read, jiebas, examples):
        for example in examples:
            reading = read(example.text)
            assert reading.words == jiebas(reading.text)

    def test_of_equally_likely_cuts_takes_the_one_that_jieba_takes(self):
        even = {"工": 4, "会": 4, "工会": 1, "员": 7}

        assert Segmenter(even).cut("工会") == jiebas_cut(even)("工会") == ("工会",)

    def test_an_empty_dictionary_cuts_every_character(self):
        assert Segmenter({}).cut("工会 ab1好") == ("工", "会", " ", "ab1", "好")


class TestLoad:
    def test_cuts_as_the_saved_one_did(self, reader, tmp_path):
        text = "我们厂拖欠工资，想找工会律师"

        reader.segmenter.save(tmp_path)

        loaded = Segmenter.load(tmp_path)
        assert loaded.cut(text) == reader.segmenter.cut(text)
        assert loaded.frequencies == reader.segmenter.frequencies


class TestBuild:
    def test_leaves_no_cache_file_behind(self, monkeypatch, tmp_path):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        Segmenter.build(["圆梦计划"]).cut("圆梦计划")

        assert list(Path(tmp_path).iterdir()) == []
