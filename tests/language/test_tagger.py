import pytest

from language import ModelError
from language.tagger import Tag, Tagger, describe, labels


@pytest.fixture(scope="module")
def tagger(read) -> Tagger:
    said = [("我叫王强", 2, 4), ("我叫李小芳", 2, 5), ("他叫陈大勇", 2, 5)]
    named = [(read(text), [Tag("person_name", *place)]) for text, *place in said]
    return Tagger.train([*named, (read("我想入会"), []), (read("😀"), [])])


class TestLabels:
    def test_begin_and_go_on(self):
        tags = [Tag("place", 0, 2), Tag("place", 2, 3)]

        assert labels(4, tags) == ["B-place", "I-place", "B-place", "O"]


class TestTag:
    def test_finds_a_name_it_has_not_seen(self, tagger, read):
        assert tagger.tag(read("我叫周海燕")) == (Tag("person_name", 2, 5),)

    def test_finds_nothing_in_an_empty_text(self, tagger, read):
        assert tagger.tag(read("😀")) == ()


class TestDescribe:
    def test_describes_every_character(self, read):
        reading = read("宝安八千块")

        described = describe(reading)

        assert len(described) == len(reading.text)
        assert "ldistrictB" in described[0]
        assert "rmoneyE" in described[-1]


class TestLoad:
    def test_tags_as_the_saved_one_did(self, tagger, read, tmp_path):
        tagger.save(tmp_path)

        loaded = Tagger.load(tmp_path)

        assert loaded.tag(read("我叫周海燕")) == tagger.tag(read("我叫周海燕"))

    def test_refuses_what_is_no_tagger(self):
        with pytest.raises(ModelError, match="no trained tagger"):
            Tagger(b"PK\x03\x04 this is something else")
