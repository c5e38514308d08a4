from dataclasses import replace

import pytest
from rasa_sdk.interfaces import Tracker

from actions import readers
from actions.turn import Turn


def turn(text, intent="provide_info", **entities):
    found = [
        {"entity": name, "value": value, "start": 0, "end": len(text)}
        for name, values in entities.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    message = {"text": text, "intent": {"name": intent}, "entities": found}
    return Turn.of(
        Tracker.from_dict({"sender_id": "t", "slots": {}, "latest_message": message})
    )


class TestMobile:
    READER = readers.mobile("phone")

    @pytest.mark.parametrize(
        "text",
        ["13800138000", "138 0013 8000", "138-0013-8000", "幺三八零零幺三八零零零"],
    )
    def test_takes_eleven_digits_however_written(self, text):
        assert self.READER.take(turn(text)) == {"phone": "13800138000"}

    @pytest.mark.parametrize(
        "text",
        ["1380013800", "12800138000", "138001380001", "不告诉你", "😀", "07551234"],
    )
    def test_takes_nothing_else(self, text):
        assert self.READER.take(turn(text)) == {}

    def test_spots_the_entity_in_a_sentence(self):
        said = turn("我电话是这个", phone_number="13800138000")

        assert self.READER.spot(said) == {"phone": "13800138000"}

    def test_does_not_choose_between_two(self):
        said = turn("旧的新的", phone_number=["13800138000", "13800138001"])

        assert self.READER.spot(said) == {}


class TestContactPhone:
    READER = readers.contact_phone("contact_phone")

    def test_takes_a_landline_with_area_code(self):
        found = self.READER.take(turn("0755-25590000"))

        assert found == {"contact_phone": "075525590000"}


class TestIdTail:
    READER = readers.id_tail("id_tail")

    @pytest.mark.parametrize(
        ("text", "tail"),
        [("1234", "1234"), ("123x", "123X"), ("尾号 幺二三四", "1234")],
    )
    def test_takes_the_last_four(self, text, tail):
        assert self.READER.take(turn(text)) == {"id_tail": tail}

    def test_drops_the_rest_of_a_whole_number(self):
        said = turn("440300199003070004", id_number="440300199003070004")

        assert self.READER.spot(said) == {"id_tail": "0004"}

    @pytest.mark.parametrize("text", ["12", "X123", "没有", ""])
    def test_takes_nothing_else(self, text):
        assert self.READER.take(turn(text)) == {}


class TestCode:
    READER = readers.code("code")

    def test_takes_six_digits(self):
        assert self.READER.take(turn("验证码是 012345")) == {"code": "012345"}

    @pytest.mark.parametrize("text", ["12345", "1234567", "12345X", "没收到"])
    def test_takes_nothing_else(self, text):
        assert self.READER.take(turn(text)) == {}

    def test_spots_nothing_in_other_messages(self):
        assert self.READER.spot(turn("123456")) == {}


class TestTicketNumber:
    READER = readers.ticket_number("ticket_number")

    def test_takes_groups(self):
        found = self.READER.take(turn("260715 000 428"))

        assert found == {"ticket_number": "260715000428"}

    def test_refuses_a_wrong_check_digit(self):
        assert self.READER.take(turn("260715000427")) == {}


class TestArea:
    READER = readers.area()

    @pytest.mark.parametrize(
        ("text", "district"),
        [
            ("宝安区西乡街道固戍社区", "宝安"),
            ("坪山新区坑梓街道", "坪山"),
            ("东莞市南城街道（不在深圳）", None),
        ],
    )
    def test_takes_a_place_from_the_map_whole(self, text, district):
        shared = replace(turn(text, district="福田"), whereabouts=True)

        assert readers.area().spot(shared) == {
            "area": text,
            "district": district,
            "place": text,
        }

    def test_joins_district_and_place(self):
        said = turn("宝安西乡", district="宝安", place="宝安西乡")

        assert self.READER.spot(said) == {
            "area": "宝安宝安西乡",
            "district": "宝安",
            "place": "宝安西乡",
        }

    def test_takes_any_words_for_a_place(self):
        found = self.READER.take(turn("大运地铁站那边"))

        assert found == {
            "area": "大运地铁站那边",
            "district": None,
            "place": "大运地铁站那边",
        }

    def test_forgets_the_old_place_with_a_new_district(self):
        assert self.READER.spot(turn("龙岗", district="龙岗"))["place"] is None


class TestWordsOf:
    READER = readers.words_of("employer", 10)

    @pytest.mark.parametrize(
        "text", ["", "😀😀", "？！", "好的", "不是", "一二三四五六七八九十多"]
    )
    def test_takes_no_empty_yes_no_or_endless_answer(self, text):
        assert self.READER.take(turn(text)) == {}

    def test_takes_an_odd_name(self):
        assert self.READER.take(turn("7-11便利店")) == {"employer": "7-11便利店"}


class TestMonths:
    READER = readers.months("unpaid_months")

    def test_counts_a_duration(self):
        said = turn("三个月", duration="P3M")

        assert self.READER.spot(said) == {"unpaid_months": "3"}

    def test_counts_years_as_twelve(self):
        assert self.READER.take(turn("一年半")) == {"unpaid_months": "18"}

    def test_does_not_count_hours(self):
        assert self.READER.spot(turn("24小时", duration="PT24H")) == {}


class TestConsent:
    @pytest.mark.parametrize("text", ["是的", "对", "好的。", "没错", "嗯嗯", "係"])
    def test_hears_yes_in_any_intent(self, text):
        assert readers.consent(turn(text, intent="out_of_scope")) is True

    @pytest.mark.parametrize("text", ["不是", "不对！", "唔係"])
    def test_hears_no_in_any_intent(self, text):
        assert readers.consent(turn(text, intent="out_of_scope")) is False

    def test_follows_the_intent_in_longer_words(self):
        assert readers.consent(turn("你说的都没问题", intent="affirm")) is True

    def test_hears_neither_in_a_question(self):
        assert readers.consent(turn("要多久", intent="ask_arbitration")) is None
