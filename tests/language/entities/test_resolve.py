import pytest

from language.entities.digits import NUMBERS
from language.entities.resolve import CERTAIN, VALUED, resolve
from language.tagger import Tag

TRUSTED = NUMBERS | VALUED | {CERTAIN}


@pytest.fixture(scope="session")
def resolved(read):
    def resolved(text: str, *marked: tuple[str, str], trusted=TRUSTED):
        reading = read(text)
        tags = [
            Tag(entity, reading.text.index(name), reading.text.index(name) + len(name))
            for entity, name in marked
        ]
        return [
            (c.entity, reading.text[c.start : c.end], c.value)
            for c in resolve(reading, tags, trusted)
        ]

    return resolved


class TestResolve:
    def test_sure_patterns_need_no_tagger(self, resolved):
        assert resolved("上个月欠我八千块") == [
            ("date", "上个月", "2026-06"),
            ("money", "八千块", "8000"),
        ]

    def test_a_guess_needs_the_tagger(self, resolved):
        assert resolved("欠我六万四") == []
        assert resolved("欠我六万四", ("money", "六万")) == [
            ("money", "六万四", "64000")
        ]

    def test_a_value_without_a_pattern_is_none(self, resolved):
        assert resolved("欠我很多血汗钱", ("money", "血汗钱")) == []

    def test_digits_win_over_the_tagger(self, resolved):
        text = "电话13800138000"

        assert resolved(text, ("money", "13800138000")) == [
            ("phone_number", "13800138000", "13800138000")
        ]

    def test_a_tagged_name_grows_to_the_listed_one(self, resolved):
        assert resolved("送到妈湾码头", ("place", "妈湾")) == [
            ("place", "妈湾码头", "")
        ]

    def test_a_tagged_name_goes_on_to_its_ending(self, resolved):
        assert resolved("住民新社区附近", ("place", "民新")) == [
            ("place", "民新社区", "")
        ]

    def test_a_tagged_name_that_no_list_has_stays(self, resolved):
        assert resolved("我叫王小明", ("person_name", "王小明")) == [
            ("person_name", "王小明", "")
        ]

    def test_a_district_is_one_wherever_it_stands(self, resolved):
        assert resolved("宝安区哪里有") == [("district", "宝安区", "宝安")]

    def test_a_district_within_a_firm_is_part_of_it(self, resolved):
        assert resolved("龙华富士康欠薪", ("employer", "龙华富士康")) == [
            ("employer", "龙华富士康", "")
        ]

    def test_a_level_of_schooling_has_its_plain_name(self, resolved):
        assert resolved("我是技校毕业", ("education_level", "技校")) == [
            ("education_level", "技校", "中专")
        ]

    def test_of_a_pattern_that_is_not_trusted_the_tagger_decides(self, resolved):
        trusted = TRUSTED - {"money"}

        assert resolved("上个月欠我八千块", trusted=trusted) == [
            ("date", "上个月", "2026-06")
        ]
        assert resolved("欠我八千块整", ("money", "八千块整"), trusted=trusted) == [
            ("money", "八千块整", "")
        ]

    def test_only_what_the_data_know_is_found_by_its_form(self, resolved):
        assert resolved("宝安区的13800138000", trusted=()) == []
